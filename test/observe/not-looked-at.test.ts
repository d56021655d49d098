import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { JobResult } from '../../shared/model/job.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { readState } from '../../shared/state/job-store.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { ACCOUNT } from '../builders.ts';
import { watch } from '../jobs/harness.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const OFF = 'policy: { severity: { kms-instance: off, key-policy: off, former-key: off } }';

test('what a run did not look at is not stored as seen and empty, and the verdicts are the same', async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  const watcher = watch(sandbox, OFF);
  const report = await watcher.audit();
  const state = await readState(watcher.store, ACCOUNT, 'keys');
  const { parts, complete }: Pick<JobResult, 'parts' | 'complete'> =
    state.kind === 'ok' && state.value.result ? state.value.result : { parts: {}, complete: false };
  expect(complete).toBe(true);
  expect(Object.keys(parts)).toEqual(['keys', 'kmsStatus']);
  const policies = parts.keys?.seen ? parts.keys.value.map(({ policy }) => policy) : [];
  expect(policies.filter((policy) => !policy.seen)).toHaveLength(policies.length);
  expect(report.findings.filter(({ check }) => check === 'resource-unreadable')).toEqual([]);
  // The runway counts the instances that are to be renewed; not looked at, they do not blind it.
  const config = parseConfig(OFF, 'test', {}, { checks: CHECK_IDS });
  const all = makeReport(
    await storedResults(watcher.store, config, sandbox.now()),
    config,
    sandbox.now(),
    'en',
    true,
  );
  const runway = all.findings.filter(({ check }) => check === 'balance-runway');
  expect(runway).toHaveLength(1);
});
