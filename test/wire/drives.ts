import { createHash } from 'node:crypto';
import { services } from '../../sandbox/services/index.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import { type Answered, send, signAcs3 } from '../sandbox/signed.ts';
import { codeOf } from './hold.ts';
import { official } from './official.ts';

const CLUSTER = 'c00000000000000000000000000000001';
export const SEALED = 'c00000000000000000000000000000002';

/** A world in which each operation of the sandbox has something to answer. */
export const SCENARIO = `
caller: LTAIwireDrives01
directory:
  management: "1000000000000001"
  members:
    - { account: "1000000000000002", name: member }
accounts:
  - id: "1000000000000001"
    policies: [{ name: minimal, allow: ["kms:DescribeKey"] }]
    users: [{ name: admin, console: true, id: "200000000000000001", policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    groups: [{ name: team, policies: [AliyunCSFullAccess], users: [admin] }]
    accessKeys: [{ id: LTAIwireDrives01, secret: secretOfDrives, user: admin }]
    roles: [{ name: ci, policies: [AliyunCSFullAccess] }]
    billing: { balance: "1828.72", other: [{ product: ecs, perDay: "10.00" }] }
    instances: [{ name: soft, id: kst-soft, region: cn-hangzhou, created: -P20D, ends: P8D }]
    keys:
      - { name: a, id: key-a, region: cn-hangzhou, aliases: [alias/a], tags: { env: prod }, rotation: {}, rotated: [-P20D] }
      - { name: off, id: key-off, region: cn-hangzhou, state: Disabled }
      - { name: going, id: key-going, region: cn-hangzhou, state: PendingDeletion, deleteDate: P8D }
      - { name: own, id: key-own, region: cn-hangzhou, origin: EXTERNAL, materialExpires: P12D }
      - { name: free, id: key-free, region: cn-hangzhou, deletionProtection: false }
      - { name: of, id: key-instance, region: cn-hangzhou, instance: soft }
    securityGroups: [{ name: g, id: sg-1, region: cn-hangzhou, egress: [{ policy: drop, cidr: 100.64.0.0/10 }] }]
    networkAcls: [{ name: n, id: nacl-1, region: cn-hangzhou, inbound: [{ policy: drop, ports: 22/22, protocol: tcp }], outbound: [{ policy: accept }] }]
    clusters:
      - { name: first, id: ${CLUSTER}, region: cn-hangzhou, securityGroup: g, networkAcl: n, tags: { env: prod } }
      - { name: sealed, id: ${SEALED}, region: cn-hangzhou, key: a }
    trails:
      - { name: own-trail, home: cn-hangzhou, sls: audit }
      - { name: company, home: cn-hangzhou, organization: true, sls: audit }
  - id: "1000000000000002"
    roles:
      - name: reader
        policies: [AdministratorAccess]
        trust: { Version: "1", Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { RAM: ["acs:ram::1000000000000001:root"] } }] }
`;

export interface Drive {
  product: string;
  action: string;
  params: Readonly<Record<string, string>>;
  /** Of operations in REST style. */
  path?: Readonly<Record<string, string>>;
  json?: unknown;
}

const ROLE = { RoleName: 'ci' };
const USER = { UserName: 'admin' };
const POLICY = { PolicyName: 'minimal', PolicyType: 'Custom' };
const KEY = { KeyId: 'key-a' };
const FUNCTION = { FunctionName: 'told' };
const MADE = { FunctionName: 'made' };
const TRIGGER = { ...MADE, TriggerName: 'hourly' };
const ALIAS = { ...MADE, AliasName: 'live' };
const LINKED = { ServiceName: 'sendevent-fc.eventbridge.aliyuncs.com' };
/** A zip file of nothing. */
const EMPTY = Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`).toString('base64');
const CREATION = {
  functionName: 'made',
  runtime: 'nodejs20',
  handler: 'index.handler',
  code: { zipFile: EMPTY },
};
const TIMER = {
  triggerName: 'hourly',
  triggerType: 'timer',
  triggerConfig: '{"cronExpression":"0 5 * * * *","enable":true}',
};
const CYCLE = { BillingCycle: '2026-11' };
const TRUST =
  '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}';

const drive = (product: string, action: string, params: Record<string, string> = {}): Drive => ({
  product,
  action,
  params,
});

/** One good call of each operation, in an order in which each is possible. What `Decrypt` takes is what `Encrypt` gave. */
export const DRIVES: readonly Drive[] = [
  drive('sts', 'GetCallerIdentity'),
  drive('sts', 'AssumeRole', { RoleArn: 'acs:ram::1000000000000002:role/reader', RoleSessionName: 'drive' }),
  drive('cs', 'DescribeClustersV1', { page_number: '1', page_size: '10' }),
  { ...drive('cs', 'DescribeClusterDetail'), path: { ClusterId: SEALED } },
  {
    ...drive('cs', 'DescribeClusterUserKubeconfig', {
      TemporaryDurationMinutes: '15',
      PrivateIpAddress: 'true',
    }),
    path: { ClusterId: SEALED },
  },
  drive('cs', 'DescribeRegions'),
  { ...drive('cs', 'CheckServiceRole'), json: { roles: [{ name: 'AliyunCSManagedSecurityRole' }] } },
  { ...drive('cs', 'DescribeClusterNodePools'), path: { ClusterId: SEALED } },
  { ...drive('cs', 'ListClusterChecks'), path: { cluster_id: SEALED } },
  { ...drive('cs', 'DescribeUserPermission'), path: { uid: '200000000000000001' } },
  {
    ...drive('cs', 'UpdateKMSEncryption'),
    path: { ClusterId: CLUSTER },
    json: { disable_encryption: false, kms_key_id: 'key-a' },
  },
  drive('kms', 'DescribeKey', KEY),
  drive('kms', 'ListKeys', { PageNumber: '1', PageSize: '10' }),
  drive('kms', 'ListKeyVersions', KEY),
  drive('kms', 'ListAliasesByKeyId', KEY),
  drive('kms', 'ListAliases'),
  drive('kms', 'ListResourceTags', KEY),
  drive('kms', 'GetKeyPolicy', { KeyId: 'key-instance', PolicyName: 'default' }),
  drive('kms', 'DescribeAccountKmsStatus'),
  drive('kms', 'GetKmsInstance', { KmsInstanceId: 'kst-soft' }),
  drive('kms', 'ListKmsInstances', { PageNumber: '1', PageSize: '10' }),
  drive('kms', 'Encrypt', { ...KEY, Plaintext: 'c2VjcmV0' }),
  drive('kms', 'Decrypt', { CiphertextBlob: '' }),
  drive('kms', 'GetPublicKey', { KeyId: '', KeyVersionId: '' }),
  drive('kms', 'AsymmetricSign', {
    ...{ KeyId: '', KeyVersionId: '', Algorithm: 'ECDSA_SHA_256' },
    Digest: createHash('sha256').update('').digest('base64'),
  }),
  drive('kms', 'EnableKey', { KeyId: 'key-off' }),
  drive('kms', 'DisableKey', { KeyId: 'key-off' }),
  drive('kms', 'ScheduleKeyDeletion', { KeyId: 'key-free', PendingWindowInDays: '7' }),
  drive('kms', 'CancelKeyDeletion', { KeyId: 'key-going' }),
  drive('kms', 'DeleteKeyMaterial', { KeyId: 'key-own' }),
  drive('kms', 'SetDeletionProtection', {
    ProtectedResourceArn: 'acs:kms:cn-hangzhou:1000000000000001:key/key-a',
    EnableDeletionProtection: 'true',
  }),
  drive('kms', 'UpdateRotationPolicy', {
    KeyId: 'key-instance',
    EnableAutomaticRotation: 'true',
    RotationInterval: '30d',
  }),
  drive('kms', 'CreateKeyVersion', { KeyId: 'key-instance' }),
  drive('kms', 'SetKeyPolicy', {
    KeyId: 'key-instance',
    PolicyName: 'default',
    Policy:
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":["kms:*"],"Principal":{"RAM":["acs:ram::1000000000000001:*"]},"Resource":["*"]}]}',
  }),
  drive('kms', 'CreateKey', { KeySpec: 'Aliyun_AES_256', KeyUsage: 'ENCRYPT/DECRYPT' }),
  drive('kms', 'GetParametersForImport', {
    KeyId: 'key-own',
    WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
    WrappingKeySpec: 'RSA_2048',
  }),
  drive('kms', 'ImportKeyMaterial', {
    KeyId: 'key-own',
    EncryptedKeyMaterial: '',
    ImportToken: '',
    KeyMaterialExpireUnix: '0',
  }),
  drive('kms', 'OpenKmsService'),
  drive('actiontrail', 'LookupEvents', {
    'LookupAttribute.1.Key': 'ServiceName',
    'LookupAttribute.1.Value': 'Kms',
    MaxResults: '10',
  }),
  drive('actiontrail', 'DescribeTrails', { IncludeOrganizationTrail: 'true' }),
  drive('actiontrail', 'GetTrailStatus', { Name: 'company', IsOrganizationTrail: 'true' }),
  drive('actiontrail', 'StopLogging', { Name: 'own-trail' }),
  drive('actiontrail', 'StartLogging', { Name: 'own-trail' }),
  drive('actiontrail', 'CreateTrail', {
    Name: 'new-trail',
    SlsProjectArn: 'acs:log:cn-hangzhou:1000000000000001:project/audit',
  }),
  drive('actiontrail', 'UpdateTrail', { Name: 'new-trail', EventRW: 'All' }),
  drive('ram', 'GetRole', ROLE),
  drive('ram', 'ListPoliciesForRole', ROLE),
  drive('ram', 'GetPolicy', POLICY),
  drive('ram', 'GetPolicyVersion', { ...POLICY, VersionId: 'v1' }),
  drive('ram', 'ListPolicies'),
  drive('ram', 'ListEntitiesForPolicy', { PolicyName: 'AliyunCSFullAccess', PolicyType: 'System' }),
  drive('ram', 'ListUsersForGroup', { GroupName: 'team' }),
  drive('ram', 'ListUsers'),
  drive('ram', 'ListRoles'),
  drive('ram', 'ListGroups'),
  drive('ram', 'ListGroupsForUser', USER),
  drive('ram', 'ListPoliciesForUser', USER),
  drive('ram', 'ListAccessKeys', USER),
  drive('ram', 'GetLoginProfile', USER),
  drive('ram', 'ListVirtualMFADevices'),
  drive('ram', 'GetPasswordPolicy'),
  drive('ram', 'GetAccountAlias'),
  drive('ram', 'AttachPolicyToRole', { ...ROLE, ...POLICY }),
  drive('ram', 'DetachPolicyFromRole', { ...ROLE, ...POLICY }),
  drive('ram', 'CreateRole', { RoleName: 'made', AssumeRolePolicyDocument: TRUST }),
  drive('ram', 'UpdateRole', { RoleName: 'made', NewAssumeRolePolicyDocument: TRUST }),
  drive('ram', 'DeleteRole', { RoleName: 'made' }),
  drive('ram', 'CreatePolicy', {
    PolicyName: 'made',
    PolicyDocument:
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:DescribeKey","Resource":"*"}]}',
  }),
  drive('ram', 'AttachPolicyToUser', { ...USER, ...POLICY }),
  drive('ram', 'DeletePolicy', { PolicyName: 'made' }),
  drive('ecs', 'DescribeSecurityGroups', { RegionId: 'cn-hangzhou' }),
  drive('ecs', 'DescribeSecurityGroupAttribute', { RegionId: 'cn-hangzhou', SecurityGroupId: 'sg-1' }),
  drive('vpc', 'DescribeVSwitchAttributes', { RegionId: 'cn-hangzhou', VSwitchId: 'VSWITCH' }),
  drive('vpc', 'DescribeNetworkAclAttributes', { RegionId: 'cn-hangzhou', NetworkAclId: 'nacl-1' }),
  drive('resourcemanager', 'ListAccounts', { PageNumber: '1', PageSize: '10' }),
  drive('resourcemanager', 'GetResourceDirectory'),
  drive('resourcemanager', 'GetPayerForAccount', { AccountId: '1000000000000002' }),
  drive('bssopenapi', 'QueryAccountBalance'),
  drive('bssopenapi', 'QueryBill', CYCLE),
  drive('bssopenapi', 'QueryBillOverview', CYCLE),
  drive('bssopenapi', 'QueryAccountBill', CYCLE),
  drive('bssopenapi', 'DescribeInstanceBill', { ...CYCLE, ProductCode: 'kms' }),
  drive('location', 'DescribeEndpoints', { Id: 'cn-hangzhou', ServiceCode: 'kms' }),
  drive('resourcemanager', 'CheckServiceLinkedRoleExistence', LINKED),
  drive('resourcemanager', 'CreateServiceLinkedRole', LINKED),
  { ...drive('fc', 'GetFunction'), path: FUNCTION },
  { ...drive('fc', 'ListTriggers'), path: FUNCTION },
  { ...drive('fc', 'InvokeFunction'), path: FUNCTION },
  drive('fc', 'ListFunctions', { prefix: 'to', limit: '10' }),
  { ...drive('fc', 'CreateFunction'), json: CREATION },
  { ...drive('fc', 'UpdateFunction'), path: MADE, json: { timeout: 60 } },
  { ...drive('fc', 'CreateTrigger'), path: MADE, json: TIMER },
  { ...drive('fc', 'UpdateTrigger'), path: TRIGGER, json: { triggerConfig: TIMER.triggerConfig } },
  { ...drive('fc', 'GetTrigger'), path: TRIGGER },
  { ...drive('fc', 'DeleteTrigger'), path: TRIGGER },
  { ...drive('fc', 'PutAsyncInvokeConfig'), path: MADE, json: { maxAsyncRetryAttempts: 1, asyncTask: true } },
  { ...drive('fc', 'GetAsyncInvokeConfig', { qualifier: 'LATEST' }), path: MADE },
  drive('fc', 'ListAsyncInvokeConfigs', { functionName: 'made' }),
  { ...drive('fc', 'DeleteAsyncInvokeConfig'), path: MADE },
  { ...drive('fc', 'PutConcurrencyConfig'), path: MADE, json: { reservedConcurrency: 1 } },
  { ...drive('fc', 'GetConcurrencyConfig'), path: MADE },
  { ...drive('fc', 'DeleteConcurrencyConfig'), path: MADE },
  { ...drive('fc', 'ListVpcBindings'), path: MADE },
  { ...drive('fc', 'GetScalingConfig'), path: MADE },
  drive('fc', 'ListScalingConfigs', { functionName: 'made' }),
  { ...drive('fc', 'PublishFunctionVersion'), path: MADE, json: { description: 'first' } },
  { ...drive('fc', 'ListFunctionVersions', { direction: 'BACKWARD' }), path: MADE },
  { ...drive('fc', 'CreateAlias'), path: MADE, json: { aliasName: 'live', versionId: '1' } },
  { ...drive('fc', 'GetAlias'), path: ALIAS },
  { ...drive('fc', 'ListAliases'), path: MADE },
  { ...drive('fc', 'DeleteAlias'), path: ALIAS },
  { ...drive('fc', 'DeleteFunctionVersion'), path: { ...MADE, VersionId: '1' } },
  { ...drive('fc', 'DeleteFunction'), path: MADE },
];

/** The operation of the sandbox by the vendor's names. */
export function sandboxOperations() {
  return services.flatMap(({ code, version, operations, hostFor }) =>
    operations.map((operation) => ({
      product: codeOf(code.toLowerCase()),
      version,
      host: hostFor('cn-hangzhou'),
      operation,
    })),
  );
}

/** Sends a drive as the vendor's clients do. */
export async function sendDrive(
  sandbox: Sandbox,
  { product, action, params, path = {}, json }: Drive,
): Promise<Answered> {
  const found = sandboxOperations().find((one) => one.product === product && one.operation.name === action);
  if (!found) throw new Error(`the sandbox has no ${product} ${action}`);
  const { route } = found.operation;
  return send(
    signAcs3(sandbox, {
      host: found.host,
      version: official.products[product]?.version ?? found.version,
      action,
      params: { ...params },
      method: route?.method ?? 'POST',
      path: (route?.path ?? '/').replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? ''),
      json,
    }),
  );
}
