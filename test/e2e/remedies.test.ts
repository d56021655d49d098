import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { isLook } from '../../shared/model/finding.ts';
import type { ReportFinding } from '../../shared/model/report.ts';
import { advance, scenarioFile, textAt } from '../sandbox/signed.ts';
import { configFile, environmentOf, runCli } from './run-cli.ts';
import { type Reader, runCommand } from './run-remedy.ts';

const CLUSTER = 'c00000000000000000000000000000001';
const ROLE = 'AliyunCSManagedSecurityRole';
const POLICY = `--PolicyType System --PolicyName ${ROLE}Policy --RoleName ${ROLE}`;
const OF_KEY = '--region cn-hangzhou --KeyId key-good';

/** What a world has at its start, instead of what is well. */
interface World {
  /** Key of the cluster. */
  key?: string;
  /** Further clusters. */
  clusters?: string;
  people?: string;
  trails?: string;
  account?: string;
}

/** One encrypted cluster, all well. Its key is the named one. */
function world({ key = 'good', clusters = '', people = '', trails = WELL, account = '' }: World): string {
  return scenarioFile(`
caller: LTAIsandboxRemedies
accounts:
  - id: "1000000000000001"
    serviceRole: {}
    users:
      - { name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
      ${people}
    accessKeys: [{ id: LTAIsandboxRemedies, secret: sandboxSecret, user: admin }]
    keys:
      - { name: good, id: key-good, region: cn-hangzhou, deletionProtection: true }
      - { name: other, id: key-other, region: cn-hangzhou, deletionProtection: true }
      - { name: sm4, id: key-sm4, region: cn-hangzhou, spec: Aliyun_SM4 }
      - { name: service, id: key-service, region: cn-hangzhou, creator: Ecs }
      - { name: own, id: key-own, region: cn-hangzhou, origin: EXTERNAL }
      - { name: far, id: key-far, region: cn-beijing }
    clusters:
      - { name: alpha, id: ${CLUSTER}, region: cn-hangzhou, key: ${key}, keyAs: ${key === 'far' ? 'arn' : 'id'} }
      ${clusters}
    trails: [${trails}]
    billing: { balance: "48000.00" }
    ${account}
`);
}

const WELL = '{ name: all, home: cn-hangzhou, sls: x }';
const UNPROTECT =
  'aliyun kms SetDeletionProtection --region cn-hangzhou --ProtectedResourceArn acs:kms:cn-hangzhou:1000000000000001:key/key-good --EnableDeletionProtection false';

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
  start?: World;
  config?: string;
  /** What breaks it. */
  broken?: readonly string[];
  /** The operations that heal it. */
  heals: readonly string[];
  reader?: Reader;
}

/** With the key that was just made. */
const KEY_ID = (answered: unknown) => textAt(answered, 'KeyMetadata.KeyId');
const SWITCH = { reader: { KEY_ID }, heals: ['CreateKey', 'UpdateKMSEncryption'] };
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
    broken: [UNPROTECT, `aliyun kms ScheduleKeyDeletion ${OF_KEY} --PendingWindowInDays 7`],
    heals: ['CancelKeyDeletion'],
  },
  {
    check: 'key-deletion-protection',
    when: 'off',
    broken: [UNPROTECT],
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
    reader: { KEY_ID: 'key-other' },
    heals: ['UpdateKMSEncryption'],
  },
  {
    check: 'key-approved',
    when: 'of another list',
    config: 'policy: { approvedKeys: [key-other] }',
    reader: { KEY_ID: 'key-other' },
    heals: ['UpdateKMSEncryption'],
  },
  { check: 'key-spec', when: 'of a kind that ACK cannot use', start: { key: 'sm4' }, ...SWITCH },
  { check: 'key-service-managed', when: 'of a service', start: { key: 'service' }, ...SWITCH },
  {
    check: 'key-shared',
    when: 'of two clusters',
    start: { clusters: '- { name: beta, region: cn-hangzhou, key: good }' },
    heals: ['CreateKey', 'UpdateKMSEncryption'],
    reader: { KEY_ID, CLUSTER_ID: CLUSTER },
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
  {
    check: 'trail-coverage',
    when: 'of writes only',
    start: { trails: '{ name: all, home: cn-hangzhou, sls: x, rw: Write }' },
    heals: ['UpdateTrail', 'StartLogging'],
  },
  {
    check: 'trail-coverage',
    when: 'missing',
    start: { trails: '' },
    heals: ['CreateTrail', 'StartLogging'],
    reader: { SLS_PROJECT_ARN: 'acs:log:cn-hangzhou:1000000000000001:project/audit' },
  },
  {
    check: 'key-state',
    when: 'without its material',
    start: { key: 'own' },
    broken: ['aliyun kms DeleteKeyMaterial --region cn-hangzhou --KeyId key-own'],
    heals: ['GetParametersForImport', 'ImportKeyMaterial'],
    reader: {
      ENCRYPTED_KEY_MATERIAL: (answered) => wrapped(textAt(answered, 'PublicKey')),
      IMPORT_TOKEN: (answered) => textAt(answered, 'ImportToken'),
    },
  },
  { check: 'key-region', when: 'of another region', start: { key: 'far' }, ...SWITCH },
  {
    check: 'former-key',
    when: 'disabled',
    broken: [`aliyun cs UpdateKMSEncryption ${OFF}`, `aliyun kms DisableKey ${OF_KEY}`],
    heals: ['EnableKey'],
  },
  {
    check: 'former-key',
    when: 'to be deleted',
    broken: [
      `aliyun cs UpdateKMSEncryption ${OFF}`,
      UNPROTECT,
      `aliyun kms ScheduleKeyDeletion ${OF_KEY} --PendingWindowInDays 7`,
    ],
    heals: ['CancelKeyDeletion'],
  },
  {
    check: 'kms-account-status',
    when: 'not opened',
    start: { account: 'kms: { cn-hangzhou: NotEnabled }' },
    heals: ['OpenKmsService'],
  },
  {
    check: 'operator-permissions',
    when: 'of a user without KMS',
    start: {
      people: '- { name: op, policies: [AliyunCSFullAccess], grants: [{ cluster: all, role: ops }] }',
    },
    heals: ['AttachPolicyToUser'],
  },
  {
    check: 'operator-permissions',
    when: 'of a role without KMS',
    start: {
      account:
        'roles: [{ name: ops, policies: [AliyunCSFullAccess], grants: [{ cluster: all, role: ops }] }]',
    },
    heals: ['AttachPolicyToRole'],
  },
  {
    check: 'switch-off-guard',
    when: 'that somebody passes',
    heals: ['CreatePolicy', 'AttachPolicyToUser'],
    reader: { USER_NAME: 'admin' },
  },
  {
    check: 'kms-call-failures',
    when: 'of a disabled key',
    broken: [`aliyun kms DisableKey ${OF_KEY}`],
    heals: ['EnableKey'],
  },
];

/** Material of the right length, as a customer wraps it. */
function wrapped(publicKey: string): string {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const how = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  return publicEncrypt(how, Buffer.alloc(32, 5)).toString('base64');
}

test.each(stories)('$check, $when: what it says heals it', async (story) => {
  const { check, start = {}, broken = [], heals, reader } = story;
  sandbox = await startSandbox({ scenario: world(start), rates: 'off' });
  const config = configFile(story.config);
  for (const command of broken) await runCommand(sandbox, command);
  await advance(sandbox, 'PT20M');
  const [found] = (await findingsOf(check, config)).filter(({ status }) => status === 'fail');
  expect(found, 'the world is broken').toBeDefined();
  const command = found?.remedy.command ?? '';
  expect(isLook(command)).toBe(false);
  expect(await runCommand(sandbox, command, reader)).toEqual(heals);
  await advance(sandbox, 'PT20M');
  const after = await findingsOf(check, config);
  const bad = after.filter(
    ({ resource, status }) => resource.id === found?.resource.id && status !== 'pass' && status !== 'pending',
  );
  expect(bad).toEqual([]);
  expect(after.length, 'it is judged').toBeGreaterThan(0);
});
