import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unseen } from '../../shared/model/observation.ts';
import { daysUntil, isSign, overdueRegions, standingOf, worstStatus } from '../../shared/money/arrears.ts';
import { balance, bills, days, denied, kmsStatus, money, NOW, seen, unpaidBill } from '../builders.ts';

const BELOW = { balance: balance({ available: '-0.01', cash: '-0.01' }) };
const two = bills({
  unpaid: [unpaidBill({ due: days(-5) }), unpaidBill({ id: 'b-2', outstanding: '6.3', due: days(-4) })],
});

test('a bill tells since when, and all of them what is owed', () => {
  expect(standingOf(money({ ...BELOW, bills: two, overdueSince: days(-1) }), [], NOW)).toEqual({
    kind: 'overdue',
    arrears: {
      ...{ since: days(-5), sinceSource: 'bill', sinceIsBound: false, outstanding: '12.32', kmsStatus: null },
      ...{ kmsStopsAt: days(2), clusterDeletionAt: days(10) },
    },
  });
});

test('when not all bills could be read, the earliest that was read is the latest it can have begun', () => {
  const some = { ...two, missing: [unseen('unreachable', 'bills of 2026-10: InternalError')] };
  expect(standingOf(money({ ...BELOW, bills: some, overdueSince: days(-1) }), [], NOW)).toMatchObject({
    arrears: { since: days(-5), sinceSource: 'bill', sinceIsBound: true, clusterDeletionAt: days(10) },
  });
});

test('credit that the answer does not tell is no reason to count from today', () => {
  const noCredit = balance({ available: '-12.5', credit: null });
  expect(standingOf(money({ balance: noCredit, bills: two }), [], NOW)).toMatchObject({
    arrears: { since: days(-5), sinceSource: 'bill' },
  });
});

test.each([
  { when: 'seen before', given: { overdueSince: days(-3) }, since: days(-3) },
  { when: 'seen now', given: {}, since: days(0) },
  { when: 'seen, while bills are denied', given: { bills: denied() }, since: days(0) },
])('without a bill it counts from when it was first $when', ({ given, since }) => {
  expect(standingOf(money({ ...BELOW, ...given }), [], NOW)).toMatchObject({
    kind: 'overdue',
    arrears: { since, sinceSource: 'first-seen', outstanding: '0.01' },
  });
});

test('KMS alone is a sign, and what is owed is then known from bills only', () => {
  const statuses = [kmsStatus(seen('InDebt'))];
  expect(standingOf(money(), statuses, NOW)).toMatchObject({
    kind: 'overdue',
    arrears: { outstanding: null },
  });
  expect(standingOf(money({ balance: denied() }), statuses, NOW)).toMatchObject({ kind: 'overdue' });
});

test('what is unpaid while the balance is above zero is waiting, not overdue', () => {
  expect(standingOf(money({ bills: two }), [], NOW)).toEqual({ kind: 'paid', waiting: '12.32' });
  expect(standingOf(money(), [kmsStatus(denied())], NOW)).toEqual({ kind: 'paid', waiting: null });
  expect(standingOf(money({ balance: denied(), bills: two }), [], NOW)).toMatchObject({
    ...{ kind: 'unknown', unpaidSince: days(-5) },
  });
});

test('only an amount below zero is a sign', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (units) => {
      const available = `${units / 10_000}`;
      expect(isSign({ balance: balance({ available: units === 0 ? '0' : available }) }, 'Enabled')).toBe(
        units < 0,
      );
    }),
  );
  expect(isSign({ balance: balance({ available: '-0' }) }, null)).toBe(false);
  expect(isSign({ balance: denied() }, null)).toBe(false);
  expect(isSign({ balance: denied() }, 'Suspended')).toBe(true);
});

test.each([
  { told: ['Enabled', 'Suspended', 'InDebt'], worst: 'Suspended' },
  { told: ['Enabled', 'InDebt'], worst: 'InDebt' },
  { told: ['Index'], worst: 'InDebt' },
  { told: ['NotEnabled', 'Enabled'], worst: 'Enabled' },
  { told: ['NotEnabled', 'Paused'], worst: null },
  { told: [], worst: null },
])('of $told the worst is $worst', ({ told, worst }) => {
  expect(worstStatus(told.map((status) => kmsStatus(seen(status))))).toBe(worst);
});

test('regions that KMS calls overdue, and those it does not', () => {
  const told = { a: seen('Suspended'), b: seen('Enabled'), c: denied(), d: seen('Index') };
  const statuses = Object.entries(told).map(([region, status]) => kmsStatus(status, { region }));
  expect([...overdueRegions(statuses)]).toEqual(['a', 'd']);
});

test.each([
  [days(2), 2],
  [days(1.001), 2],
  [days(0.001), 1],
  [days(0), 0],
  [days(-0.5), 0],
  [days(-1), -1],
])('days until %s: %i', (at, left) => {
  expect(daysUntil(at, NOW) + 0).toBe(left);
});
