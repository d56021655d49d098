import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces } from '../../shared/model/json-pieces.ts';

const plain = (value: unknown): void => {
  expect([...jsonPieces(value, 50)].join('')).toBe(JSON.stringify(value));
};

test.each([
  { what: 'nothing', value: {} },
  { what: 'an empty list', value: { list: [], more: 1 } },
  { what: 'properties that are not there', value: { a: undefined, b: [undefined, null], c: undefined } },
  {
    what: 'a long list',
    value: { list: Array.from({ length: 1001 }, (_, index) => ({ index, ä: 'ü"\n' })) },
  },
  {
    what: 'a record of many',
    value: {
      facts: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`c ${index}`, { index }])),
    },
  },
  {
    what: 'a short list of long lists',
    value: { runs: [{ list: Array.from({ length: 900 }, String) }, [], 1] },
  },
  { what: 'deep data', value: { a: { b: { c: { d: { e: { f: [1, { g: [] }] } } } } } } },
])('$what becomes the text that JSON.stringify makes', ({ value }) => plain(value));

test('so does any plain data', () => {
  fc.assert(fc.property(fc.jsonValue({ depthSize: 'large' }), plain));
});

test('pieces are as long as is asked, and not much longer', () => {
  const value = { list: Array.from({ length: 20_000 }, (_, index) => `number ${index}`) };
  const lengths = [...jsonPieces(value, 10_000)].map(({ length }) => length);
  expect(lengths.length).toBeGreaterThan(20);
  expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...lengths)).toBeLessThan(15_000);
});
