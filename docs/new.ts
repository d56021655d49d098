import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { newChannel } from './new/channel.ts';
import { newFormat } from './new/format.ts';

/** By kind: the files of a new one by path, with those that list it. */
const KINDS: Readonly<Record<string, { filesOf: (name: string) => Record<string, string> }>> = {
  channel: { filesOf: newChannel },
  format: { filesOf: newFormat },
};

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(path);
  }
}

/** Widths of lines and the order of imports depend on the name. Returns whether all is well. */
function tidy(paths: readonly string[]): boolean {
  const biome = 'node_modules/@biomejs/biome/bin/biome';
  const options = ['check', '--write', '--error-on-warnings', '--log-level=warn'];
  return spawnSync(process.execPath, [biome, ...options, ...paths], { stdio: 'inherit' }).status === 0;
}

const [kind = '', name = ''] = process.argv.slice(2);
const maker = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
if (!maker || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error(`npm run new -- ${Object.keys(KINDS).join('|')} NAME, the name in kebab-case`);
  process.exitCode = 2;
} else {
  const files = maker.filesOf(name);
  write(files);
  process.exitCode = tidy(Object.keys(files)) ? 0 : 1;
  console.log('Replace every TODO, then run `npm run docs` and `npm run check`.');
}
