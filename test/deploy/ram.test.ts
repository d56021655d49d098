import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { permissionsOf } from '../../shared/cloud/operation.ts';
import { ram } from '../../shared/cloud/ram.ts';
import { ramSetup } from '../../shared/cloud/ram-setup.ts';
import { root } from '../root.ts';
import { isSetup, isSigning, operations } from '../wire/operations.ts';

const folder = join(root, 'docs/ram');

/** What the JSON files say in place of a user's own account, bucket and external id. */
const ACCOUNT = '1000000000000001';
const BUCKET = 'sealwatch-evidence';
const EXTERNAL_ID = 'sealwatch-3f9c';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: string;
  Condition?: object;
  Principal?: { RAM?: string[]; Service?: string[] };
}

/** What is asked of bills by instance is asked of KMS only. */
const OF_KMS = { StringEquals: { 'bssapi:ProductCode': ['kms'] } };

interface Policy {
  Version: string;
  Statement: Statement[];
}

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const policy = (name: string): Policy => JSON.parse(text(name)) as Policy;
const actionsOf = ({ Statement }: Policy): string[] => Statement.flatMap(({ Action }) => Action);

/** Every RAM action in the operation tables of shared/cloud, but for those that sign evidence. */
const permissions = operations
  .filter((operation) => !isSigning(operation) && !isSetup(operation))
  .flatMap(permissionsOf);

/** Actions that belong to the account of the functions and not to an audited one. */
const isOfWatcher = (action: string): boolean => /^(sts:AssumeRole$|fc:|oss:|resourcemanager:)/.test(action);

/** For operator-permissions, switch-off-guard and network-path; without them a run is complete all the same. */
const OPTIONAL = [
  'ram:ListPolicies',
  'ram:ListEntitiesForPolicy',
  'ram:ListUsersForGroup',
  'ram:ListUsers',
  'cs:DescribeUserPermission',
  'cs:GetUserPermissions',
  'ecs:DescribeSecurityGroupAttribute',
  'vpc:DescribeVSwitchAttributes',
  'vpc:DescribeNetworkAclAttributes',
];
/** With these, which docs/ram/README.md names, `sealwatch doctor` sees more; no function needs them. */
const isOfDoctor = (action: string): boolean => action === 'fc:GetFunction' || action === 'fc:ListTriggers';

/** Anybody may ask who they are; a kubeconfig is asked for by the job `proof` only, which has a policy of its own. */
const isFree = (action: string): boolean => action === 'sts:GetCallerIdentity' || action === KUBECONFIG;
const KUBECONFIG = 'cs:DescribeClusterUserKubeconfig';

test('what signs evidence is in a policy of its own, for one key', () => {
  const file = 'evidence-signing-policy.json';
  expect(actionsOf(policy(file))).toEqual(operations.filter(isSigning).flatMap(permissionsOf));
  expect(policy(file).Statement.map(({ Resource }) => Resource)).toEqual([
    `acs:kms:*:${ACCOUNT}:key/key-of-the-evidence`,
  ]);
  for (const other of readdirSync(folder).filter((name) => /\.(json|yaml)$/.test(name) && name !== file))
    expect(text(other)).not.toMatch(/AsymmetricSign|GetPublicKey/);
});

test('kubeconfigs are in no policy but that of the job proof, which binds to a role without Secrets', () => {
  expect(actionsOf(policy('proof-policy.json'))).toEqual([KUBECONFIG]);
  for (const name of readdirSync(folder).filter(
    (file) => file.endsWith('.json') && file !== 'proof-policy.json',
  ))
    expect(text(name)).not.toContain('Kubeconfig');
  const binding: unknown = parse(text('proof-monitoring.yaml'));
  expect(binding).toMatchObject({
    kind: 'ClusterRoleBinding',
    roleRef: { kind: 'ClusterRole', name: 'system:monitoring' },
    subjects: [{ kind: 'User' }],
  });
});

test('what an audited account allows is what the program may ask of it, no more and no less', () => {
  const asked = permissions.filter((action) => !isOfWatcher(action) && !isFree(action));
  expect(asked.length).toBeGreaterThanOrEqual(26);
  expect(new Set(actionsOf(policy('member-role-policy.json')))).toEqual(new Set(asked));
  const ofFunctions = policy('function-role-policy.json').Statement.slice(0, 3);
  expect(new Set(ofFunctions.flatMap(({ Action }) => Action))).toEqual(new Set(asked));
});

test.each(['function-role-policy.json', 'member-role-policy.json'])(
  'in %s, what only optional checks ask for is a statement of its own, the second',
  (name) => {
    const [first, second] = policy(name).Statement;
    expect(second?.Action).toEqual(OPTIONAL);
    expect([first?.Action].flat().filter((action) => OPTIONAL.includes(String(action)))).toEqual([]);
  },
);

test('what only the functions may do', () => {
  const own = actionsOf(policy('function-role-policy.json')).filter(isOfWatcher);
  expect(own).toEqual([
    'oss:GetObject',
    'oss:PutObject',
    'oss:DeleteObject',
    'oss:ListObjects',
    'oss:GetBucketVersioning',
    'fc:InvokeFunction',
    'sts:AssumeRole',
    'resourcemanager:ListAccounts',
    'resourcemanager:GetResourceDirectory',
    'resourcemanager:GetPayerForAccount',
  ]);
  const asked = permissions.filter((action) => isOfWatcher(action) && !isOfDoctor(action));
  expect(asked.filter((action) => !own.includes(action))).toEqual([]);
});

test.each(['function-role-policy.json', 'member-role-policy.json'])(
  '%s allows nothing but what it names',
  (name) => {
    const { Version, Statement } = policy(name);
    expect(Version).toBe('1');
    for (const statement of Statement) {
      const isOfKms = statement.Action.includes('bssapi:DescribeInstanceBill');
      const parts = ['Effect', 'Action', 'Resource', ...(isOfKms ? ['Condition'] : [])];
      expect(Object.keys(statement)).toEqual(parts);
      expect(statement.Condition).toEqual(isOfKms ? OF_KMS : undefined);
      expect(statement.Effect).toBe('Allow');
      const writes = [statement.Action].flat().some((action) => /^(oss|fc|sts:AssumeRole)/.test(action));
      if (writes) expect(statement.Resource).not.toBe('*');
    }
    const actions = actionsOf(policy(name));
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(new Set(actions).size).toBe(actions.length);
    expect(
      actions.filter(
        (action) => !isOfWatcher(action) && !/:(Get|Describe|List|Lookup|Check|Query)/.test(action),
      ),
    ).toEqual([]);
  },
);

test('who deploys may pass on one role, make logs, and link the services that EventBridge needs', () => {
  const { Statement } = policy('deployer-policy.json');
  expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [['fc:*'], `acs:fc:*:${ACCOUNT}:*`],
    [['ram:PassRole'], `acs:ram:*:${ACCOUNT}:role/sealwatch`],
    [
      ['Project', 'LogStore', 'Index'].flatMap((what) => [`log:Get${what}`, `log:Create${what}`]),
      `acs:log:*:${ACCOUNT}:project/serverless-*`,
    ],
    [['ram:CheckServiceLinkedRoleExistence', 'ram:CreateServiceLinkedRole'], '*'],
    [['eventbridge:*'], `acs:eventbridge:*:${ACCOUNT}:*`],
  ]);
  const services = ['sendevent-fc', 'source-cms', 'source-actiontrail'];
  expect(Statement[3]?.Condition).toEqual({
    StringEquals: { 'ram:ServiceName': services.map((name) => `${name}.eventbridge.aliyuncs.com`) },
  });
});

test('roles trust one service, or one role with an external id', () => {
  expect(policy('function-role-trust.json').Statement).toEqual([
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } },
  ]);
  expect(policy('member-role-trust.json').Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { RAM: [`acs:ram::${ACCOUNT}:role/sealwatch`] },
      Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
    },
  ]);
});

const VALUES: Record<string, unknown> = {
  Bucket: BUCKET,
  Role: 'sealwatch',
  EvidenceDays: 0,
  WatcherAccount: ACCOUNT,
  ExternalId: EXTERNAL_ID,
  'ALIYUN::TenantId': ACCOUNT,
};

/** A template with its references filled in. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, item] = ['', null], ...more] = Object.entries(value);
  if (more.length === 0 && key === 'Ref') return VALUES[String(item)] ?? value;
  if (more.length === 0 && key === 'Fn::Sub') {
    return String(item).replace(/\$\{([\w:]+)\}/g, (_, name: string) => String(VALUES[name]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]));
}

test.each([
  { template: 'ros.yaml', role: 'FunctionRole', name: 'sealwatch', files: 'function-role' },
  { template: 'ros-member.yaml', role: 'MemberRole', name: 'sealwatch-readonly', files: 'member-role' },
])('$template says what the JSON files say', ({ template, role, name, files }) => {
  const { Resources } = parse(text(template)) as { Resources: Record<string, { Properties: object }> };
  expect(filled(Resources[role]?.Properties)).toMatchObject({
    RoleName: name,
    AssumeRolePolicyDocument: policy(`${files}-trust.json`),
    Policies: [{ PolicyName: name, PolicyDocument: policy(`${files}-policy.json`) }],
  });
});

test.each([
  { module: 'terraform/main.tf', files: ['function-role-policy.json', 'function-role-trust.json'] },
  { module: 'terraform/member/main.tf', files: ['member-role-trust.json', 'member-role-policy.json'] },
])('$module takes its policies from the JSON files', ({ module, files }) => {
  const source = text(module);
  const paths = [...source.matchAll(/file\("\$\{path\.module\}\/([^"]+)"\)/g)].map(([, path = '']) =>
    join(folder, module, '..', path),
  );
  expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(files);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  expect(source).not.toMatch(/Action|Statement/);
  const places = [...source.matchAll(/^ +"([\w-]+)", [\w.]+\)/gm)].map(([, place = '']) => place);
  expect(places).toHaveLength(2);
  for (const place of places)
    expect(paths.some((path) => readFileSync(path, 'utf8').includes(place))).toBe(true);
  for (const [open, shut] of ['{}', '()', '[]']) {
    expect(source.split(open ?? '').length, `${open}${shut}`).toBe(source.split(shut ?? '').length);
  }
});

test('the bucket is private, encrypted, shut to the public, and has neither versions nor retention', () => {
  const { Resources } = parse(text('ros.yaml')) as { Resources: Record<string, { Properties: object }> };
  const ros = Resources['Evidence']?.Properties ?? {};
  expect(ros).toMatchObject({
    AccessControl: 'private',
    BlockPublicAccess: true,
    ServerSideEncryptionConfiguration: { SSEAlgorithm: 'AES256' },
  });
  expect(Object.keys(ros)).not.toContain('VersioningConfiguration');
  const terraform = text('terraform/main.tf');
  expect(terraform).toMatch(/acl += "private"/);
  expect(terraform).toMatch(/block_public_access = true/);
  expect(terraform).toMatch(/sse_algorithm = "AES256"/);
  expect(terraform).not.toMatch(/oss_bucket_(versioning|worm)|versioning \{/);
});

test('setup-policy.json grants what `sealwatch deploy` and `destroy` do themselves, and nothing more', () => {
  const [reads, writes, ...store] = policy('setup-policy.json').Statement.map(({ Action }) =>
    [Action].flat(),
  );
  const asked = [ram.getRole, ram.getPolicy, ram.listPoliciesForRole].flatMap(permissionsOf);
  expect(new Set(reads)).toEqual(new Set(asked));
  expect(new Set(writes)).toEqual(new Set(Object.values(ramSetup).flatMap(permissionsOf)));
  expect(store.flat()).toEqual(['oss:PutBucket', 'oss:GetBucketVersioning', 'oss:GetObject']);
});
