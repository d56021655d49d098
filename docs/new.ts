import { writeFileSync } from 'node:fs';
import { checkIndex } from './check-index.ts';
import { newCheck } from './new/check.ts';

/** By kind: the files of a new one, by path, and what lists it once they are written. */
const KINDS = {
  check: { filesOf: newCheck, listsOf: checkIndex },
};

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(path, text);
    console.log(path);
  }
}

const [kind = '', name = ''] = process.argv.slice(2);
const [, maker] = Object.entries(KINDS).find(([known]) => known === kind) ?? [];
if (!maker || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error(`npm run new -- ${Object.keys(KINDS).join('|')} NAME, the name in kebab-case`);
  process.exitCode = 2;
} else {
  write(maker.filesOf(name));
  write(maker.listsOf());
  console.log('Replace every TODO, then run `npm run docs` and `npm run check`.');
}
