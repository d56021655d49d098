import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { LEDGER } from '../../shared/deliver/ledger-format.ts';
import { CHANGE } from '../../shared/state/formats/change.ts';
import { fits } from '../../shared/state/formats/fits.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import type { StoredFormat } from '../../shared/state/formats/stored-format.ts';
import { unpack } from '../../shared/state/gzip.ts';
import { HISTORY } from '../../shared/state/history.ts';

function bodyOf(file: string): unknown {
  const bytes = readFileSync(new URL(`../golden/stored/${file}`, import.meta.url));
  return JSON.parse(unpack(bytes).toString('utf8').split('\n')[1] ?? '');
}

const BODIES: readonly { format: StoredFormat<unknown>; file: string }[] = [
  ...['inventory', 'keys', 'activity', 'spend'].map((job) => ({
    format: STATE,
    file: `state-${STATE.version}-${job}`,
  })),
  { format: LEDGER, file: `ledger-${LEDGER.version}` },
  { format: CHANGE, file: `change-${CHANGE.version}-done` },
  { format: HISTORY, file: `history-${HISTORY.version}` },
];

/** Steps down a body along the numbers, as far as it goes, and puts something else there; `undefined` takes it away. */
function damage(node: unknown, [at = 0, ...path]: readonly number[], by: unknown): unknown {
  if (typeof node !== 'object' || node === null) return by;
  const names = Object.keys(node);
  const name = names[at % Math.max(names.length, 1)];
  if (name === undefined) return by;
  const inner = path.length === 0 ? by : damage(Object(node)[name], path, by);
  if (Array.isArray(node)) return node.map((item: unknown, index) => (String(index) === name ? inner : item));
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, item]) => {
      const value = key === name ? inner : item;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

test.each(BODIES)('$file is judged as valibot judges it, whole and damaged', ({ format, file }) => {
  const body = bodyOf(file);
  expect(fits(format.schema, body)).toBe(true);
  const path = fc.array(fc.nat(40), { minLength: 1, maxLength: 10 });
  const by = fc.constantFrom(undefined, null, 'text', 1, Number.NaN, true, [], {}, { seen: false });
  let refused = 0;
  fc.assert(
    fc.property(path, by, (steps, value) => {
      const damaged = damage(body, steps, value);
      const expected = v.is(format.schema, damaged);
      refused += Number(!expected);
      expect(fits(format.schema, damaged)).toBe(expected);
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(100);
});
