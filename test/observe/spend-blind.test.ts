import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import type { Cloud } from '../../shared/cloud/cloud.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import { stateOf } from '../../shared/jobs/stored-parts.ts';
import type { JobResult } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import { type Observation, unseen } from '../../shared/model/observation.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { observed } from '../../shared/observe/context.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { ACCOUNT, cluster, denied, seen } from '../builders.ts';
import { callsOf } from '../e2e/run-cli.ts';
import { advance, control, scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const scenario = scenarioFile(`
clock: "2026-11-23T05:00:00Z"
caller: LTAIsandboxSpend
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: sealwatch, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxSpend, secret: sandboxSecret, user: sealwatch }]
    billing: { other: [{ product: ecs, perDay: "60.00" }] }
    keys: [{ name: ack-secrets, region: cn-hangzhou }]
    clusters: [{ name: pay-prod, region: cn-hangzhou, key: ack-secrets }]
`);

let sandbox: Sandbox;
let run: (cloud: Observation<Cloud>, clusters?: Snapshot['parts']['clusters']) => Promise<JobResult>;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
  const store = memoryStore();
  const now = () => sandbox.now();
  const config = parseConfig('', 'test', {}, { checks: CHECK_IDS });
  run = async (cloud, clusters = seen([cluster()])) => {
    const looked = observed('inventory', { account: ACCOUNT, now }, now(), { clusters });
    const { memory: _, gaps: __, looks: ___, ...told } = looked;
    const result = { ...told, complete: true, findings: [], passed: {}, blind: [] };
    const inventory = { ...emptyState(ACCOUNT, 'pay', 'inventory', now().toISOString()), result };
    const trigger = { time: now().toISOString(), name: 'test' };
    const job = { account: ACCOUNT, name: 'pay', job: 'spend', trigger, attempt: trigger.time } as const;
    const tools = toolsFor(store, config, { now, log: silentLog, isGone: () => false });
    await runAccountJob(job, tools, { cloud, identity: Promise.resolve(denied()), inventory });
    const state = await stateOf(store, ACCOUNT, 'spend');
    if (!state?.result) throw new Error('the job has no result');
    return state.result;
  };
});
afterEach(() => sandbox.close());

test('an account that cannot be entered for a while keeps the clock of its arrears and its bills', async () => {
  const open = seen(cloudOf(sandbox));
  const body = { do: 'runUpDebt', since: 'P2D' };
  expect(await control(sandbox, 'POST', 'world', body)).toMatchObject({ status: 200 });
  const since = sandbox.now().toISOString();
  expect((await run(open)).parts.money).toMatchObject({ value: { overdueSince: since } });
  await advance(sandbox, 'PT1H');
  const thing = { type: 'account', id: ACCOUNT, region: '', facet: 'sts:AssumeRole' } as const;
  const locked = await run(unseen('denied', 'NoPermission', { permission: 'sts:AssumeRole', thing }));
  expect(locked).toMatchObject({ complete: false, parts: { money: { value: { overdueSince: since } } } });
  expect(locked.findings.filter(({ check }) => check === 'resource-unreadable')).toHaveLength(1);
  await advance(sandbox, 'PT1H');
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  expect((await run(open)).parts.money).toMatchObject({
    value: { overdueSince: since, dailySpend: { value: { days: { length: 53 } } } },
  });
  expect(await callsOf(sandbox)).toMatchObject({ QueryAccountBill: 3 + 53 - 7 });
});

test('without a list of clusters nobody can tell which keys are idle', async () => {
  const { findings } = await run(seen(cloudOf(sandbox)), denied());
  expect(findings.filter(({ check }) => check === 'key-idle')).toMatchObject([{ status: 'unknown' }]);
  expect(findings.map(({ check }) => check)).not.toContain('resource-unreadable');
});
