import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { checkIndex } from './check-index.ts';
import { newCheck } from './new/check.ts';

/** By kind: the files of a new one, by path, and what lists it once they are written. */
const KINDS = {
  check: { filesOf: newCheck, listsOf: checkIndex },
};

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
  const paths = Object.keys(files);
  spawnSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', ...paths]); // lines as long as the name makes them
  console.log(paths.join('\n'));
}

const [kind = '', name = ''] = process.argv.slice(2);
const [, maker] = Object.entries(KINDS).find(([known]) => known === kind) ?? [];
const isName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);
const files = isName ? maker?.filesOf(name) : undefined;
if (maker && files) {
  write(files);
  write(maker.listsOf());
  console.log('Replace every TODO, then run `npm run docs` and `npm run check`.');
} else {
  const usage = `npm run new -- ${Object.keys(KINDS).join('|')} NAME, the name in kebab-case`;
  console.error(files === null ? `There is a ${kind} ${name} already.` : usage);
  process.exitCode = 2;
}
