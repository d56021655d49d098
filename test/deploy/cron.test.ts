import { expect, test } from 'vitest';
import { problemOfCron } from '../../sandbox/function-compute/cron.ts';

test.each([
  '0 0 4 1 * *',
  'CRON_TZ=Asia/Shanghai 0 0 4 1 * *',
  'CRON_TZ=UTC 59 59 23 31 12 7',
  '0 */5 * * * *',
  '0 2/5 * * * *',
  '0 2-57/5 9-18 * * ?',
  '0 0,15,30,45 * ? JAN-MAR,dec MON-FRI',
  '0 30 12 * * sun',
  '@every 4m',
  '@every 90m',
])('%s is an expression', (expression) => {
  expect(problemOfCron(expression)).toBeNull();
});

test.each([
  { given: '', problem: 'six fields with one space between' },
  { given: '*/5 * * * *', problem: 'found 5' },
  { given: '0 0 4 1 * * 2027', problem: 'found 7' },
  { given: '0  0 4 1 * *', problem: 'found 7' },
  { given: '* * * * * *', problem: 'seconds *: no * allowed here' },
  { given: '*/30 * * * * *', problem: 'seconds */30: no * allowed here' },
  { given: '0,30 * * * * *', problem: 'seconds 0,30: no , allowed here' },
  { given: '0-5 * * * * *', problem: 'seconds 0-5: no - allowed here' },
  { given: '60 * * * * *', problem: 'seconds 60: a value from 0 to 59' },
  { given: '0 60 * * * *', problem: 'minutes 60: a value from 0 to 59' },
  { given: '0 ? * * * *', problem: 'minutes ?: no ? allowed here' },
  { given: '0 0 24 * * *', problem: 'hours 24: a value from 0 to 23' },
  { given: '0 0 0 0 * *', problem: 'day of month 0: a value from 1 to 31' },
  { given: '0 0 0 L * *', problem: 'day of month L: a value from 1 to 31' },
  { given: '0 0 0 1 13 *', problem: 'month 13: a value from 1 to 12' },
  { given: '0 0 0 1 MON *', problem: 'month MON: a value from 1 to 12' },
  { given: '0 0 0 * * 0', problem: 'day of week 0: a value from 1 to 7' },
  { given: '0 0 0 * * MON/2', problem: 'day of week MON/2: no / allowed here' },
  { given: '0 */0 * * * *', problem: 'minutes */0: a step from 1 to 59 after /' },
  { given: '0 */60 * * * *', problem: 'minutes */60: a step from 1 to 59 after /' },
  { given: '0 */ * * * *', problem: 'minutes */: a step from 1 to 59 after /' },
  { given: '0 1/2/3 * * * *', problem: 'minutes 1/2/3: one / at most' },
  { given: '0 30-10 * * * *', problem: 'minutes 30-10: a range that goes up' },
  { given: '0 1-2-3 * * * *', problem: 'minutes 1-2-3: a value' },
  { given: '0 1, * * * *', problem: 'minutes 1,: a value' },
  { given: 'CRON_TZ=Asia/Nowhere 0 0 4 1 * *', problem: 'Asia/Nowhere is no time zone' },
  { given: 'TZ=Asia/Shanghai 0 0 4 1 * *', problem: 'found 7' },
  { given: '@every 30s', problem: '@every takes whole minutes' },
  { given: '@every 0m', problem: '@every takes whole minutes' },
  { given: '@every 1.5m', problem: '@every takes whole minutes' },
  { given: '@hourly', problem: 'found 1' },
])('$given: $problem', ({ given, problem }) => {
  expect(problemOfCron(given)).toContain(problem);
});
