import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkIndex } from './check-index.ts';
import { newChannel } from './new/channel.ts';
import { newCheck } from './new/check.ts';
import { newFormat } from './new/format.ts';

type Files = Readonly<Record<string, string>>;

interface Kind {
  /** The files of a new one by path, with those that list it; null: there is one of that name. */
  filesOf: (name: string) => Files | null;
  /** What is generated once they are written. */
  listsOf?: () => Files;
}

const KINDS: Readonly<Record<string, Kind>> = {
  check: { filesOf: newCheck, listsOf: checkIndex },
  channel: { filesOf: newChannel },
  format: { filesOf: newFormat },
};

function write(files: Files): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(path);
  }
  return Object.keys(files);
}

/** Widths of lines and the order of imports depend on the name. Returns whether all is well. */
function tidy(paths: readonly string[]): boolean {
  const biome = 'node_modules/@biomejs/biome/bin/biome';
  const options = ['check', '--write', '--error-on-warnings', '--log-level=warn'];
  return spawnSync(process.execPath, [biome, ...options, ...paths], { stdio: 'inherit' }).status === 0;
}

const [kind = '', name = ''] = process.argv.slice(2);
const maker = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
const isName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);
const files = isName ? maker?.filesOf(name) : undefined;
if (maker && files) {
  const paths = [...write(files), ...write(maker.listsOf?.() ?? {})];
  process.exitCode = tidy(paths) ? 0 : 1;
  console.log('Replace every TODO, then run `npm run docs` and `npm run check`.');
} else {
  const usage = `npm run new -- ${Object.keys(KINDS).join('|')} NAME, the name in kebab-case`;
  console.error(files === null ? `There is a ${kind} ${name} already.` : usage);
  process.exitCode = 2;
}
