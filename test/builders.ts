import * as v from 'valibot';
import { type Policy, policySchema } from '../shared/config/policy.ts';
import type { FailedCall, RegionActivity, RegionUse, Use } from '../shared/model/activity.ts';
import type { ChangeEvent } from '../shared/model/change.ts';
import type { Cluster, ClusterPast, Encryption } from '../shared/model/cluster.ts';
import type { ExistingKey, Key, KeyPolicy } from '../shared/model/key.ts';
import type { Instance, InstanceDetail, KmsStatus } from '../shared/model/kms.ts';
import type { Amount, Balance, Bills, Money, SpendDay, UnpaidBill } from '../shared/model/money.ts';
import type { ClusterNetwork, Network, Passage } from '../shared/model/network.ts';
import {
  type Observation,
  type Seen,
  seen as seenAt,
  type Unseen,
  unseen,
} from '../shared/model/observation.ts';
import type { People, Person } from '../shared/model/people.ts';
import type { Decision, PolicyText } from '../shared/model/ram-policy.ts';
import { NEEDED_ACTIONS, type ServiceRole } from '../shared/model/role.ts';
import type { Trail } from '../shared/model/trail.ts';
import { addDays, type Day, daysFrom } from '../shared/money/calendar.ts';

/** The clock of the fixtures. */
export const NOW = new Date('2026-11-23T00:00:00Z');
export const ACCOUNT = '1000000000000001';
const AT = NOW.toISOString();
const DAY = 86_400_000;

export function days(count: number): string {
  return new Date(NOW.getTime() + count * DAY).toISOString();
}

export function minutes(count: number): string {
  return new Date(NOW.getTime() + count * 60_000).toISOString();
}

export function seen<T>(value: T): Seen<T> {
  return seenAt(value, AT);
}

export function denied(): Unseen {
  return unseen('denied', 'NoPermission', { permission: 'kms:DescribeKey' });
}

export function policy(change: Partial<Policy> = {}): Policy {
  return { ...v.parse(policySchema, {}), ...change };
}

export const ON: Encryption = { on: true, keyId: 'key-1' };
export const OFF: Encryption = { on: false, reported: true, keptKeyId: null };

/** Of the cluster that `cluster` makes. */
export const ENCRYPTED_SINCE_CREATION: ClusterPast = {
  since: days(-300),
  upgraded: null,
  former: [],
  rewritten: null,
};

/** An encrypted Pro cluster; a test changes only what it is about. */
export function cluster(change: Partial<Cluster> = {}): Cluster {
  return {
    id: 'c-1',
    name: 'pay-prod',
    region: 'cn-hangzhou',
    type: 'ManagedKubernetes',
    spec: 'ack.pro.small',
    profile: 'Default',
    state: 'running',
    version: '1.32.1-aliyun.1',
    initVersion: '1.32.1-aliyun.1',
    created: days(-300),
    updated: days(-3),
    changingSince: null,
    tags: {},
    scope: 'in',
    inScope: true,
    encryption: seen(ON),
    ...change,
  };
}

export function outOfScope(change: Partial<Cluster> = {}): Cluster {
  return cluster({
    scope: 'standard',
    inScope: false,
    spec: 'ack.standard',
    encryption: unseen('absent', 'not in scope'),
    ...change,
  });
}

export function keyData(change: Partial<ExistingKey> = {}): ExistingKey {
  return {
    exists: true,
    id: 'key-1',
    arn: `acs:kms:cn-hangzhou:${ACCOUNT}:key/key-1`,
    description: '',
    state: seen('Enabled'),
    spec: seen('Aliyun_AES_256'),
    usage: seen('ENCRYPT/DECRYPT'),
    origin: seen('Aliyun_KMS'),
    creator: seen(ACCOUNT),
    protectionLevel: 'SOFTWARE',
    created: seen(days(-400)),
    rotation: seen('Disabled'),
    lastRotation: seen(days(-400)),
    materialExpires: seen(null),
    deletionProtection: seen('Enabled'),
    deleteDate: null,
    instanceId: null,
    ...change,
  };
}

/** A healthy default key used by cluster c-1; `data` changes what KMS says of it. */
export function key(data: Partial<ExistingKey> = {}, change: Partial<Key> = {}): Key {
  return {
    id: 'key-1',
    region: 'cn-hangzhou',
    reference: 'key-1',
    clusters: ['c-1'],
    metadata: seen(keyData(data)),
    policy: seen(null),
    ...change,
  };
}

/** Lets the service role in. */
export function keyPolicy(change: Partial<KeyPolicy> = {}): KeyPolicy {
  const lets = allowed('default #1');
  const needed = { 'kms:Encrypt': lets, 'kms:Decrypt': lets, 'kms:DescribeKey': lets };
  return { rights: needed, odd: [], digest: 'a1', ...change };
}

export const MISSING_KEY = seen({ exists: false } as const);

export function instance(detail: Partial<InstanceDetail> = {}, change: Partial<Instance> = {}): Instance {
  return {
    id: 'kst-1',
    region: 'cn-hangzhou',
    clusters: ['c-1'],
    detail: seen({
      name: 'kst-1',
      status: seen('Connected'),
      chargeType: seen('PREPAY'),
      endDate: seen(days(200)),
      ...detail,
    }),
    ...change,
  };
}

export function kmsStatus(status: Observation<string>, change: Partial<KmsStatus> = {}): KmsStatus {
  return { region: 'cn-hangzhou', clusters: ['c-1'], encrypted: ['c-1'], status, ...change };
}

type ExistingRole = Extract<ServiceRole, { exists: true }>;

export function allowed(statement = 'AdministratorAccess #1'): Decision {
  return { effect: 'allowed', by: [{ statement, openBy: [] }] };
}

export function deniedBy(statement = 'deny-encryption-off #1'): Decision {
  return { effect: 'denied', by: [{ statement, openBy: [] }] };
}

/** No statement allows it. */
export const NOT_ALLOWED: Decision = { effect: 'denied', by: [] };

export function open(statement = 'extra #1', openBy: readonly string[] = ['Condition']): Decision {
  return { effect: 'open', by: [{ statement, openBy }] };
}

/** A policy of these statements, as the cloud delivers it. */
export function policyText(name: string, ...statements: unknown[]): PolicyText {
  return { name, document: seen(JSON.stringify({ Version: '1', Statement: statements })) };
}

export function allowing(Action: string | readonly string[], more: object = {}): object {
  return { Effect: 'Allow', Action, Resource: '*', ...more };
}

const ROLE_POLICY = policyText('AliyunCSManagedSecurityRolePolicy', allowing([...NEEDED_ACTIONS]));

export const TRUST = policyText('trust', {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: ['cs.aliyuncs.com'] },
}).document;

/** The service role as it should be; `texts` are its policies. */
export function role(
  change: Partial<ExistingRole> = {},
  texts: readonly PolicyText[] = [ROLE_POLICY],
): ServiceRole {
  return {
    exists: true,
    arn: `acs:ram::${ACCOUNT}:role/aliyuncsmanagedsecurityrole`,
    trust: TRUST,
    policies: seen({ names: texts.map(({ name }) => name), texts }),
    changed: days(-300),
    ...change,
  };
}

/** The same of everything that takes encryption away. */
export function rights(decision: Decision): Person['rights'] {
  return {
    'cs:UpdateKMSEncryption': decision,
    'kms:DisableKey': decision,
    'kms:ScheduleKeyDeletion': decision,
    'ram:DetachPolicyFromRole': decision,
  };
}

/** Somebody whom a Deny keeps from all of it. */
export function person(change: Partial<Person> = {}): Person {
  return {
    type: 'user',
    name: 'alice',
    policies: ['AdministratorAccess', 'deny-encryption-off'],
    rights: rights(deniedBy()),
    kms: allowed(),
    grants: null,
    ...change,
  };
}

export function people(persons: readonly Person[] = [person()], change: Partial<People> = {}): People {
  return { account: ACCOUNT, persons: seen(persons), cuts: [], gaps: [], ...change };
}

export const OPEN_WAY: Passage = { verdict: 'allowed' };

/** A cluster whose network lets everything pass. */
export function clusterNetwork(change: Partial<ClusterNetwork> = {}): ClusterNetwork {
  return {
    cluster: 'c-1',
    region: 'cn-hangzhou',
    name: 'pay-prod',
    securityGroup: { id: 'sg-1', outbound: seen(OPEN_WAY) },
    vSwitches: [{ id: 'vsw-1', acl: seen(null) }],
    ...change,
  };
}

export function network(clusters: readonly ClusterNetwork[] = [clusterNetwork()], left = 0): Network {
  return { account: ACCOUNT, clusters, left };
}

export function trail(change: Partial<Trail> = {}): Trail {
  return {
    name: 'audit',
    homeRegion: 'cn-hangzhou',
    region: 'All',
    eventRW: 'All',
    enabled: true,
    delivery: seen({ logging: true, error: '' }),
    ...change,
  };
}

export function use(change: Partial<Use> = {}): Use {
  return { encrypt: null, decrypt: minutes(-60), eventId: 'e-1', ...change };
}

export function failedCall(change: Partial<FailedCall> = {}): FailedCall {
  return {
    call: 'Decrypt',
    at: minutes(-30),
    code: 'Rejected.Disabled',
    message: 'The key is disabled.',
    eventId: 'e-2',
    keyId: 'key-1',
    ...change,
  };
}

export function regionUse(change: Partial<RegionUse> = {}): Observation<RegionUse> {
  return seen({
    keys: { 'key-1': use() },
    unnamed: null,
    failures: [],
    from: days(-7),
    searched: true,
    ...change,
  });
}

export function activity(
  regionUseSeen: Observation<RegionUse> = regionUse(),
  region = 'cn-hangzhou',
): RegionActivity {
  return { region, use: regionUseSeen };
}

/** A call on key-1 that the cloud refused an hour ago. */
export function refusal(change: Partial<ChangeEvent> = {}): ChangeEvent {
  return {
    eventId: 'e-9',
    name: 'DisableKey',
    at: minutes(-60),
    kind: 'key-disabled',
    explains: ['key-disabled'],
    target: { type: 'key', id: 'key-1', region: 'cn-hangzhou' },
    to: 'Disabled',
    actor: { type: 'user', name: 'mallory', role: '', source: '203.0.113.9', eventId: 'e-9' },
    errorCode: 'Forbidden.NoPermission',
    ...change,
  };
}

/** Days of the bills up to the last one that is there at `NOW`; what each cost is told by its date. */
export function spendDays({
  count = 28,
  last = '2026-11-21',
  kms = (_date: Day): Amount => '6.37',
  account = (_date: Day): Amount => '60',
} = {}): SpendDay[] {
  const dates = daysFrom(addDays(last, 1 - count), last);
  return dates.map((date) => ({ date, kms: kms(date), account: account(date) }));
}

export function balance(change: Partial<Balance> = {}): Observation<Balance> {
  return seen({
    payer: ACCOUNT,
    currency: 'CNY',
    available: '10000',
    cash: '10000',
    credit: '0',
    ...change,
  });
}

export function bills(change: Partial<Bills> = {}): Observation<Bills> {
  return seen({ currency: 'CNY', unpaid: [], orders: [], ...change });
}

/** Of the day five days ago, as it fell due at its end. */
export function unpaidBill(change: Partial<UnpaidBill> = {}): UnpaidBill {
  return { id: 'b-1', product: 'kms', outstanding: '6.02', due: '2026-11-17T16:00:00.000Z', ...change };
}

/** An account with money for half a year, whose days all cost the same. */
export function money(change: Partial<Money> = {}): Money {
  const readAt = days(-1);
  return {
    account: ACCOUNT,
    balance: balance(),
    bills: bills(),
    dailySpend: seen({ currency: 'CNY', days: spendDays(), reconciled: '2026-10', readAt }),
    kmsUsage: seen({ currency: 'CNY', days: [] }),
    hostedKeys: seen([{ id: 'key-1', region: 'cn-hangzhou' }]),
    overdueSince: null,
    kept: { dailySpend: null, kmsUsage: null, payer: null },
    ...change,
  };
}
