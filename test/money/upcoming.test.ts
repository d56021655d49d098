import { expect, test } from 'vitest';
import type { Instance } from '../../shared/model/kms.ts';
import type { Order } from '../../shared/model/money.ts';
import { instantOf } from '../../shared/money/calendar.ts';
import { upcomingPayments } from '../../shared/money/upcoming.ts';
import { denied, instance, seen } from '../builders.ts';

const TODAY = '2026-11-23';

function order(day: string, change: Partial<Order> = {}): Order {
  return {
    id: day,
    product: 'ecs',
    commodity: 'vm',
    amount: '300',
    at: instantOf(day, '11:00').toISOString(),
    ...change,
  };
}

const kms = (day: string, amount = '3500') =>
  order(day, { product: 'kms', commodity: 'kms_ddi_public_cn', amount });
const ends = (day: string) => instance({ endDate: seen(instantOf(day).toISOString()) });

function upcoming(orders: readonly Order[], ...instances: Instance[]): string[] {
  return upcomingPayments({ currency: 'CNY', unpaid: [], orders }, instances, TODAY).map(
    ({ date, what, amount }) => `${date} ${what} ${amount}`,
  );
}

test.each([
  { when: 'a month apart', days: ['2026-10-28', '2026-11-28'], next: ['2026-12-28 vm 300'] },
  { when: 'in any order', days: ['2026-11-10', '2026-10-10'], next: ['2026-12-10 vm 300'] },
  { when: 'due today', days: ['2026-09-23', '2026-10-23'], next: ['2026-11-23 vm 300'] },
  { when: 'due yesterday, so it ended', days: ['2026-09-22', '2026-10-22'], next: [] },
  {
    when: 'twice a month, for two of the same',
    days: ['2026-10-10', '2026-10-20', '2026-11-10', '2026-11-20'],
    next: ['2026-12-10 vm 300', '2026-12-20 vm 300'],
  },
  {
    when: 'for two on the same day',
    days: ['2026-10-20', '2026-10-20', '2026-11-20', '2026-11-20'],
    next: ['2026-12-20 vm 300', '2026-12-20 vm 300'],
  },
  {
    when: 'early',
    days: ['2026-09-25', '2026-10-25', '2026-11-22'],
    next: ['2026-12-22 vm 300'],
  },
  { when: 'a week apart', days: ['2026-11-10', '2026-11-17'], next: [] },
  { when: 'two months apart', days: ['2026-09-10', '2026-11-10'], next: [] },
  { when: 'once', days: ['2026-11-10'], next: [] },
  { when: 'never', days: [], next: [] },
])('ordered $when: $next', ({ days, next }) => {
  expect(upcoming(days.map((day) => order(day)))).toEqual(next);
});

test('the 31st falls on the last day of a shorter month', () => {
  const orders = [order('2026-12-31'), order('2027-01-31')];
  expect(upcomingPayments({ currency: 'CNY', unpaid: [], orders }, [], '2027-02-01')).toMatchObject([
    { date: '2027-02-28' },
  ]);
});

test('the hour of an order does not move it to another day', () => {
  const early = (day: string) => order(day, { at: instantOf(day, '00:10').toISOString() });
  expect(upcoming([early('2026-10-25'), early('2026-11-25')])).toEqual(['2026-12-25 vm 300']);
});

test('another amount is another thing, and they come by date', () => {
  const twice = (amount: string, ...days: string[]) => days.map((day) => order(day, { amount }));
  expect(
    upcoming([...twice('300', '2026-10-20', '2026-11-20'), ...twice('80', '2026-10-05', '2026-11-05')]),
  ).toEqual(['2026-12-05 vm 80', '2026-12-20 vm 300']);
});

test('an instance is renewed at its end, at the price of the last order', () => {
  expect(upcoming([kms('2026-11-01')], ends('2026-12-01'))).toEqual(['2026-12-01 kms_ddi_public_cn 3500']);
  expect(upcoming([kms('2026-09-10', '3000'), kms('2026-11-01')], ends('2026-12-01'))).toEqual([
    '2026-12-01 kms_ddi_public_cn 3500',
  ]);
  expect(upcoming([kms('2026-11-01'), kms('2026-10-01')], ends('2027-06-01'))).toEqual([
    '2026-12-01 kms_ddi_public_cn 3500',
  ]);
});

test.each([
  { when: 'several instances', instances: [ends('2026-12-01'), ends('2026-12-05')] },
  { when: 'none', instances: [] },
  { when: 'one without an end', instances: [instance({ endDate: seen(null) })] },
  { when: 'one whose end is not seen', instances: [instance({ endDate: denied() })] },
  { when: 'one that is not seen', instances: [instance({}, { detail: denied() })] },
  { when: 'one that ended', instances: [ends('2026-11-22')] },
])('with $when nothing is expected of one order', ({ instances }) => {
  expect(upcoming([kms('2026-11-01')], ...instances)).toEqual([]);
});
