import { expect, test } from 'vitest';
import type { Job } from '../../shared/model/job.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { spendRow } from '../../shared/report/spend-rows.ts';
import { ACCOUNT, kmsStatus, money, NOW, policy, seen } from '../builders.ts';

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
  { when: 'just now', at: NOW, isOverdue: true },
  { when: 'six hours ago', at: new Date(NOW.getTime() - 6 * 3_600_000), isOverdue: false },
])('what KMS said $when makes the account overdue: $isOverdue', ({ at, isOverdue }) => {
  const kms = { ...seen([kmsStatus(seen('InDebt'))]), at: at.toISOString() };
  expect(row({ kmsStatus: kms, money: seen(money()) })?.arrears !== null).toBe(isOverdue);
});
