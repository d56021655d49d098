import { expect, test } from 'vitest';
import { endingsOf } from '../../shared/checks/endings.ts';
import { runChecks } from '../../shared/checks/run-checks.ts';
import type { Policy } from '../../shared/config/policy.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import type { Job } from '../../shared/model/job.ts';
import { type Observation, type Seen, unseen } from '../../shared/model/observation.ts';
import type { Person } from '../../shared/model/people.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import {
  ACCOUNT,
  activity,
  allowed,
  balance,
  cluster,
  clusterNetwork,
  days,
  denied,
  failedCall,
  instance,
  key,
  kmsStatus,
  MISSING_KEY,
  minutes,
  money,
  NOT_ALLOWED,
  NOW,
  network,
  OFF,
  ON,
  outOfScope,
  people,
  person,
  policy,
  refusal,
  regionUse,
  role,
  seen,
} from '../builders.ts';

/*
 * What is told of a finding that a run does not give any more. `well` may only be told where the thing itself was seen to be
 * good; `closed` says why nothing is left to judge; `open` is all the rest.
 */

type Parts = Snapshot['parts'];

interface Now {
  parts: Parts;
  regions?: readonly string[];
  policy?: Policy;
}

const OFF_KEY2 = seen({ on: true, keyId: 'key-2' } as const);
const partial = <T>(observation: Seen<T>): Seen<T> => ({ ...observation, missing: [denied()] });
const listOf = (...clusters: readonly Cluster[]) => ({ clusters: seen(clusters) });

/** The one failing or unread finding of the check before, and how it ended: kind and sentence. */
function endingOf(check: string, job: Job, before: Parts, now: Now): string {
  const run = (parts: Parts, set: Policy) => {
    const snapshot = { account: ACCOUNT, parts, gaps: [] };
    return { snapshot, findings: runChecks(snapshot, { policy: set, site: 'china' }, NOW, [job]).findings };
  };
  const isOpen = (status: string): boolean => status === 'fail' || check === 'resource-unreadable';
  const [finding] = run(before, policy()).findings.filter((one) => one.check === check && isOpen(one.status));
  if (!finding) throw new Error(`${check} did not fail before`);
  const set = now.policy ?? policy();
  const { snapshot, findings } = run(now.parts, set);
  if (findings.some(({ fingerprint }) => fingerprint === finding.fingerprint)) return 'given';
  const settings = { policy: set, site: 'china', regions: now.regions ?? [] } as const;
  const ending = endingsOf([finding], { job, snapshot, before, settings, now: NOW }).get(finding.fingerprint);
  return ending ? `${ending.kind}: ${ending.summary}` : 'open';
}

const disabled = key({ state: seen('Disabled') });
const KEYS = { ...listOf(cluster()), keys: seen([disabled]), formerKeys: seen([]), instances: seen([]) };
const keysWith = (change: Parts): Now => ({ parts: { ...KEYS, keys: seen([]), ...change } });
const replaced = cluster({ encryption: OFF_KEY2 });
const keptBefore = cluster({
  encryption: OFF_KEY2,
  past: { since: null, upgraded: null, former: [{ reference: 'key-1', until: days(-1) }], rewritten: null },
});
const UNUSED = 'closed: No cluster uses the key any more.';
const WATCHED =
  'closed: No cluster uses the key any more; former-key checks it until all Secrets are rewritten.';

test.each<{ when: string; now: Now; told: string }>([
  { when: 'it was enabled', now: keysWith({ keys: seen([key()]) }), told: 'well: The key is enabled.' },
  { when: 'its cluster has another key', now: keysWith(listOf(replaced)), told: UNUSED },
  { when: 'old Secrets may need it', now: keysWith(listOf(keptBefore)), told: WATCHED },
  { when: 'encryption is off', now: keysWith(listOf(cluster({ encryption: seen(OFF) }))), told: UNUSED },
  { when: 'its cluster was deleted', now: keysWith(listOf()), told: UNUSED },
  { when: 'its cluster left the scope', now: keysWith(listOf(outOfScope())), told: UNUSED },
  {
    when: 'its region left the configuration',
    now: { ...keysWith(listOf()), regions: ['cn-beijing'] },
    told: 'closed: The region {region} is no longer in the configuration.',
  },
  {
    when: 'the check was switched off',
    now: { ...keysWith(listOf(cluster())), policy: policy({ severity: { 'key-state': 'off' } }) },
    told: 'closed: The check is off.',
  },
  { when: 'the list was cut short', now: keysWith({ clusters: partial(seen([])) }), told: 'open' },
  { when: 'the flag is not known', now: keysWith(listOf(cluster({ encryption: denied() }))), told: 'open' },
  { when: 'the flag changes', now: keysWith(listOf({ ...replaced, state: 'updating' })), told: 'open' },
  { when: 'it was not looked at', now: keysWith(listOf(cluster())), told: 'open' },
])('a disabled key, when $when: $told', ({ now, told }) => {
  expect(endingOf('key-state', 'keys', KEYS, now)).toBe(told);
});

const former = { ...KEYS, ...listOf(keptBefore), keys: seen([]), formerKeys: seen([disabled]) };
const rewritten = { ...keptBefore, past: { ...keptBefore.past, rewritten: NOW.toISOString() } } as Cluster;

test.each<{ when: string; now: Now; told: string }>([
  {
    when: 'it was enabled',
    now: { parts: { ...former, formerKeys: seen([key()]) } },
    told: 'well: The former key is enabled.',
  },
  {
    when: 'it is in use again',
    now: { parts: { ...former, ...listOf(cluster()), keys: seen([key()]), formerKeys: seen([]) } },
    told: 'closed: A cluster uses the key again; key-state checks it.',
  },
  {
    when: 'rewriting is confirmed',
    now: { parts: { ...former, ...listOf(rewritten), formerKeys: seen([]) } },
    told: 'closed: No known Secret needs the former key any more.',
  },
  {
    when: 'it was not looked at',
    now: { parts: { ...former, formerKeys: seen([]) } },
    told: 'open',
  },
])('a disabled former key, when $when: $told', ({ now, told }) => {
  expect(endingOf('former-key', 'keys', former, now)).toBe(told);
});

const inInstance = key({ instanceId: 'kst-1' });
const released = instance({}, { detail: seen({ released: true } as const) });
const unprotected = instance({ deletionProtection: seen(false) });
const instances = (...some: ReturnType<typeof instance>[]): Parts => ({
  ...KEYS,
  keys: seen([inInstance]),
  instances: seen(some),
});

test.each<{ when: string; before: Parts; now: Parts; told: string }>([
  {
    when: 'released, and its key gone from the clusters',
    before: instances(released),
    now: { ...KEYS, keys: seen([key()]) },
    told: 'closed: The instance no longer holds a checked key.',
  },
  {
    when: 'released, and its key not readable',
    before: instances(released),
    now: { ...KEYS, keys: seen([key({}, { metadata: denied() })]) },
    told: 'open',
  },
  {
    when: 'released, and KMS does not say where its key lies',
    before: instances(released),
    now: {
      ...KEYS,
      keys: seen([key({ instanceUnread: unseen('malformed', 'DKMSInstanceId is a number') })]),
    },
    told: 'open',
  },
  {
    when: 'unprotected, and then released',
    before: instances(unprotected),
    now: instances(released),
    told: 'closed: KMS cannot find the instance: it was released.',
  },
  {
    when: 'unprotected, and then not readable',
    before: instances(unprotected),
    now: instances(instance({}, { detail: denied() })),
    told: 'open',
  },
  {
    when: 'unprotected, and then protected',
    before: instances(unprotected),
    now: instances(instance({ deletionProtection: seen(true) })),
    told: 'well: Deletion protection of the instance is on.',
  },
])('an instance that was $when: $told', ({ before, now, told }) => {
  expect(endingOf('kms-instance', 'keys', before, { parts: now })).toBe(told);
});

const off = listOf(cluster({ encryption: seen(OFF) }));

test.each<{ when: string; now: Now; told: string }>([
  {
    when: 'encrypted',
    now: { parts: listOf(cluster()) },
    told: 'well: Secret encryption is on with key {key}.',
  },
  {
    when: 'deleted',
    now: { parts: listOf() },
    told: 'closed: The cluster is no longer in the cluster list.',
  },
  { when: 'not listed', now: { parts: { clusters: partial(seen([])) } }, told: 'open' },
  {
    when: 'of a kind that is not wanted',
    now: { parts: listOf(outOfScope({ scope: 'profile' })) },
    told: 'closed: The policy excludes clusters with profile {profile}.',
  },
  {
    when: 'in a region that is not audited',
    now: { parts: listOf(), regions: ['cn-beijing'] },
    told: 'closed: The region {region} is no longer in the configuration.',
  },
])('a cluster without encryption that is then $when: $told', ({ now, told }) => {
  expect(endingOf('cluster-encryption', 'inventory', off, now)).toBe(told);
});

const refusing = clusterNetwork({
  securityGroup: { id: 'sg-1', outbound: seen({ verdict: 'refused', rule: 'Drop ALL' }) },
});
const shut = { ...listOf(cluster()), network: seen(network([refusing])) };
const sees = (of: ReturnType<typeof network>, clusters: Parts = listOf(cluster())): Now => ({
  parts: { ...clusters, network: seen(of) },
});

test.each<{ when: string; now: Now; told: string }>([
  {
    when: 'denied to be read',
    now: sees(network([clusterNetwork({ vSwitches: [{ id: 'v', acl: denied() }] })])),
    told: 'open',
  },
  { when: 'left out of many', now: sees(network([], 1)), told: 'open' },
  {
    when: 'of a cluster out of scope',
    now: sees(network([]), listOf(outOfScope())),
    told: 'closed: The cluster is no longer in scope.',
  },
])('a way to KMS that was shut and is then $when: $told', ({ now, told }) => {
  expect(endingOf('network-path', 'inventory', shut, now)).toBe(told);
});

const operator = (change: Partial<Person> = {}) =>
  person({
    name: 'bob',
    rights: { ...person().rights, 'cs:UpdateKMSEncryption': allowed() },
    kms: NOT_ALLOWED,
    grants: seen([{ cluster: 'c-1', role: 'ops' }]),
    ...change,
  });
const knows = (...persons: readonly Person[]): Parts => ({
  ...listOf(cluster()),
  people: seen(people(persons)),
});

test.each<{ when: string; now: Parts; told: string }>([
  { when: 'whose roles cannot be read', now: knows(operator({ grants: denied() })), told: 'open' },
  {
    when: 'who operates nothing',
    now: knows(operator({ grants: seen([]) }), operator({ name: 'al' })),
    told: 'closed: The identity operates no cluster in scope.',
  },
  {
    when: 'who may not switch',
    now: knows(operator({ rights: person().rights })),
    told: 'closed: The identity cannot turn encryption on or off.',
  },
  {
    when: 'whom no policy names',
    now: knows(),
    told: 'closed: No policy grants the identity permissions over encryption any more.',
  },
  {
    when: 'whom a policy may name that was not read',
    now: {
      ...knows(),
      people: seen(people([], { gaps: [{ what: 'policy', name: 'p', detail: 'denied' }] })),
    },
    told: 'open',
  },
])('an operator without KMS, $when: $told', ({ now, told }) => {
  expect(endingOf('operator-permissions', 'inventory', knows(operator()), { parts: now })).toBe(told);
});

const KMS = (status: Observation<string>): Parts => ({ ...KEYS, kmsStatus: seen([kmsStatus(status)]) });

test.each<{ when: string; now: Parts; told: string }>([
  { when: 'enabled', now: KMS(seen('Enabled')), told: 'well: KMS is enabled.' },
  {
    when: 'of a region without clusters',
    now: { ...KEYS, ...listOf(), kmsStatus: seen([]) },
    told: 'closed: No cluster in scope is in {region} any more.',
  },
  {
    when: 'not of a list that was read',
    now: { ...KEYS, clusters: partial(seen([])), kmsStatus: seen([]) },
    told: 'open',
  },
])('KMS that was suspended and is then $when: $told', ({ now, told }) => {
  expect(endingOf('kms-account-status', 'keys', KMS(seen('Suspended')), { parts: now })).toBe(told);
});

test('the role of ACK leaves with the last cluster that calls KMS as it', () => {
  const roles = (parts: Parts): Parts => ({ role: seen({ exists: false } as const), ...parts });
  const acs = cluster({ profile: 'Acs' });
  const now = { parts: { ...roles(listOf(acs)), role: seen(role()) } };
  expect(endingOf('security-role', 'inventory', roles(listOf(cluster())), now)).toBe(
    'closed: No cluster in scope calls KMS as this role any more.',
  );
});

const calls = (change: Parameters<typeof failedCall>[0], more: Parameters<typeof regionUse>[0] = {}) =>
  activity(regionUse({ keys: {}, failures: [failedCall(change)], ...more }));
const acts = (clusters: Parts, ...regions: ReturnType<typeof activity>[]): Parts => ({
  ...clusters,
  activity: seen(regions),
  refusals: seen([]),
});

test.each<{ when: string; now: Parts; told: string }>([
  {
    when: 'followed by a success',
    now: acts(
      listOf(cluster()),
      calls({ keyId: null }, { unnamed: { encrypt: null, decrypt: minutes(-1), eventId: 'e' } }),
    ),
    told: 'well: The last denied call, on {at}, was followed by a successful one.',
  },
  {
    when: 'of yesterday, among two keys',
    now: acts(
      listOf(cluster(), cluster({ id: 'c-2', encryption: OFF_KEY2 })),
      calls({ keyId: null, at: minutes(-1441) }),
    ),
    told: 'closed: No denied call without a key ID is unresolved.',
  },
  { when: 'not looked for', now: acts(listOf(cluster()), activity(denied())), told: 'open' },
])('refused calls that name no key, $when: $told', ({ now, told }) => {
  expect(
    endingOf('kms-call-failures', 'activity', acts(listOf(cluster()), calls({ keyId: null })), {
      parts: now,
    }),
  ).toBe(told);
});

const tried = {
  ...acts(listOf(cluster())),
  refusals: seen([refusal({ target: { type: 'trail', id: 'all', region: 'cn-hangzhou' } })]),
};

test.each<{ when: string; now: Parts; told: string }>([
  { when: 'none since', now: acts(listOf(cluster())), told: 'well: No denied change in the last 7 days.' },
  {
    when: 'events that were not all read',
    now: { ...acts(listOf(cluster())), refusals: partial(seen([])) },
    told: 'open',
  },
])('refused attempts on a trail, with $when: $told', ({ now, told }) => {
  expect(endingOf('denied-attempt', 'activity', tried, { parts: now })).toBe(told);
});

test('a balance that another account holds now is closed, not good', () => {
  const spends = (available: string, payer = ACCOUNT): Parts => ({
    ...KEYS,
    kmsStatus: seen([]),
    money: seen(money({ balance: balance({ available, payer }) })),
  });
  expect(endingOf('balance-runway', 'spend', spends('-5'), { parts: spends('9', '2000') })).toBe(
    'closed: Paid by account {payer}.',
  );
});

const unreadKey = unseen('denied', 'Forbidden.RAM', {
  permission: 'kms:DescribeKey',
  thing: { type: 'key', id: 'key-1', region: 'cn-hangzhou', facet: 'kms:DescribeKey' },
});
const blindKey = { ...KEYS, keys: seen([key({}, { metadata: unreadKey })]) };

test.each<{ when: string; now: Parts; told: string }>([
  { when: 'was read', now: { ...KEYS, keys: seen([key()]) }, told: 'well: It can be read again.' },
  {
    when: 'was read, and is gone',
    now: { ...KEYS, keys: seen([key({}, { metadata: MISSING_KEY })]) },
    told: 'well: It can be read again.',
  },
  { when: 'is used by no cluster', now: { ...KEYS, ...listOf(replaced), keys: seen([]) }, told: UNUSED },
  { when: 'was not asked for', now: { ...KEYS, clusters: denied(), keys: denied() }, told: 'open' },
])('a key that could not be read and then $when: $told', ({ now, told }) => {
  expect(endingOf('resource-unreadable', 'keys', blindKey, { parts: now })).toBe(told);
});

test('what no check asks for any more can not be said to be readable', () => {
  const thing = {
    type: 'region',
    id: 'cn-hangzhou',
    region: 'cn-hangzhou',
    facet: 'kms:DescribeAccountKmsStatus',
  } as const;
  const before = { ...KEYS, kmsStatus: seen([kmsStatus(unseen('denied', 'x', { thing }))]) };
  expect(endingOf('resource-unreadable', 'keys', before, { parts: KEYS })).toBe(
    'closed: No check needs it any more.',
  );
});

test('a finding of a check that this version does not have is closed', () => {
  const [finding] = runChecks(
    { account: ACCOUNT, parts: off, gaps: [] },
    { policy: policy(), site: 'china' },
    NOW,
    ['inventory'],
  ).findings;
  if (!finding) throw new Error('nothing was found');
  const snapshot = { account: ACCOUNT, parts: listOf(cluster({ encryption: seen(ON) })), gaps: [] };
  const settings = { policy: policy(), site: 'china', regions: [] } as const;
  const gone = { ...finding, check: 'former-check' };
  const endings = endingsOf([gone], { job: 'inventory', snapshot, before: off, settings, now: NOW });
  expect(endings.get(finding.fingerprint)).toMatchObject({
    kind: 'closed',
    summary: 'This version no longer has this check.',
  });
});
