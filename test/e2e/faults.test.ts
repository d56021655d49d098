import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { callsOf, configFile, environmentOf, runCli, setFaults } from './run-cli.ts';

let sandbox: Sandbox;
const audit = (kind = '', ...more: readonly string[]) => {
  const seconds = kind === 'hang' ? 9 : 600;
  const config = configFile(`limits: { callTimeoutSeconds: ${seconds}, jobTimeoutSeconds: 100 }`);
  return runCli(['audit', '--json', '--config', config, ...more], environmentOf(sandbox));
};

/** All but the bills: more than half of the calls, and none that can fail here. */
const WITHOUT_SPEND = ['inventory', 'keys', 'activity'].flatMap((job) => ['--job', job]);

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
});

const CHAIN = [
  'DescribeClustersV1',
  'DescribeKey',
  'DescribeAccountKmsStatus',
  'GetRole',
  'ListPoliciesForRole',
  'GetPolicy',
  'LookupEvents',
];
const ASIDE = ['DescribeTrails', 'GetTrailStatus'];
const LASTING = ['throttle', 'error5xx', 'reset', 'hang', 'truncate', 'wrongType', 'htmlBody', 'deny'];

test.each(CHAIN.flatMap((action) => LASTING.map((kind) => [action, kind])))(
  'while %s suffers %s, no cluster passes, nothing crashes, and the reason is told',
  async (action, kind) => {
    await setFaults(sandbox, [
      { kind, action, ...(action === 'GetPolicy' ? { field: 'DefaultPolicyVersion', value: 7 } : {}) },
    ]);
    const ran = await audit(kind, ...WITHOUT_SPEND);
    const report = ran.report();
    expect(ran.code).toBe(2);
    expect(report.complete).toBe(false);
    expect(report.clusters.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
    const told = report.findings.filter(({ check }) => check === 'resource-unreadable');
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ missingPermission }) => (missingPermission !== null) === (kind === 'deny'))).toBe(
      true,
    );
  },
);

test.each(ASIDE.flatMap((action) => LASTING.map((kind) => [action, kind])))(
  'while %s suffers %s, the chain still passes, and the audit says that it is incomplete',
  async (action, kind) => {
    await setFaults(sandbox, [{ kind, action }]);
    const ran = await audit(kind, ...WITHOUT_SPEND);
    expect(ran.code).toBe(2);
    expect(ran.report().clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    expect(ran.report().findings.some(({ check }) => check === 'resource-unreadable')).toBe(true);
  },
);

test.each(['throttle', 'error5xx', 'reset', 'hang', 'truncate'])(
  '%s that passes is overcome',
  async (kind) => {
    await setFaults(sandbox, [{ kind, times: 2 }]);
    const ran = await audit(kind);
    expect(ran.code).toBe(0);
  },
);

test('what will not change is not asked again', async () => {
  await setFaults(sandbox, [{ kind: 'deny', action: 'DescribeKey' }]);
  await audit();
  expect((await callsOf(sandbox))['DescribeKey']).toBe(2);
});

test('what may pass is asked four times', async () => {
  await setFaults(sandbox, [{ kind: 'error5xx', action: 'GetRole' }]);
  await audit();
  expect((await callsOf(sandbox))['GetRole']).toBe(4);
});

test('Retry-After is honoured', async () => {
  await setFaults(sandbox, [{ kind: 'retryAfter', action: 'GetRole', retryAfter: 2, times: 1 }]);
  const before = performance.now();
  expect((await audit()).code).toBe(0);
  expect(performance.now() - before).toBeGreaterThan(2_000 / 20); // the clock of the test runs faster
});

test('when RAM may not be read, ACK is asked whether the role exists', async () => {
  sandbox.world.deny({ action: 'ram:*' });
  const report = (await audit()).report();
  expect((await callsOf(sandbox))['CheckServiceRole']).toBe(1);
  expect(report.findings.filter(({ check }) => check === 'security-role')).toMatchObject([
    { status: 'unknown' },
  ]);

  sandbox.world.deleteRole({ role: 'AliyunCSManagedSecurityRole', by: 'root' });
  const without = (await audit()).report();
  expect(without.findings.filter(({ check }) => check === 'security-role')).toMatchObject([
    { status: 'fail', severity: 'critical' },
  ]);
});

test('a second endpoint is asked for the list when the first does not answer', async () => {
  await setFaults(sandbox, [{ kind: 'reset', action: 'DescribeClustersV1', region: 'cn-hangzhou' }]);
  expect((await audit()).report().clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
});
