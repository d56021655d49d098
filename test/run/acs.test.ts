import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, watch } from '../jobs/harness.ts';
import { scenarioFile } from '../sandbox/signed.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const ROLE = 'AliyunCCManagedSecurityRole';

/** An ACS cluster beside one of ACK, each with its key. */
async function start(profiles: string) {
  const scenario = scenarioFile(`
caller: LTAIacsclusters
accounts:
  - id: "1000000000000001"
    users: [{ name: root-like, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIacsclusters, secret: secretAcs, user: root-like }]
    roles: [{ name: ${ROLE}, policies: [AdministratorAccess] }]
    keys:
      - { name: one, id: key-hzz00000000000000001a, region: cn-hangzhou }
      - { name: two, id: key-hzz00000000000000002a, region: cn-hangzhou }
    clusters:
      - { name: ack, id: c00000000000000000000000000000001, region: cn-hangzhou, key: one }
      - { name: acs, id: c00000000000000000000000000000002, region: cn-hangzhou, key: two, profile: Acs, version: 1.28.9-aliyun.1, initVersion: 1.28.9-aliyun.1, traffic: { encrypt: PT1M, decrypt: PT1M, until: PT2H } }
`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
  return watch(sandbox, `policy: { profiles: ${profiles} }`);
}

test('an ACS cluster that is asked for: its own role calls, KMS v2 from 1.28, and what is not documented is unknown', async () => {
  const watcher = await start('[Default, Acs]');
  const { clusters, findings } = await watcher.audit();
  expect(clusters).toMatchObject([
    { name: 'ack', verdict: 'pass' },
    {
      name: 'acs',
      inScope: true,
      encryption: 'encrypted',
      verdict: 'unknown',
      lastDecrypt: expect.stringMatching(/^2026-11-22T23:/),
    },
  ]);
  const ofAcs = findings.filter(
    ({ check, clusters: named }) =>
      check !== 'trail-coverage' && named.includes('c00000000000000000000000000000002'),
  );
  expect(ofAcs.map(({ check, status, resource }) => [check, status, resource.id])).toEqual([
    ['security-role', 'unknown', ROLE],
    ['secrets-reencryption', 'unknown', 'c00000000000000000000000000000002'],
  ]);
  await advance(sandbox, 'PT2H50M');
  const later = await watcher.audit();
  expect(later.findings.filter(({ check }) => check === 'decrypt-activity')).toMatchObject([
    { status: 'fail', resource: { id: 'key-hzz00000000000000002a' } },
  ]);
});

test('an ACS cluster that is not asked for is out of scope', async () => {
  const watcher = await start('[Default]');
  const { clusters } = await watcher.audit();
  expect(clusters).toMatchObject([{ name: 'ack' }, { name: 'acs', inScope: false, verdict: 'skipped' }]);
});
