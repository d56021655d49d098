import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../root.ts';
import { play } from './play.ts';

/* Scripts that once broke a promise, as small as they were found; each file is named after what it broke. */

const folder = `${root}test/simulation/found/`;

test.each(readdirSync(folder).sort())('%s', async (file) => {
  const { complaints } = await play(JSON.parse(readFileSync(folder + file, 'utf8')));
  expect(complaints).toEqual([]);
});
