import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { JOBS } from '../../shared/model/job.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report } from '../../shared/model/report.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { statePath } from '../../shared/state/paths.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { ACCOUNT } from '../builders.ts';
import { changeState, cutState, without } from './damaged-state.ts';

const NOW = new Date('2026-11-23T01:00:00.000Z');
const CONFIG = parseConfig('', 'test', {}, { checks: [] });

let store: ObjectStore;

/** The demo account as version 0.1.0 stored it. */
beforeEach(async () => {
  store = memoryStore();
  for (const job of JOBS) {
    const bytes = readFileSync(new URL(`../golden/stored/state-1-${job}`, import.meta.url));
    await store.put(statePath(ACCOUNT, job), bytes);
  }
});

async function report(): Promise<Report> {
  return makeReport(await storedResults(store, CONFIG, NOW), CONFIG, NOW, 'en', true);
}

function verdicts({ clusters }: Report): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict } of clusters) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

function failing({ findings }: Report): number {
  return findings.filter(({ status }) => status === 'fail').length;
}

function flags({ findings }: Report): string[] {
  return findings
    .filter(({ check }) => check === 'cluster-encryption')
    .map(({ fingerprint, status }) => `${fingerprint} ${status}`);
}

test('what version 0.1.0 stored is reported as it was', async () => {
  const whole = await report();
  expect(Object.values(whole.accounts[0]?.jobs ?? {}).map(({ trouble }) => trouble)).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(verdicts(whole)).toEqual({ pass: 13, fail: 9, skipped: 3, unknown: 2, pending: 2 });
});

test.each(['keys', 'activity', 'spend'] as const)(
  'a state of %s that is cut in half takes no row and no finding of the other jobs along',
  async (job) => {
    const whole = await report();
    await cutState(store, ACCOUNT, job);
    const damaged = await report();
    expect(damaged.complete).toBe(false);
    expect(damaged.accounts[0]?.jobs[job]).toMatchObject({ trouble: { code: 'StateCorrupt' } });
    expect(damaged.clusters.map(({ id }) => id)).toEqual(whole.clusters.map(({ id }) => id));
    expect(flags(damaged)).toEqual(flags(whole));
    if (job === 'keys') expect(verdicts(damaged)['pass']).toBeUndefined();
  },
);

test('one odd finding is left out and named; the others stay, and no cluster passes', async () => {
  const whole = await report();
  await changeState(store, ACCOUNT, 'inventory', ({ result }) => without(result?.findings[0], 'resource'));
  const damaged = await report();
  expect(damaged.complete).toBe(false);
  expect(damaged.accounts[0]?.jobs['inventory']?.trouble?.message).toContain(
    `state/${ACCOUNT}/inventory.json is damaged: result.findings.0.resource: expected`,
  );
  expect(failing(damaged)).toBe(failing(whole) - 1);
  expect(damaged.clusters).toHaveLength(whole.clusters.length);
  expect(verdicts(damaged)['pass']).toBeUndefined();
  expect(flags(damaged).filter((flag) => flag.endsWith('pass'))).toEqual([]);
});

test('one odd cluster is left out; the others stay', async () => {
  const whole = await report();
  await changeState(store, ACCOUNT, 'inventory', ({ result }) =>
    without(Object(result?.parts.clusters).value[0], 'state'),
  );
  const damaged = await report();
  expect(damaged.clusters).toHaveLength(whole.clusters.length - 1);
  expect(verdicts(damaged)['pass']).toBeUndefined();
});
