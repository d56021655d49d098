import { estimate, toNumber } from '../shared/money/amount.ts';
import { addDays, weekdayOf } from '../shared/money/calendar.ts';
import { type DayAmount, outlookOf, sumOf } from '../shared/money/forecast.ts';

/** How one kind of account spends: a level, a week, noise, and what disturbs it. */
interface Season {
  what: string;
  /** Share of a working day that a Saturday and a Sunday cost. */
  weekend: number;
  /** Standard deviation as a share of the day. */
  noise: number;
  /** Growth per week as a share. */
  growth: number;
  /** A one-off invoice of so many days' spend, every 40 days. */
  invoice: number;
}

const SEASONS: readonly Season[] = [
  { what: 'flat', weekend: 1, noise: 0.05, growth: 0, invoice: 0 },
  { what: 'quiet weekends', weekend: 0.5, noise: 0.05, growth: 0, invoice: 0 },
  { what: 'quiet weekends, noisy', weekend: 0.5, noise: 0.2, growth: 0, invoice: 0 },
  { what: 'quiet weekends, one-off invoices', weekend: 0.5, noise: 0.05, growth: 0, invoice: 15 },
  { what: 'growing 3 % a week', weekend: 0.6, noise: 0.05, growth: 0.03, invoice: 0 },
];

const HISTORY = 56;
const AHEAD = 30;
const ACCOUNTS = 200;

/** Error of the sum of 30 days on generated accounts: median, nine in ten, and how often the sum lies within the bounds. */
function forecastErrors(): string[] {
  return SEASONS.map((season) => {
    const results = Array.from({ length: ACCOUNTS }, (_, seed) => tryOne(season, seed + 1));
    const errors = results.map(({ error }) => error).sort((a, b) => a - b);
    const simple = results.map(({ simple: off }) => off).sort((a, b) => a - b);
    const within = results.filter(({ inside }) => inside).length / ACCOUNTS;
    const at = (list: readonly number[], share: number): string =>
      `${((list[Math.floor(list.length * share)] ?? 0) * 100).toFixed(1)} %`;
    return `| ${season.what} | ${at(errors, 0.5)} | ${at(errors, 0.9)} | ${at(simple, 0.5)} | ${(within * 100).toFixed(0)} % |`;
  });
}

function tryOne(season: Season, seed: number): { error: number; simple: number; inside: boolean } {
  const days = generate(season, seed);
  const past = days.slice(0, HISTORY);
  const future = days.slice(HISTORY);
  const outlook = outlookOf(past);
  if (!outlook) throw new Error('nothing to forecast from');
  const { expected, low, high } = sumOf(
    outlook,
    future.map(({ date }) => date),
  );
  // An invoice that comes once is in no forecast; what it should tell is what is spent day by day.
  const actual = total(future.map((day) => ({ ...day, amount: day.usual })));
  const lastWeek = (total(past.slice(-7)) / 7) * AHEAD;
  return {
    error: Math.abs(expected - actual) / actual,
    simple: Math.abs(lastWeek - actual) / actual,
    inside: actual >= low && actual <= high,
  };
}

function total(days: readonly DayAmount[]): number {
  return days.reduce((sum, { amount }) => sum + toNumber(amount), 0);
}

function generate(season: Season, seed: number): (DayAmount & { usual: string })[] {
  const roll = randomFrom(seed);
  const shift = Math.floor(roll() * 40);
  return Array.from({ length: HISTORY + AHEAD }, (_, index) => {
    const date = addDays('2026-09-01', index);
    const isWeekend = [0, 6].includes(weekdayOf(date));
    const level = 100 * (1 + season.growth) ** (index / 7) * (isWeekend ? season.weekend : 1);
    const value = Math.max(0, level * (1 + season.noise * normal(roll)));
    const extra = (index + shift) % 40 === 0 ? season.invoice * 100 : 0;
    return { date, amount: estimate(value + extra), usual: estimate(value) };
  });
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(roll: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
}

console.log(
  '| daily spend | error of 30 days, median | nine in ten | last week carried on, median | within the bounds (80 % wanted) |',
);
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const line of forecastErrors()) console.log(line);
