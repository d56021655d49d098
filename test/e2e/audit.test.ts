import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance } from '../jobs/harness.ts';
import { until } from '../until.ts';
import { callsOf, configFile, environmentOf, runCli, setFaults } from './run-cli.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
});

const audit = (argv: readonly string[] = [], change: Record<string, string> = {}) =>
  runCli(['audit', ...argv], environmentOf(sandbox, change));

describe('a healthy account', () => {
  test('exits with 0 and passes every cluster', async () => {
    const ran = await audit(['--json']);
    const report = ran.report();
    expect(ran.code).toBe(0);
    expect(report.complete).toBe(true);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    // Nothing tells when these clusters, 300 days old, were encrypted.
    // And the first run reads a week of bills, which is too little to compare with.
    expect(report.findings.map(({ check, status, severity }) => [check, status, severity])).toEqual([
      ['secrets-reencryption', 'unknown', 'info'],
      ['secrets-reencryption', 'unknown', 'info'],
      ['spend-anomaly', 'unknown', 'info'],
    ]);
  });

  test('is told in one sentence', async () => {
    const { out } = await audit();
    expect(out).toContain('All 2 Pro clusters are healthy.');
    expect(out).toContain('critical 0 · high 0 · medium 0 · low 0 · info 0 · unknown 3');
  });

  test('costs one call for each thing', async () => {
    await audit();
    expect(await callsOf(sandbox)).toEqual({
      GetCallerIdentity: 1,
      DescribeClustersV1: 1,
      DescribeKey: 2,
      DescribeAccountKmsStatus: 2,
      GetRole: 1,
      ListPoliciesForRole: 1,
      GetPolicy: 8, // that of the role, and each policy that somebody has or that counts
      ListPolicies: 1,
      ListEntitiesForPolicy: 6,
      DescribeSecurityGroupAttribute: 2,
      DescribeVSwitchAttributes: 4,
      DescribeTrails: 1,
      GetTrailStatus: 1,
      LookupEvents: 4, // two of them once only: was encryption switched on in the last 90 days
      QueryAccountBalance: 1,
      QueryBill: 3,
      QueryAccountBill: 7,
      DescribeInstanceBill: 7,
      ListKeys: 2,
    });
  });

  test('bills are read once a day, the balance every time', async () => {
    const store = ['--config', configFile('language: en')];
    const actions = [
      'QueryAccountBalance',
      'QueryBill',
      'QueryAccountBill',
      'DescribeInstanceBill',
      'ListKeys',
    ];
    const more: number[][] = [];
    for (const _ of ['a week', 'the rest of three weeks', 'nothing']) {
      const before = await callsOf(sandbox);
      await audit(store);
      const after = await callsOf(sandbox);
      more.push(actions.map((action) => (after[action] ?? 0) - (before[action] ?? 0)));
      await advance(sandbox, 'PT1H');
    }
    expect(more).toEqual([
      [1, 3, 7, 7, 2],
      [1, 0, 14, 14, 0],
      [1, 0, 0, 0, 0],
    ]);
  });

  test('a check that is off is not collected for', async () => {
    const config = configFile(
      'policy: { severity: { secrets-reencryption: off, decrypt-activity: off, kms-call-failures: off, denied-attempt: off, security-role: off, trail-coverage: off, kms-account-status: off, arrears-clock: off, balance-runway: off, spend-budget: off, spend-anomaly: off, key-idle: off, operator-permissions: off, switch-off-guard: off, network-path: off } }',
    );
    const ran = await audit(['--config', config, '--json']);
    expect(ran.code).toBe(0);
    expect(ran.report().clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    expect(Object.keys(await callsOf(sandbox)).sort()).toEqual([
      'DescribeClustersV1',
      'DescribeKey',
      'GetCallerIdentity',
    ]);
  });

  test('one job alone sees what it sees, and passes no cluster without its key', async () => {
    const report = (await audit(['--job', 'inventory', '--json'])).report();
    expect(Object.keys(report.accounts[0]?.jobs ?? {})).toEqual(['inventory']);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });
});

describe('what changes in the world changes the verdict', () => {
  const verdicts = async () => (await audit(['--json'])).report().clusters.map(({ verdict }) => verdict);

  test('a disabled key fails its cluster, and enabling it heals', async () => {
    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    expect(await verdicts()).toEqual(['fail', 'pass']);
    sandbox.world.enableKey({ key: 'ack-secrets', by: 'alice' });
    expect(await verdicts()).toEqual(['pass', 'pass']);
  });

  test('a detached policy fails every encrypted cluster', async () => {
    sandbox.world.detachPolicy({
      role: 'AliyunCSManagedSecurityRole',
      policy: 'AliyunCSManagedSecurityRolePolicy',
      by: 'root',
    });
    expect(await verdicts()).toEqual(['fail', 'fail']);
  });

  test('a suspended account fails the clusters of its region', async () => {
    sandbox.world.setKmsStatus({ region: 'cn-shanghai', status: 'Suspended' });
    expect(await verdicts()).toEqual(['pass', 'fail']);
  });

  test('encryption switched off fails, and while it is being switched the cluster is pending', async () => {
    sandbox.world.switchEncryption({ cluster: 'pay-prod', on: false, by: 'alice' });
    expect(await verdicts()).toEqual(['pending', 'pass']);
    await fetch(`${sandbox.url}/_sandbox/clock`, {
      method: 'POST',
      body: JSON.stringify({ advance: 'PT10M' }),
    });
    expect(await verdicts()).toEqual(['fail', 'pass']);
  });
});

describe('exit codes', () => {
  test('1 when a finding reaches the threshold, which --fail-on moves', async () => {
    sandbox.world.setDeletionProtection({ key: 'ack-secrets', on: false, by: 'alice' });
    expect((await audit(['--quiet'])).code).toBe(0);
    expect((await audit(['--quiet', '--fail-on', 'medium'])).code).toBe(1);
    expect((await audit(['--quiet', '--fail-on', 'none'])).code).toBe(0);
  });

  test('0 when the finding is waived, 1 again when the waiver has expired', async () => {
    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    const waiver = (until: string) =>
      configFile(
        `waivers: [{ check: key-state, resource: key-hzz00000000000000001a, until: ${until}, owner: "@li", reason: test }]`,
      );
    expect((await audit(['--quiet'])).code).toBe(1);
    expect((await audit(['--quiet', '--config', waiver('2026-11-23')])).code).toBe(0);
    expect((await audit(['--quiet', '--config', waiver('2026-11-22')])).code).toBe(1);
  });

  test('2 when something could not be read, with its cause and the RAM action to grant', async () => {
    sandbox.world.deny({ action: 'kms:DescribeKey', region: 'cn-shanghai' });
    const ran = await audit(['--json']);
    const report = ran.report();
    expect(ran.code).toBe(2);
    expect(report.complete).toBe(false);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'unknown']);
    expect(report.findings.filter(({ check }) => check === 'resource-unreadable')).toMatchObject([
      { missingPermission: 'kms:DescribeKey', resource: { region: 'cn-shanghai' } },
    ]);
  });

  test('2, with a report, when the cluster list is denied', async () => {
    sandbox.world.deny({ action: 'cs:*' });
    const ran = await audit(['--json']);
    expect(ran.code).toBe(2);
    expect(ran.report().findings.filter(({ check }) => check === 'resource-unreadable')).toContainEqual(
      expect.objectContaining({
        missingPermission: 'cs:GetClusters',
        resource: expect.objectContaining({ type: 'account' }),
      }),
    );
  });

  test('2 when STS cannot be reached while the rest answers', async () => {
    await setFaults(sandbox, [{ kind: 'reset', action: 'GetCallerIdentity' }]);
    const ran = await audit(['--json']);
    expect(ran.code).toBe(2);
    expect(ran.report().clusters.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });
});

describe('it could not run at all: exit 3, each reason told apart', () => {
  const failure = async (change: Record<string, string>, argv: readonly string[] = []) => {
    const ran = await audit(['--json', ...argv], change);
    expect(ran.json()).toEqual({
      schema: 'sealwatch.error/1',
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
    return {
      exit: ran.code,
      ...(ran.json() as { error: { code: string; message: string; hint: string } }).error,
    };
  };

  test('wrong secret', async () => {
    const told = await failure({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' });
    expect(told).toMatchObject({
      exit: 3,
      code: 'CredentialsRefused',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
    // The cloud repeats the string to sign, with the id of the access key.
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`string to sign|x-acs-|${sandbox.accessKeyId}`));
  });

  test('unknown access key', async () => {
    expect(await failure({ ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAInobody' })).toMatchObject({
      exit: 3,
      code: 'CredentialsRefused',
      message: expect.stringContaining('InvalidAccessKeyId'),
    });
  });

  test('expired or invented token', async () => {
    const token = await failure({ ALIBABA_CLOUD_SECURITY_TOKEN: 'not-a-token' });
    expect(token).toMatchObject({ exit: 3, code: expect.stringMatching(/^Credentials/) });
    expect(JSON.stringify(token)).not.toContain('not-a-token');
  });

  test('a clock that is off', async () => {
    await setFaults(sandbox, [{ kind: 'clockSkew', skewSeconds: 7200 }]);
    expect(await failure({})).toMatchObject({
      exit: 3,
      code: 'ClockSkew',
      message: expect.stringMatching(/This machine is 7[12]\d\d seconds behind the cloud\.$/),
    });
  });

  test('nothing reachable', async () => {
    expect(await failure({ SEALWATCH_ENDPOINT: 'http://127.0.0.1:9' })).toMatchObject({
      exit: 3,
      code: 'CloudUnreachable',
    });
  });

  test('an endpoint that is no loopback and no https', async () => {
    expect(await failure({ SEALWATCH_ENDPOINT: 'http://203.0.113.1' })).toMatchObject({
      exit: 3,
      code: 'EndpointInvalid',
    });
  });

  test('a configuration with several mistakes tells them all', async () => {
    const file = configFile(
      'site: moon\npolicy: { proofWindowDays: 0 }\nlimits: { concurrency: 0, wings: 2 }\n',
    );
    const { message, ...rest } = await failure({}, ['--config', file]);
    expect(rest).toMatchObject({ exit: 3, code: 'ConfigInvalid' });
    expect(
      message
        .split('\n')
        .slice(1)
        .map((line) => line.replace(file, 'f')),
    ).toEqual([
      expect.stringMatching(/^f:1:1 {2}site: expected/),
      expect.stringMatching(/^f:2:11 {2}policy\.proofWindowDays: expected/),
      expect.stringMatching(/^f:3:11 {2}limits\.concurrency: expected/),
      expect.stringMatching(/^f:3:27 {2}limits\.wings: unknown key/),
    ]);
  });

  test('an unknown option or command', async () => {
    expect((await audit(['--colour'])).code).toBe(3);
    expect((await runCli(['adit'])).code).toBe(3);
    expect((await audit(['--job', 'dishes'])).code).toBe(3);
  });

  test('a person reads what happened and what to do next', async () => {
    const { err, out } = await audit([], { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' });
    expect(out).toBe('');
    expect(err).toMatch(/^sealwatch: Alibaba Cloud rejected the credentials: .*\n {2}Check the AccessKey/);
  });
});

describe('stopping', () => {
  test('an abort ends the run soon, and nothing is concluded from half of it', async () => {
    await setFaults(sandbox, [{ kind: 'hang', action: 'DescribeKey' }]);
    const stop = new AbortController();
    const running = runCli(['audit', '--json'], environmentOf(sandbox), { signal: stop.signal });
    await until(async () => ((await callsOf(sandbox))['DescribeKey'] ?? 0) > 0);
    stop.abort(new Error('stopped by the user'));
    const ran = await running;
    expect(ran.code).toBe(130);
    expect(ran.json()).toMatchObject({ schema: 'sealwatch.error/1', error: { code: 'Interrupted' } });
  });

  test('the deadline of the audit does the same', async () => {
    await setFaults(sandbox, [{ kind: 'hang', action: 'LookupEvents' }]);
    const config = configFile('limits: { auditTimeoutSeconds: 5, callTimeoutSeconds: 600 }');
    const ran = await audit(['--config', config, '--json']);
    expect(ran.code).toBe(2);
    // And not the limit of a call, whose failures say "no answer in time".
    expect(ran.out).toContain('The operation was aborted due to timeout');
    expect(ran.report().clusters.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });
});
