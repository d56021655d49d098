import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answers, answersFrom, QUESTIONS, type Question } from '../../shared/setup/answers.ts';
import { diffLines } from '../../shared/setup/diff.ts';
import { parseDotenv } from '../../shared/setup/dotenv.ts';
import { configText, envText } from '../../shared/setup/files.ts';
import { programName } from './program.ts';
import type { CommonOptions, Runtime } from './runtime.ts';
import { type Ask, asker, confirmed } from './setup/ask.ts';
import { planOfNothing } from './setup/plan.ts';

export interface InitCommand extends CommonOptions {
  site?: string;
  region?: string;
  bucket?: string;
  webhook?: string;
  secret?: string;
  language?: string;
  proof?: boolean;
  yes?: boolean;
  /** Folder of the two files. */
  dir: string;
}

/**
 * `sealwatch init`: writes `sealwatch.yaml` and `.env` for functions, and shows what `sealwatch deploy` will make. Over files that
 * are there it shows what changes, keeps copies and asks. Throws `AppError` SetupIncomplete, NotConfirmed.
 */
export async function init(options: InitCommand, runtime: Runtime): Promise<number> {
  const { stdout, now } = runtime;
  const language = options.lang ?? 'en';
  const answers = answersFrom(await answersOf(options, language, runtime));
  const files = filesFor(answers, options.dir);
  const changed = files.filter(({ before, after }) => before !== null && before !== after);
  for (const { name, before, after } of changed) {
    const lines = diffLines(masked(before ?? ''), masked(after));
    stdout.write(`  ${name}\n${lines.map((line) => `    ${line}\n`).join('')}`);
  }
  if (changed.length > 0 && !(await confirmed(OVERWRITE[language], options.yes === true, runtime))) return 0;
  for (const { path, before, after } of files) {
    if (before === after) continue;
    if (before !== null) copyFileSync(path, `${path}.${stampOf(now())}.bak`);
    writeWhole(path, after);
  }
  const text = WRITTEN[language].replace('{program}', programName());
  if (!options.quiet) stdout.write(`${planOfNothing(answers, language)}\n${text}`);
  return 0;
}

/** Flags first; what they leave open is asked on a terminal, unless `--yes` takes the defaults. */
async function answersOf(
  options: InitCommand,
  language: 'en' | 'zh',
  runtime: Runtime,
): Promise<Record<string, string>> {
  const { proof, yes } = options;
  const given: Record<string, string> = proof === undefined ? {} : { proof: proof ? 'yes' : 'no' };
  for (const { name } of QUESTIONS) {
    const value = name === 'proof' ? undefined : options[name];
    if (value !== undefined) given[name] = value;
  }
  const terminal = yes ? null : asker(runtime);
  if (!terminal) return given;
  try {
    for (const question of QUESTIONS) {
      const { name, problem } = question;
      const known = given[name];
      if (known === undefined || problem(known) !== null)
        given[name] = await asked(question, terminal.ask, language, runtime);
    }
  } finally {
    terminal.end();
  }
  return given;
}

/** Asks until the answer can be used. */
async function asked(
  { ask, initial, problem }: Question,
  terminal: Ask,
  language: 'en' | 'zh',
  { stdout }: Runtime,
): Promise<string> {
  for (;;) {
    const answer = await terminal(ask[language], initial);
    const why = problem(answer);
    if (why === null) return answer;
    stdout.write(`  ${why}\n`);
  }
}

interface SetupFile {
  name: string;
  path: string;
  /** Null: it is not there. */
  before: string | null;
  after: string;
}

function filesFor(answers: Answers, dir: string): SetupFile[] {
  const [config, env] = [join(dir, 'sealwatch.yaml'), join(dir, '.env')];
  const variables = readOr(env);
  const token = (): string => randomBytes(32).toString('base64url');
  return [
    { name: 'sealwatch.yaml', path: config, before: readOr(config), after: configText(answers) },
    {
      name: '.env',
      path: env,
      before: variables,
      after: envText(answers, parseDotenv(variables ?? ''), token),
    },
  ];
}

function readOr(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** Readable by its owner only, from its first byte on: a secret may stand in either file. */
function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}

function masked(text: string): string {
  return text.replace(/^(\w*(?:WEBHOOK|SECRET|TOKEN)\w*)=(.+)$/gm, '$1=…');
}

function stampOf(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

const OVERWRITE = {
  en: 'Write these changes? Copies of the files are kept',
  zh: '写入以上更改？原文件会保留副本',
};

const WRITTEN = {
  en: `
  Written: sealwatch.yaml and .env (readable by you only). Next:

    {program} deploy

`,
  zh: `
  已写入 sealwatch.yaml 和 .env（仅本人可读）。下一步：

    {program} deploy --lang zh

`,
};
