import { expect, onTestFinished, test } from 'vitest';
import { actiontrail } from '../../shared/cloud/actiontrail.ts';
import type { Answer } from '../../shared/cloud/answer.ts';
import { bss } from '../../shared/cloud/bss.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { ecs } from '../../shared/cloud/ecs.ts';
import { fc } from '../../shared/cloud/functions.ts';
import { kms } from '../../shared/cloud/kms.ts';
import type { Operation, Request } from '../../shared/cloud/operation.ts';
import { ram } from '../../shared/cloud/ram.ts';
import { resourceManager } from '../../shared/cloud/resource-manager.ts';
import { sts } from '../../shared/cloud/sts.ts';
import { vpc } from '../../shared/cloud/vpc.ts';
import { NOW } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { scriptedServer } from '../scripted-server.ts';

const region = 'cn-beijing';
const ROLE = 'acs:ram::1000000000000001:role/audit';

/** What is asked, what answers it, and what answers something else. */
interface Row {
  operation: Operation;
  asked: Omit<Request, 'region'>;
  own: readonly object[];
  others: readonly object[];
}

const key = (KeyId: string, arn = `acs:kms:cn-beijing:1:key/${KeyId}`) => ({
  KeyMetadata: { KeyId, Arn: arn, KeyState: 'Enabled' },
});
const role = (RoleName: string) => ({ Role: { RoleName } });
const group = (SecurityGroupId: string, RegionId = region) => ({ SecurityGroupId, RegionId });
const acl = (NetworkAclId: string, RegionId = region) => ({
  NetworkAclAttribute: { NetworkAclId, RegionId },
});

const ROWS: readonly Row[] = [
  {
    operation: kms.describeKey,
    asked: { query: { KeyId: 'key-1' } },
    own: [key('key-1'), key('KEY-1'), key('key-1', '')],
    others: [
      key('key-2'),
      key(''),
      key('key-1', 'acs:kms:cn-beijing:1:key/key-2'),
      key('key-1', 'acs:kms:cn-hangzhou:1:key/key-1'),
      key('key-1', 'oops'),
      {},
    ],
  },
  {
    operation: kms.describeKey,
    asked: { query: { KeyId: 'acs:kms:cn-hangzhou:7:key/key-1' } },
    own: [key('key-1', 'acs:kms:cn-hangzhou:7:key/key-1')],
    others: [
      key('key-1', 'acs:kms:cn-beijing:7:key/key-1'),
      key('key-1', 'acs:kms:cn-hangzhou:8:key/key-1'),
      key('key-2', 'acs:kms:cn-hangzhou:7:key/key-2'),
    ],
  },
  {
    operation: kms.describeKey,
    asked: { query: { KeyId: 'alias/secrets' } },
    own: [key('key-1')],
    others: [key('key-1', 'acs:kms:cn-hangzhou:1:key/key-1'), key('key-1', 'acs:kms:cn-beijing:1:key/key-2')],
  },
  {
    operation: kms.listKeys,
    asked: { query: {} },
    own: [
      { Keys: { Key: [{ KeyId: 'key-1', KeyArn: 'acs:kms:cn-beijing:1:key/key-1' }, { KeyId: 'key-2' }] } },
      { Keys: null },
    ],
    others: [{ Keys: { Key: [{ KeyId: 'key-1', KeyArn: 'acs:kms:cn-hangzhou:1:key/key-1' }] } }],
  },
  {
    operation: kms.getKmsInstance,
    asked: { query: { KmsInstanceId: 'kst-1' } },
    own: [{ KmsInstance: { InstanceId: 'kst-1' } }],
    others: [{ KmsInstance: { InstanceId: 'kst-2' } }, { KmsInstance: {} }, { KmsInstance: 'oops' }],
  },
  {
    operation: cs.describeClusterDetail,
    asked: { path: { ClusterId: 'c-1' } },
    own: [{ cluster_id: 'c-1', region_id: region }, { cluster_id: 'c-1' }],
    others: [{ cluster_id: 'c-2' }, {}, { cluster_id: 'c-1', region_id: 'cn-hangzhou' }],
  },
  {
    operation: cs.checkServiceRole,
    asked: { body: { roles: [{ name: 'AliyunCSManagedSecurityRole' }] } },
    own: [{ roles: [{ name: 'AliyunCSManagedSecurityRole', granted: true }] }],
    others: [{ roles: [{ name: 'AliyunCSDefaultRole', granted: true }] }, { roles: [] }, {}],
  },
  {
    operation: ram.getRole,
    asked: { query: { RoleName: 'AliyunCSManagedSecurityRole' } },
    own: [role('AliyunCSManagedSecurityRole'), role('aliyuncsmanagedsecurityrole')],
    others: [role('admin'), { Role: {} }],
  },
  {
    operation: ram.getPolicy,
    asked: { query: { PolicyName: 'p', PolicyType: 'Custom' } },
    own: [{ Policy: { PolicyName: 'p', PolicyType: 'Custom' } }, { Policy: {} }],
    others: [{ Policy: { PolicyName: 'q' } }, { Policy: { PolicyName: 'p', PolicyType: 'System' } }],
  },
  {
    operation: ecs.describeSecurityGroupAttribute,
    asked: { query: { SecurityGroupId: 'sg-1' } },
    own: [group('sg-1'), group('')],
    others: [group('sg-2'), group('sg-1', 'cn-hangzhou')],
  },
  {
    operation: vpc.describeVSwitchAttributes,
    asked: { query: { VSwitchId: 'vsw-1' } },
    own: [{ VSwitchId: 'vsw-1' }],
    others: [{ VSwitchId: 'vsw-2' }, {}],
  },
  {
    operation: vpc.describeNetworkAclAttributes,
    asked: { query: { NetworkAclId: 'nacl-1' } },
    own: [acl('nacl-1')],
    others: [acl('nacl-2'), acl(''), acl('nacl-1', 'cn-hangzhou')],
  },
  {
    operation: sts.assumeRole,
    asked: { query: { RoleArn: ROLE, RoleSessionName: 's' } },
    own: [{ AssumedRoleUser: { Arn: `${ROLE}/s` } }, {}],
    others: [
      { AssumedRoleUser: { Arn: 'acs:ram::1000000000000001:role/admin/s' } },
      { AssumedRoleUser: { Arn: 'acs:ram::1000000000000002:role/audit/s' } },
    ],
  },
  ...[bss.queryBill, bss.queryAccountBill, bss.describeInstanceBill].map(
    (operation): Row => ({
      operation,
      asked: { query: { BillingCycle: '2026-11' } },
      own: [{ Data: { BillingCycle: '2026-11' } }, { Data: {} }, { Data: null }],
      others: [{ Data: { BillingCycle: '2026-10' } }, { Data: { BillingCycle: 202_611 } }],
    }),
  ),
  {
    operation: fc.getFunction,
    asked: { path: { functionName: 'sealwatch-keys' } },
    own: [{ functionName: 'sealwatch-keys' }],
    others: [{ functionName: 'sealwatch-spend' }, {}],
  },
];

/** Their answers name nothing that was asked for. Events are sorted line by line. */
const NAMELESS: readonly Operation[] = [
  cs.describeClustersV1,
  cs.describeUserPermission,
  cs.describeClusterUserKubeconfig,
  kms.getKeyPolicy,
  kms.describeAccountKmsStatus,
  ram.listPoliciesForRole,
  ram.listPolicies,
  ram.listEntitiesForPolicy,
  ram.listUsersForGroup,
  ram.listUsers,
  actiontrail.lookupEvents,
  actiontrail.describeTrails,
  actiontrail.getTrailStatus,
  sts.getCallerIdentity,
  resourceManager.listAccounts,
  resourceManager.getResourceDirectory,
  resourceManager.getPayerForAccount,
  bss.queryAccountBalance,
  fc.invokeFunction,
  fc.listTriggers,
];

async function answerTo({ operation, asked }: Row, body: object): Promise<Answer> {
  const server = await scriptedServer({ status: 200, body });
  onTestFinished(() => server.close());
  const caller = { accessKeyId: 'LTAItestBinding', accessKeySecret: 'testSecret' };
  const cloud = cloudOf({ url: `http://${server.host}`, ...caller, now: () => NOW }, { clock: fastClock });
  return cloud.call(operation, { region, ...asked });
}

const cases = (which: 'own' | 'others') =>
  ROWS.flatMap((row) =>
    row[which].map((body) => ({ row, body, is: `${row.operation.action} ${JSON.stringify(body)}` })),
  );

test.each(cases('own'))('what was asked for is taken: $is', async ({ row, body }) => {
  expect(await answerTo(row, body)).toMatchObject({ seen: true });
});

test.each(cases('others'))('something else is no answer: $is', async ({ row, body }) => {
  expect(await answerTo(row, body)).toMatchObject({ seen: false, because: 'malformed' });
});

test('each operation is either bound or names nothing', () => {
  const products = [actiontrail, bss, cs, ecs, fc, kms, ram, resourceManager, sts, vpc];
  const all = products.flatMap((product): Operation[] => Object.values(product));
  const told = [...ROWS.map(({ operation }) => operation), ...NAMELESS];
  expect(all.filter((operation) => !told.includes(operation))).toEqual([]);
  expect(NAMELESS.filter(({ binding }) => binding)).toEqual([]);
});
