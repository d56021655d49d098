import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { isLook } from '../../shared/model/finding.ts';
import type { ReportFinding } from '../../shared/model/report.ts';
import { advance, scenarioFile } from '../sandbox/signed.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';
import { type Reader, runCommand } from './run-remedy.ts';

const CLUSTER = 'c00000000000000000000000000000001';
const ROLE = 'AliyunCSManagedSecurityRole';
const POLICY = `--PolicyType System --PolicyName ${ROLE}Policy --RoleName ${ROLE}`;
const OF_KEY = '--region cn-hangzhou --KeyId key-good';

/** One encrypted cluster, all well. Its key is the named one. */
function world(key = 'good', more = ''): string {
  return scenarioFile(`
caller: LTAIsandboxRemedies
accounts:
  - id: "1000000000000001"
    serviceRole: {}
    users:
      - { name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
    accessKeys: [{ id: LTAIsandboxRemedies, secret: sandboxSecret, user: admin }]
    keys:
      - { name: good, id: key-good, region: cn-hangzhou, deletionProtection: true }
      - { name: other, id: key-other, region: cn-hangzhou, deletionProtection: true }
      - { name: sm4, id: key-sm4, region: cn-hangzhou, spec: Aliyun_SM4 }
      - { name: service, id: key-service, region: cn-hangzhou, creator: Ecs }
    clusters:
      - { name: alpha, id: ${CLUSTER}, region: cn-hangzhou, key: ${key} }
      ${more}
    trails: [{ name: all, home: cn-hangzhou, sls: x }]
    billing: { balance: "48000.00" }
`);
}

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function findingsOf(check: string, config: string): Promise<ReportFinding[]> {
  const argv = ['audit', '--json', '--all', '--config', config];
  const ran = await runCli(argv, environmentOf(sandbox));
  return ran.report().findings.filter((finding) => finding.check === check);
}

interface Story {
  check: string;
  when: string;
  /** Key of the cluster at the start, and what there is besides. */
  key?: string;
  more?: string;
  config?: string;
  /** What breaks it. */
  broken?: readonly string[];
  /** The operations that heal it. */
  heals: readonly string[];
  reader?: Reader;
}

const SWITCH = { reader: { KEY_ID: 'key-other' }, heals: ['UpdateKMSEncryption'] };
const OFF = `--ClusterId ${CLUSTER} --body '{"disable_encryption":true,"kms_key_id":""}'`;
const NOT_ACK = `{"Version":"1","Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["ecs.aliyuncs.com"]}}]}`;

const stories: Story[] = [
  {
    check: 'key-state',
    when: 'disabled',
    broken: [`aliyun kms DisableKey ${OF_KEY}`],
    heals: ['EnableKey'],
  },
  {
    check: 'key-state',
    when: 'to be deleted',
    broken: [
      `aliyun kms SetDeletionProtection --region cn-hangzhou --ProtectedResourceArn acs:kms:cn-hangzhou:1000000000000001:key/key-good --EnableDeletionProtection false`,
      `aliyun kms ScheduleKeyDeletion ${OF_KEY} --PendingWindowInDays 7`,
    ],
    heals: ['CancelKeyDeletion'],
  },
  {
    check: 'key-deletion-protection',
    when: 'off',
    broken: [
      `aliyun kms SetDeletionProtection --region cn-hangzhou --ProtectedResourceArn acs:kms:cn-hangzhou:1000000000000001:key/key-good --EnableDeletionProtection false`,
    ],
    heals: ['SetDeletionProtection'],
  },
  {
    check: 'key-rotation',
    when: 'forbidden, and on',
    config: 'policy: { rotation: forbidden }',
    broken: [
      `aliyun kms UpdateRotationPolicy ${OF_KEY} --EnableAutomaticRotation true --RotationInterval 365d`,
    ],
    heals: ['UpdateRotationPolicy'],
  },
  {
    check: 'key-rotation',
    when: 'suspended',
    broken: [
      `aliyun kms UpdateRotationPolicy ${OF_KEY} --EnableAutomaticRotation true --RotationInterval 365d`,
      `aliyun kms DisableKey ${OF_KEY}`,
    ],
    heals: ['EnableKey'],
  },
  {
    check: 'cluster-encryption',
    when: 'switched off',
    broken: [`aliyun cs UpdateKMSEncryption ${OFF}`],
    ...SWITCH,
  },
  {
    check: 'key-approved',
    when: 'of another list',
    config: 'policy: { approvedKeys: [key-other] }',
    ...SWITCH,
  },
  { check: 'key-spec', when: 'of a kind that ACK cannot use', key: 'sm4', ...SWITCH },
  { check: 'key-service-managed', when: 'of a service', key: 'service', ...SWITCH },
  {
    check: 'key-shared',
    when: 'of two clusters',
    more: '- { name: beta, region: cn-hangzhou, key: good }',
    heals: ['UpdateKMSEncryption'],
    reader: { KEY_ID: 'key-other', CLUSTER_ID: CLUSTER },
  },
  {
    check: 'security-role',
    when: 'without its policy',
    broken: [`aliyun ram DetachPolicyFromRole ${POLICY}`],
    heals: ['AttachPolicyToRole'],
  },
  {
    check: 'security-role',
    when: 'gone',
    broken: [`aliyun ram DetachPolicyFromRole ${POLICY}`, `aliyun ram DeleteRole --RoleName ${ROLE}`],
    heals: ['CreateRole', 'AttachPolicyToRole'],
  },
  {
    check: 'security-role',
    when: 'of another service',
    broken: [`aliyun ram UpdateRole --RoleName ${ROLE} --NewAssumeRolePolicyDocument '${NOT_ACK}'`],
    heals: ['UpdateRole'],
  },
  {
    check: 'trail-coverage',
    when: 'stopped',
    broken: ['aliyun actiontrail StopLogging --region cn-hangzhou --Name all'],
    heals: ['StartLogging'],
  },
];

test.each(stories)('$check, $when: what it says heals it', async (story) => {
  const { check, key, more, broken = [], heals, reader } = story;
  sandbox = await startSandbox({ scenario: world(key, more), rates: 'off' });
  const config = configFile(story.config);
  for (const command of broken) await runCommand(sandbox, command);
  await advance(sandbox, 'PT20M');
  const [found] = (await findingsOf(check, config)).filter(({ status }) => status === 'fail');
  expect(found, 'the world is broken').toBeDefined();
  const command = found?.remedy.command ?? '';
  expect(isLook(command)).toBe(false);
  expect(await runCommand(sandbox, command, reader, ['CreateKey'])).toEqual(heals);
  await advance(sandbox, 'PT20M');
  const after = await findingsOf(check, config);
  const bad = after.filter(
    ({ resource, status }) => resource.id === found?.resource.id && status !== 'pass' && status !== 'pending',
  );
  expect(bad).toEqual([]);
  expect(after.length, 'it is judged').toBeGreaterThan(0);
});
