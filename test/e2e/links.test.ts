import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Report } from '../../shared/model/report.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { callsOf, configFile, environmentOf, runCli, setFaults } from './run-cli.ts';

const ACCOUNT = '1000000000000001';

const world = (cluster: string) =>
  scenarioFile(`
caller: LTAIsandboxLinks
accounts:
  - id: "${ACCOUNT}"
    policies: [{ name: guard, deny: ["cs:UpdateKMSEncryption", "kms:DisableKey", "kms:ScheduleKeyDeletion", "ram:DetachPolicyFromRole"] }]
    users: [{ name: audit, policies: [AdministratorAccess, guard], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAIsandboxLinks, secret: sandboxSecret, user: audit }]
    instances: [{ name: kms-1, region: cn-hangzhou }]
    keys: [{ name: good, id: key-good, region: cn-hangzhou, instance: kms-1 }]
    clusters: [${cluster}]
    trails: [{ name: all, home: cn-hangzhou, sls: x }]
    billing: { balance: "48000.00" }
`);
const ALPHA = '{ name: alpha, region: cn-hangzhou, key: good }';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function audit(...faults: object[]): Promise<{ code: number; report: Report }> {
  await setFaults(sandbox, faults);
  const ran = await runCli(['audit', '--json', '--config', configFile()], environmentOf(sandbox));
  return { code: ran.code, report: ran.report() };
}

const odd = (action: string, field: string, value: unknown) => ({ kind: 'wrongType', action, field, value });
const gone = {
  kind: 'error5xx',
  action: 'GetKmsInstance',
  status: 403,
  code: 'Forbidden.DKMSInstanceNotFound',
};

test.each([
  { when: 'nothing is wrong', faults: [], verdict: 'pass', why: null },
  {
    when: 'the key has no specification',
    faults: [odd('DescribeKey', 'KeyMetadata.KeySpec', '')],
    verdict: 'unknown',
    why: 'key-spec',
  },
  {
    when: 'the answer is about another key',
    faults: [odd('DescribeKey', 'KeyMetadata.KeyId', 'key-other')],
    verdict: 'unknown',
    why: 'key-state',
  },
  {
    when: 'the answer names another region',
    faults: [odd('DescribeKey', 'KeyMetadata.Arn', `acs:kms:cn-beijing:${ACCOUNT}:key/key-good`)],
    verdict: 'unknown',
    why: 'key-state',
  },
  {
    when: 'the answer is about a key of another account',
    faults: [odd('DescribeKey', 'KeyMetadata.Arn', 'acs:kms:cn-hangzhou:1000000000000009:key/key-good')],
    verdict: 'unknown',
    why: 'key-state',
  },
  {
    when: 'the instance cannot be read',
    faults: [{ kind: 'deny', action: 'GetKmsInstance' }],
    verdict: 'unknown',
    why: 'kms-instance',
  },
  {
    when: 'the instance is in a state that nobody knows',
    faults: [odd('GetKmsInstance', 'KmsInstance.Status', 'oops')],
    verdict: 'unknown',
    why: 'kms-instance',
  },
  { when: 'the instance was released', faults: [gone], verdict: 'fail', why: 'kms-instance' },
])('when $when, the cluster is $verdict', async ({ faults, verdict, why }) => {
  sandbox = await startSandbox({ scenario: world(ALPHA), rates: 'off' });
  const { report } = await audit(...faults);
  expect(report.clusters).toMatchObject([{ name: 'alpha', verdict, why: why && { check: why } }]);
});

test('a region without KMS is information, and nobody is asked there', async () => {
  const there = '{ name: beta, region: cn-zhongwei }';
  sandbox = await startSandbox({ scenario: world(`${ALPHA}, ${there}`), rates: 'off' });
  const { code, report } = await audit();
  expect(report.clusters.find(({ name }) => name === 'beta')).toMatchObject({ verdict: 'fail' });
  const told = report.findings.filter(({ resource }) => resource.region === 'cn-zhongwei');
  expect(told.map(({ check, severity }) => `${check} ${severity}`)).toEqual([
    'cluster-encryption info',
    'kms-account-status info',
  ]);
  expect(report.findings.filter(({ check }) => check === 'resource-unreadable')).toEqual([]);
  expect(report.complete).toBe(true);
  expect(code).toBe(0);
  expect((await callsOf(sandbox))['DescribeAccountKmsStatus']).toBe(1);
});
