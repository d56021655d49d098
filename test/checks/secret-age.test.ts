import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Moment, momentOf, secretAge } from '../../shared/checks/secret-age.ts';
import { type Marker, revisionOf, type SecretRow } from '../../shared/model/proof.ts';

const BEGIN = Date.parse('2026-11-01T00:00:00Z');
const at = (minutes: number): string => new Date(BEGIN + minutes * 60_000).toISOString();
const marker = (minutes: number, resourceVersion: string): Marker => ({ at: at(minutes), resourceVersion });
const row = (resourceVersion: string, created = -10_000, name?: string): SecretRow => ({
  resourceVersion,
  created: at(created),
  ...(name !== undefined && { name }),
});
const list = (...rows: SecretRow[]) => ({ ...marker(1000, '1000'), rows });
const MOMENT: Moment = { from: at(100), to: at(130) };
const MARKERS = [marker(60, '60'), marker(90, '90'), marker(120, '120'), marker(150, '150')];
const nothing = { before: 0, between: 0, after: 0, unknown: 0, names: [] };

describe('a Secret by its resourceVersion', () => {
  test.each([
    { when: 'at the last marker before', version: '90', told: { before: 1 } },
    { when: 'just above it', version: '91', told: { between: 1 } },
    { when: 'at a marker amid it', version: '120', told: { between: 1 } },
    { when: 'at the first marker after', version: '150', told: { between: 1 } },
    { when: 'just above it', version: '151', told: { after: 1 } },
    { when: 'larger by number, smaller as text', version: '1000', told: { after: 1 } },
    { when: 'smaller by number, larger as text', version: '9', told: { before: 1 } },
  ])('$when, $version: $told', ({ version, told }) => {
    expect(secretAge(list(row(version)), MARKERS, MOMENT)).toEqual({ ...nothing, ...told });
  });

  test.each(['', '0', '-1', '007', '1e3', ' 5', 'abc', '9223372036854775808', '99999999999999999999', '٣'])(
    '"%s" cannot be compared',
    (version) => {
      expect(revisionOf(version)).toBeNull();
      expect(secretAge(list(row(version), row('9')), MARKERS, MOMENT)).toEqual({
        ...nothing,
        unknown: 1,
        before: 1,
      });
    },
  );

  test('2^63 - 1 is one, and next to 2^53 no digit is lost', () => {
    expect(revisionOf('9223372036854775807')).toBe(2n ** 63n - 1n);
    const markers = [marker(90, '9007199254740992'), marker(150, '9007199254740994')];
    const rows = ['9007199254740992', '9007199254740993', '9007199254740995'].map((text) => row(text));
    const whole = { ...marker(1000, '9007199254740999'), rows };
    expect(secretAge(whole, markers, MOMENT)).toMatchObject({ before: 1, between: 1, after: 1 });
  });

  test('newer than its own list is odd, and of a list without a version nothing is known', () => {
    expect(secretAge(list(row('1001')), MARKERS, MOMENT)).toEqual({ ...nothing, unknown: 1 });
    const without = { ...list(row('9'), row('900')), resourceVersion: '0' };
    expect(secretAge(without, MARKERS, MOMENT)).toEqual({ ...nothing, unknown: 2 });
  });
});

describe('what brackets the moment', () => {
  test.each([
    { what: 'no marker at all', markers: [] },
    { what: 'markers that are none', markers: [marker(90, '0'), { at: 'never', resourceVersion: '150' }] },
    { what: 'markers too near to trust clocks', markers: [marker(96, '90'), marker(134, '150')] },
  ])('$what: nothing is old, nothing new', ({ markers }) => {
    const told = secretAge(list(row('9'), row('200')), markers, MOMENT);
    expect(told).toEqual({ ...nothing, between: 2 });
  });

  test('once etcd was restored, markers from before count another history', () => {
    const told = secretAge(list(row('9'), row('200')), [...MARKERS, marker(900, '50')], MOMENT);
    expect(told).toEqual({ ...nothing, between: 1, after: 1 });
  });

  test('a moment that is no time brackets nothing', () => {
    const told = secretAge(list(row('9', 500), row('200')), MARKERS, { from: 'x', to: 'x' });
    expect(told).toEqual({ ...nothing, between: 2 });
  });

  test('the list itself is a marker: what was read before it began is old', () => {
    const later = { from: at(2000), to: at(2000) };
    expect(secretAge(list(row('9'), row('999', 900)), [], later)).toEqual({ ...nothing, before: 2 });
  });

  test('a Secret created after it is new, and so is every one written later; an older one may have been rewritten', () => {
    const told = secretAge(list(row('499'), row('500', 140), row('501')), [], MOMENT);
    expect(told).toEqual({ ...nothing, between: 1, after: 2 });
  });

  test('a time of creation that a marker contradicts proves nothing', () => {
    const told = secretAge(list(row('155', 990), row('400', 5000)), [marker(600, '300')], MOMENT);
    expect(told).toEqual({ ...nothing, between: 1, after: 1 });
  });
});

test('for half an hour after a switch was told an API server may still write in plain text', () => {
  expect(momentOf(at(100))).toEqual({ from: at(100), to: at(130) });
  expect(momentOf('never')).toEqual({ from: 'never', to: 'never' });
});

test('names those written first, at most 20', () => {
  const rows = Array.from({ length: 30 }, (_, nth) => row(String(60 - nth), -1, `shop/s-${60 - nth}`));
  const { before, names } = secretAge(list(...rows, row('10')), MARKERS, MOMENT);
  expect([before, names.length, names[0], names[19]]).toEqual([31, 20, 'shop/s-31', 'shop/s-50']);
});

/** A cluster that lives on by itself, and those who look at it now and then with clocks of their own. */
const history = fc.record({
  steps: fc.array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 60 }),
      revisions: fc.integer({ min: 1, max: 500 }),
      act: fc.constantFrom('write', 'rewrite', 'look'),
      secret: fc.nat({ max: 7 }),
      /** ms by which the clock of who looks is wrong. */
      skew: fc.integer({ min: -240_000, max: 240_000 }),
    }),
    { minLength: 1, maxLength: 60 },
  ),
  moment: fc.nat({ max: 1500 }),
  lasting: fc.nat({ max: 90 }),
  garbage: fc.array(fc.constantFrom('', '0', 'x', '9223372036854775808'), { maxLength: 3 }),
});

interface Written {
  created: number;
  written: number;
  revision: bigint;
}

type Step = (typeof history extends fc.Arbitrary<infer T> ? T : never)['steps'][number];

function lived(steps: readonly Step[]) {
  const secrets = new Map<number, Written>();
  const markers: Marker[] = [];
  let time = BEGIN;
  let revision = 2n ** 53n;
  for (const step of steps) {
    time += step.minutes * 60_000 + 1;
    revision += BigInt(step.revisions);
    const known = secrets.get(step.secret);
    if (step.act === 'look')
      markers.push({ at: new Date(time + step.skew).toISOString(), resourceVersion: String(revision) });
    else
      secrets.set(step.secret, {
        created: step.act === 'rewrite' && known ? known.created : time,
        written: time,
        revision,
      });
  }
  return { secrets: [...secrets.values()], markers, end: { time, revision } };
}

test('whatever happened: nothing is called old that is new, or new that is old, and everything is counted once', () => {
  fc.assert(
    fc.property(history, fc.boolean(), ({ steps, moment, lasting, garbage }, reversed) => {
      const { secrets, markers, end } = lived(steps);
      const from = BEGIN + moment * 60_000;
      const to = from + lasting * 60_000;
      const rows = secrets.map(({ created, written, revision }) => ({
        resourceVersion: String(revision),
        created: new Date(Math.floor(created / 1000) * 1000).toISOString(),
        name: `${written < from ? 'old' : written > to ? 'new' : 'amid'}/s`,
      }));
      const odd = garbage.map((resourceVersion) => ({ resourceVersion, created: at(0) }));
      const whole = [...rows, ...odd];
      const looked = {
        at: new Date(end.time).toISOString(),
        resourceVersion: String(end.revision),
        rows: reversed ? whole.toReversed() : whole,
      };
      const told = secretAge(looked, reversed ? markers.toReversed() : markers, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      });
      const count = (kind: string): number => rows.filter(({ name }) => name === `${kind}/s`).length;
      expect(told.before).toBeLessThanOrEqual(count('old'));
      expect(told.after).toBeLessThanOrEqual(count('new'));
      expect(told.names).toEqual(Array.from({ length: told.before }, () => 'old/s'));
      expect(told.unknown).toBe(odd.length);
      expect(told.before + told.between + told.after + told.unknown).toBe(whole.length);
    }),
    { numRuns: 2000 },
  );
});
