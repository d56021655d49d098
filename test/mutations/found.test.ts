import { beforeAll, expect, test } from 'vitest';
import { DEMO_CONFIG } from '../../functions/cli/demo-config.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { ReportCluster } from '../../shared/model/report.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import type { RecordedCall } from '../../shared/record/recording.ts';
import { recordWorld, type World } from './world.ts';

/* Mutations that once let a cluster pass although a fact was not good, each with the right value. */

let demo: World;
beforeAll(async () => {
  const config = parseConfig(DEMO_CONFIG, 'demo', {}, { checks: CHECK_IDS });
  demo = await recordWorld('demo', { scenario: 'demo' }, config);
});

/** The calls of an operation, answered with what `change` makes of each answer. */
function answering(action: string, change: (value: Record<string, unknown>) => unknown): RecordedCall[] {
  return demo.calls.map((call) =>
    call.action === action && call.answer.seen
      ? { ...call, answer: { ...call.answer, value: change(Object(call.answer.value)) } }
      : call,
  );
}

async function rowsWith(calls: readonly RecordedCall[]): Promise<Map<string, ReportCluster>> {
  const { clusters } = await demo.judge(calls);
  return new Map(clusters.map((row) => [row.name, row]));
}

test.each([
  { when: 'has no amount', change: (value: object) => ({ ...value, Data: { Currency: 'CNY' } }) },
  { when: 'is empty', change: (value: object) => ({ ...value, Data: null }) },
])('a balance that $when, while KMS of one region says InDebt: no cluster passes', async ({ change }) => {
  const rows = await rowsWith(answering('QueryAccountBalance', change));
  expect([...rows.values()].filter(({ verdict }) => verdict === 'pass')).toEqual([]);
  // The debt that KMS told stays, for the region that told it.
  expect(rows.get('backup-prod')).toMatchObject({ verdict: 'fail', why: { check: 'arrears-clock' } });
  expect(rows.get('pay-prod')).toMatchObject({ verdict: 'unknown', why: { check: 'arrears-clock' } });
});

test.each([
  { amount: '', is: 'no amount', verdict: 'unknown' },
  { amount: ' ', is: 'no amount', verdict: 'unknown' },
  { amount: '0', is: 'exactly nothing left, and nothing overdue', verdict: 'pass' },
])('a balance of "$amount" is $is: $verdict', async ({ amount, verdict }) => {
  const change = (value: object) => ({ ...value, Data: { AvailableAmount: amount, Currency: 'CNY' } });
  const rows = await rowsWith(answering('QueryAccountBalance', change));
  expect(rows.get('pay-prod')).toMatchObject({ verdict });
});
