import { expect, test } from 'vitest';
import type { Job } from '../../shared/model/job.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { spendRow } from '../../shared/report/spend-rows.ts';
import { ACCOUNT, cluster, denied, kmsStatus, money, NOW, policy, seen, spendDays } from '../builders.ts';

const region = 'cn-hangzhou';
const hostedKeys = seen([
  { id: 'key-1', region },
  { id: 'key-2', region },
]);

function row(parts: Snapshot['parts']) {
  const at = NOW.toISOString();
  const job: Job = 'spend';
  const seenThen = { job, account: ACCOUNT, startedAt: at, finishedAt: at, complete: true };
  const result = { ...seenThen, parts, findings: [], passed: {}, blind: [] };
  const [found] = spendRow(
    { id: ACCOUNT, name: 'pay', results: [result], memory: null },
    { now: NOW, policy: policy() },
  );
  return found;
}

test.each([
  { when: 'are those that no cluster uses', clusters: seen([cluster()]), idle: ['key-2'] },
  { when: 'are not known without clusters', clusters: denied(), idle: [] },
  {
    when: 'are not known while a cluster does not tell its key',
    clusters: seen([cluster(), cluster({ id: 'c-2', encryption: denied() })]),
    idle: [],
  },
])('idle keys $when', ({ clusters, idle }) => {
  expect(row({ clusters, money: seen(money({ hostedKeys })) })).toMatchObject({ idleKeys: idle });
});

test.each([
  { when: 'the month', count: 21, monthToDate: '133.77', forecast: '191.10' },
  { when: 'seven days of it', count: 7, monthToDate: null, forecast: null },
])('of $when that was read the report tells $monthToDate', ({ count, monthToDate, forecast }) => {
  const readAt = NOW.toISOString();
  const dailySpend = seen({ currency: null, days: spendDays({ count }), reconciled: null, readAt });
  const told = row({ money: seen(money({ dailySpend })) });
  expect(told).toMatchObject({ monthToDate, forecast, daily: { length: count } });
});

test.each([
  { when: 'just now', at: NOW, isOverdue: true },
  { when: 'six hours ago', at: new Date(NOW.getTime() - 6 * 3_600_000), isOverdue: false },
])('what KMS said $when makes the account overdue: $isOverdue', ({ at, isOverdue }) => {
  const kms = { ...seen([kmsStatus(seen('InDebt'))]), at: at.toISOString() };
  expect(row({ kmsStatus: kms, money: seen(money()) })?.arrears !== null).toBe(isOverdue);
});
