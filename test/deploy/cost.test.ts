import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costOf, costTable, RUNS } from '../../bench/cost.ts';

const size = { cpu: 0.35, memory: 512 };

test.each([
  { what: 'a minute every hour', given: costOf(720, 60, 1, size), cu: 18_365.4, usd: '0.37' },
  { what: 'nothing but invocations', given: costOf(10_000, 0, 1, size), cu: 75, usd: '0.00' },
  { what: 'a plan and ten accounts', given: costOf(720, 60, 10, size), cu: 202_019.4, usd: '4.04' },
])('$what: $cu CU', ({ given, cu, usd }) => {
  expect(given.cu).toBeCloseTo(cu, 5);
  expect(given.usd.toFixed(2)).toBe(usd);
});

test('runs are those of the timers in s.yaml', () => {
  const text = readFileSync(new URL('../../s.yaml', import.meta.url), 'utf8');
  const always = text.replace(/^.*SEALWATCH_PROOF_CRON.*$/m, ''); // its timer is off unless somebody wants it
  const perHour = [...always.matchAll(/CRON_TZ=Asia\/Shanghai \d+ ([\d,]+|\*) \* \* \* \*/g)].map(
    ([, minutes = '']) => (minutes === '*' ? 60 : minutes.split(',').length),
  );
  expect(perHour.map((count) => count * 24 * 30)).toEqual(Object.values(RUNS));
});

test('the table of docs/operations.md is the computed one', () => {
  const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  expect(guide).toContain(costTable({}));
});
