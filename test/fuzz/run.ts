import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Served, served } from '../../bench/served.ts';

/**
 * Usage: npm run test:fuzz [-- --seed N] [--within SECONDS]. schemathesis (PyPI) against `sealwatch serve`, by its own description.
 * Cases are drawn until the time is over; the seed is printed.
 */
const VERSION = '4.32.0';
/** For the first start of Python and the last checks. */
const REST_SECONDS = 20;
const RUN_TOKEN = 'run-token-01234567890';
const PROOF_TOKEN = 'proof-token-0123456789';
const REPORT = `{ tokens: [{ token: ${RUN_TOKEN}, scope: run }, { token: ${PROOF_TOKEN}, scope: proof }], linkSecrets: [link-secret-0123456789] }`;

const began = Date.now();
const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function secondsLeft(within: number): number {
  return within - (Date.now() - began) / 1000;
}

/** Path of the program, installed beside the other caches of the user; why not, where it is not to be had. */
function installed(within: number): { program: string } | { missing: string } {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'sealwatch', `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  const runs = (file: string, given: readonly string[]) => {
    const timeout = Math.max(1, secondsLeft(within) * 1000);
    const { status, stderr, error } = spawnSync(file, given, { encoding: 'utf8', timeout });
    return { ok: status === 0, why: error?.message ?? stderr.trim().split('\n').at(-1) ?? '' };
  };
  if (existsSync(program) && runs(program, ['--version']).ok) return { program };
  const made = runs('python3', ['-m', 'venv', '--clear', folder]);
  if (!made.ok) return { missing: `there is no Python with venv here (${made.why})` };
  const pip = ['install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`];
  const got = runs(join(folder, 'bin', 'pip'), pip);
  return got.ok ? { program } : { missing: `PyPI does not bring schemathesis ${VERSION} (${got.why})` };
}

interface Told {
  operations: { tested: number };
  test_cases: Record<string, number>;
  failures: { code: string; title: string; operations: string[] }[];
  errors: unknown[];
}

/** Runs it on the endpoint; answers what its report file says, null when there is none. */
function fuzzed(program: string, { url, cloud }: Served, folder: string, seconds: number, seed: number) {
  const file = join(folder, 'fuzz.json');
  const given = [
    ...['--config-file', 'test/fuzz/schemathesis.toml', 'run', `${url}/openapi.json`],
    ...['--header', `Authorization: Bearer ${RUN_TOKEN}`, '--seed', `${seed}`],
    ...['--max-time', `${seconds}`, '--continue-on-failure', '--warnings', 'off', '--no-color'],
    ...['--report', 'json', '--report-json-path', file],
  ];
  const { stdout, stderr } = spawnSync(program, given, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: Math.ceil((seconds + REST_SECONDS) * 1000),
    env: {
      ...process.env,
      SCHEMATHESIS_HOOKS: 'test/fuzz/hooks.py',
      FUZZ_NOW: cloud.env['SEALWATCH_NOW'] ?? '',
      FUZZ_PROOF_TOKEN: PROOF_TOKEN,
    },
  });
  const told = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Told) : null;
  return { told, text: `${stdout}${stderr}` };
}

/** Tells what came of it; answers how many things failed. */
function judged({ told, text }: ReturnType<typeof fuzzed>, log: string): { passed: number; failed: number } {
  const bugs = log.split('\n').filter((line) => line.includes('"code":"Bug"'));
  for (const bug of bugs) say(bug.slice(0, 2000));
  if (told === null || told.errors.length > 0) {
    say(text.slice(-4000));
    return { passed: 0, failed: 1 + bugs.length };
  }
  if (told.failures.length > 0) say(text.slice(0, 20_000));
  const { operations, test_cases: cases, failures } = told;
  say(`${operations.tested} operations, ${JSON.stringify(cases)}`);
  const bad = new Set(failures.flatMap((failure) => failure.operations));
  const failed = failures.reduce((sum, failure) => sum + Math.max(1, failure.operations.length), 0);
  return { passed: operations.tested - bad.size, failed: failed + bugs.length };
}

async function main(): Promise<void> {
  const within = Number(option('within') ?? 90);
  const install = installed(within);
  if ('missing' in install) {
    say(`NOT TESTED: the report endpoint with schemathesis; ${install.missing}.`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-fuzz-'));
  const endpoint = await served(folder, [], REPORT);
  const seed = Number(option('seed') ?? randomInt(1, 1_000_000));
  const seconds = Math.floor(secondsLeft(within) - REST_SECONDS);
  if (seconds < 5)
    say(`NOT TESTED: the report endpoint with schemathesis; not installed within ${within} s.`);
  else {
    say(`schemathesis ${VERSION}, seed ${seed}, ${seconds} s:`);
    const { passed, failed } = judged(
      fuzzed(install.program, endpoint, folder, seconds, seed),
      endpoint.told(),
    );
    say(`${passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  }
  await endpoint.stop();
  rmSync(folder, { recursive: true, force: true });
}

await main();
