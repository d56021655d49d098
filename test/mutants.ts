import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/**
 * `npm run test:mutants -- shared/cloud` (or one file): changes the code in small ways, one at a time, and names the changes that the
 * unit tests of that folder do not notice. Not part of CI: a folder takes a quarter of an hour and more.
 */
const [place = ''] = process.argv.slice(2);
const [top, room] = place.replace(/\/$/, '').split('/');
if (top !== 'shared' || room === undefined) {
  console.error('npm run test:mutants -- shared/FOLDER, or one file of it');
  process.exitCode = 2;
} else {
  const mutate = statSync(place).isDirectory() ? `${place.replace(/\/$/, '')}/**/*.ts` : place;
  const stryker = 'node_modules/@stryker-mutator/core/bin/stryker.js';
  const env = { ...process.env, MUTANTS_TESTS: `test/${room}/**/*.test.ts` };
  const options = ['run', 'test/stryker.config.json', '--mutate', mutate];
  process.exitCode =
    spawnSync(process.execPath, [stryker, ...options], { stdio: 'inherit', env }).status ?? 1;
}
