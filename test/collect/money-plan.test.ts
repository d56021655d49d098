import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBills } from '../../shared/collect/money/read-plan.ts';
import type { DailySpend } from '../../shared/model/money.ts';
import { addDays, type Day, dayOf, daysFrom, instantOf } from '../../shared/money/calendar.ts';
import { spendDays } from '../builders.ts';

/** Read at a time of Shanghai; every day of four weeks is known up to `last`. */
function read(day: Day, time: string, last: Day, reconciled: string | null = '2026-10'): DailySpend {
  return {
    currency: 'CNY',
    days: spendDays({ last }),
    reconciled,
    readAt: instantOf(day, time).toISOString(),
  };
}

test('the first look reads the last seven days, and reconciles nothing', () => {
  expect(planBills(null, instantOf('2026-11-23', '12:30'))).toEqual({
    days: daysFrom('2026-11-16', '2026-11-22'),
    ...{ awaitedFrom: '2026-11-20', reconciles: null, isDaily: true, at: '2026-11-23T04:30:00.000Z' },
  });
  expect(planBills(null, instantOf('2026-11-23', '12:29'))?.days.at(-1)).toBe('2026-11-21');
});

test('the next one reads the rest of the month so far, or of three weeks, and nothing else', () => {
  const rest = (day: Day) => {
    const first = planBills(null, instantOf(day, '12:30'));
    const known = (first?.days ?? []).map((date) => ({ date }));
    const before = { days: known, reconciled: null, readAt: first?.at ?? '' };
    const { days, isDaily, reconciles } = planBills(before, instantOf(day, '13:30')) ?? {};
    expect({ isDaily, reconciles }).toEqual({ isDaily: false, reconciles: null });
    return days;
  };
  expect(rest('2026-11-05')).toEqual(daysFrom('2026-10-15', '2026-10-28'));
  expect(rest('2026-11-23')).toEqual(daysFrom('2026-11-01', '2026-11-15'));
  expect(rest('2026-12-31')).toEqual(daysFrom('2026-12-01', '2026-12-23'));
  expect(rest('2027-01-01')).toEqual(daysFrom('2026-12-01', '2026-12-24'));
  expect(rest('2027-01-02')).toEqual(daysFrom('2026-12-12', '2026-12-25'));
});

test('what the first look left is read with the days of the next turn, when nothing ran before', () => {
  const before = { ...read('2026-11-22', '12:31', '2026-11-21'), days: spendDays({ count: 7 }) };
  const plan = planBills(before, instantOf('2026-11-23', '12:30'));
  expect(plan).toMatchObject({
    isDaily: true,
    days: [...daysFrom('2026-11-01', '2026-11-14'), ...daysFrom('2026-11-20', '2026-11-22')],
  });
});

test('a day whose bill is awaited is not asked for again before the next turn', () => {
  const before = read('2026-11-23', '12:30', '2026-11-20');
  expect(planBills(before, instantOf('2026-11-23', '13:30'))).toBeNull();
});

test.each([
  { when: 'before the turn', day: '2026-11-23', time: '12:29', days: null },
  { when: 'at the turn', day: '2026-11-23', time: '12:30', days: ['2026-11-20', '2026-11-21', '2026-11-22'] },
  {
    when: 'late in the evening',
    day: '2026-11-23',
    time: '23:59',
    days: ['2026-11-20', '2026-11-21', '2026-11-22'],
  },
  {
    when: 'after midnight',
    day: '2026-11-24',
    time: '00:10',
    days: ['2026-11-20', '2026-11-21', '2026-11-22'],
  },
  {
    when: 'after days of silence',
    day: '2026-11-26',
    time: '13:00',
    days: daysFrom('2026-11-22', '2026-11-25'),
  },
])('$when: $days', ({ day, time, days }) => {
  const plan = planBills(read('2026-11-22', '12:31', '2026-11-21'), instantOf(day, time));
  expect(plan?.days ?? null).toEqual(days);
});

test('what was read at the turn is not read again the same day, however often it runs', () => {
  const before = read('2026-11-23', '12:30', '2026-11-22');
  for (const time of ['12:30', '13:00', '23:59'])
    expect(planBills(before, instantOf('2026-11-23', time))).toBeNull();
  expect(planBills(before, instantOf('2026-11-24', '12:29'))).toBeNull();
});

test('a day that is missing among them is read with the others', () => {
  const before = read('2026-11-22', '12:31', '2026-11-21');
  const days = before.days.filter(({ date }) => date !== '2026-11-10');
  expect(planBills({ ...before, days }, instantOf('2026-11-23', '12:30'))?.days).toEqual([
    ...['2026-11-10', '2026-11-20', '2026-11-21', '2026-11-22'],
  ]);
});

test.each([
  { when: 'on the 1st at 00:10', day: '2026-12-01', time: '00:10', reconciled: '2026-10', month: null },
  { when: 'on the 3rd at 11:59', day: '2026-12-03', time: '11:59', reconciled: '2026-10', month: null },
  {
    when: 'on the 3rd at the turn',
    day: '2026-12-03',
    time: '12:30',
    reconciled: '2026-10',
    month: '2026-11',
  },
  { when: 'later, once', day: '2026-12-20', time: '12:30', reconciled: '2026-11', month: null },
  {
    when: 'later, because it was never done',
    day: '2026-12-20',
    time: '12:30',
    reconciled: null,
    month: '2026-11',
  },
  {
    when: 'over the end of a year',
    day: '2027-01-03',
    time: '12:30',
    reconciled: '2026-11',
    month: '2026-12',
  },
])('the month before is reconciled $when: $month', ({ day, time, reconciled, month }) => {
  const last = addDays(day, -3);
  const plan = planBills(read(addDays(day, -2), '12:31', last, reconciled), instantOf(day, time));
  expect(plan?.reconciles).toBe(month);
  if (month)
    expect(plan?.days).toEqual(expect.arrayContaining([`${month}-01`, `${month}-15`, `${month}-30`]));
});

test('whenever it runs, only days that are over are read, each once, and the last three may be awaited', () => {
  const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.nat(40), (now, age) => {
      const before = read(addDays(dayOf(now), -age - 2), '12:31', addDays(dayOf(now), -age - 3));
      const plan = planBills(before, now);
      if (!plan) throw new Error('two days are due');
      expect(plan.days).toEqual([...new Set(plan.days)].sort());
      const last = plan.days.at(-1) ?? '';
      expect(instantOf(addDays(last, 1), '12:30') <= now).toBe(true);
      expect(plan.awaitedFrom).toBe(addDays(last, -2));
      const known = new Set([...before.days.map(({ date }) => date), ...plan.days]);
      expect(daysFrom(addDays(last, -20), last).every((day) => known.has(day))).toBe(true);
    }),
  );
});
