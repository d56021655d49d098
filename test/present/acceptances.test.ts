import { expect, test } from 'vitest';
import type { Acknowledgement } from '../../shared/model/acknowledgement.ts';
import { acknowledgedIn } from '../../shared/present/acceptances.ts';

const PERIOD = { since: '2026-11-23T16:00:00.000Z', before: '2026-11-25T16:00:00.000Z' };
const NOW = new Date('2026-11-25T20:00:00.000Z');
const given = (at: string, until: string): Acknowledgement => ({
  ...{ fingerprint: '0123456789abcdef', by: 'li', since: at, severity: 'high', via: 'link' },
  at: `2026-11-${at}:00.000Z`,
  until: `2026-11-${until}:00.000Z`,
});

test.each([
  { when: 'before it', at: '23T10:00', until: '23T14:00', told: [] },
  { when: 'until its start', at: '23T12:00', until: '23T16:00', told: [] },
  { when: 'into it', at: '23T14:00', until: '23T18:00', told: [true] },
  { when: 'within it', at: '24T10:00', until: '24T14:00', told: [true] },
  { when: 'beyond its end, and still', at: '25T15:00', until: '25T21:00', told: [false] },
  { when: 'after it', at: '25T16:00', until: '25T21:00', told: [] },
])('what was acknowledged $when: $told (expired)', ({ at, until, told }) => {
  expect(acknowledgedIn([given(at, until)], [], PERIOD, NOW).map(({ expired }) => expired)).toEqual(told);
});
