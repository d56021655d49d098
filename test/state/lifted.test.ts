import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lifter, putBack } from '../../shared/state/lifted.ts';

const RUN = { startedAt: '2026-11-23T00:00:00.000Z', finishedAt: '2026-11-23T00:00:09.000Z' };

function lift(value: unknown) {
  const lifter = new Lifter(RUN);
  return { text: lifter.lift(JSON.stringify(value)), lifted: lifter.lifted() };
}

test('what was looked at in two runs is the same text', () => {
  const seenAt = (second: string) => [
    { seen: true, value: 'on', at: `2026-11-23T00:00:0${second}.000Z` },
    { seen: false, because: 'denied', requestId: `id-${second}` },
  ];
  expect(lift(seenAt('1')).text).toBe(lift(seenAt('2')).text);
  expect(lift(seenAt('1')).lifted).toEqual({ times: '1000', requestIds: ['id-1'] });
});

describe('stays in the text', () => {
  test.each([
    { what: 'a time before the run', value: { at: '2026-11-22T23:59:59.999Z' } },
    { what: 'a time after it', value: { at: '2026-11-23T00:00:09.001Z' } },
    { what: 'a time that no clock writes', value: { at: '2026-11-23T00:00:00.0a0Z' } },
    { what: 'text that looks like JSON', value: { text: '{"at":"2026-11-23T00:00:01.000Z"}' } },
    { what: 'a name that ends like one', value: { 'x"at': '2026-11-23T00:00:01.000Z' } },
    { what: 'another property', value: { until: '2026-11-23T00:00:01.000Z' } },
  ])('$what', ({ value }) => {
    expect(lift(value)).toEqual({ text: JSON.stringify(value), lifted: { times: '', requestIds: [] } });
  });
});

test('whatever was taken out is put back where it was', () => {
  const time = fc
    .integer({ min: -2_000, max: 11_000 })
    .map((ms) => new Date(Date.parse(RUN.startedAt) + ms).toISOString());
  const leaf = fc.oneof(fc.string(), time, fc.integer(), fc.constant(null));
  const name = fc.oneof(fc.constantFrom('at', 'requestId', 'value', 'x"at'), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value')), fc.dictionary(name, tie('value'))),
  }));
  fc.assert(
    fc.property(value, (given) => {
      const { text, lifted } = lift(given);
      expect(putBack(text, lifted, RUN.startedAt)).toBe(JSON.stringify(given));
    }),
    { numRuns: 500 },
  );
});
