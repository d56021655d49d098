import { expect, test } from 'vitest';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { compareFacts } from '../../shared/state/compare-facts.ts';
import { factsOf } from '../../shared/state/facts.ts';
import {
  ACCOUNT,
  cluster,
  days,
  denied,
  key,
  keyData,
  keyPolicy,
  MISSING_KEY,
  minutes,
  OFF,
  policyText,
  role,
  seen,
  trail,
} from '../builders.ts';

type Parts = Snapshot['parts'];

const healthy: Parts = {
  clusters: seen([cluster()]),
  role: seen(role()),
  trails: seen([{ region: 'cn-hangzhou', trails: seen([trail()]) }]),
  keys: seen([key()]),
};

/** What the second snapshot says that the first one did not. */
function drifts(second: Parts, first: Parts = healthy, regions: readonly string[] = [], before = regions) {
  const facts = factsOf({ account: ACCOUNT, parts: first }, days(-1));
  const now = factsOf({ account: ACCOUNT, parts: { ...healthy, ...second } }, minutes(0));
  const snapshot = { account: ACCOUNT, parts: { ...healthy, ...second } };
  return compareFacts({ facts, since: days(-9), regions: before }, now, snapshot, minutes(0), regions);
}

const told = (second: Parts, first?: Parts) =>
  drifts(second, first && { ...healthy, ...first }).drifts.map(
    ({ kind, from, to }) => `${kind}: ${from} > ${to}`,
  );

const clusters = (...list: Parameters<typeof cluster>[0][]): Parts => ({
  clusters: seen(list.map((change) => cluster(change))),
});
const keyWith = (...change: Parameters<typeof key>): Parts => ({ keys: seen([key(...change)]) });
const state = (name: string): Parts => keyWith({ state: seen(name) });

test.each<{ what: string; now: Parts; before?: Parts; drift: string[] }>([
  { what: 'nothing', now: {}, drift: [] },
  {
    what: 'encryption off',
    now: clusters({ encryption: seen(OFF) }),
    drift: ['encryption-off: on: key-1 > off'],
  },
  {
    what: 'encryption on',
    before: clusters({ encryption: seen(OFF) }),
    now: {},
    drift: ['encryption-on: off > on: key-1'],
  },
  {
    what: 'another key',
    now: clusters({ encryption: seen({ on: true, keyId: 'key-2' }) }),
    drift: ['key-replaced: on: key-1 > on: key-2'],
  },
  {
    what: 'a flag that is being switched',
    now: clusters({ state: 'updating', encryption: seen(OFF) }),
    drift: [],
  },
  { what: 'a flag that was not seen', now: clusters({ encryption: denied() }), drift: [] },
  { what: 'a list that was not seen', now: { clusters: denied() }, drift: [] },
  { what: 'a new cluster', now: clusters({}, { id: 'c-2' }), drift: ['cluster-added:  > present'] },
  { what: 'a cluster that is gone', now: { clusters: seen([]) }, drift: ['cluster-removed: present > '] },
  {
    what: 'a cluster that a list which is not whole does not hold',
    now: { clusters: { ...seen([]), missing: [denied()] } },
    drift: [],
  },
  {
    what: 'a cluster that a list which was not whole did not hold',
    before: { clusters: { ...seen([cluster({ id: 'c-2' })]), missing: [denied()] } },
    now: clusters({}, { id: 'c-2' }),
    drift: [],
  },
  {
    what: 'a cluster that is being deleted',
    now: clusters({ scope: 'gone', inScope: false }),
    drift: ['cluster-removed: present > '],
  },
  { what: 'a key that is disabled', now: state('Disabled'), drift: ['key-disabled: Enabled > Disabled'] },
  {
    what: 'a key that is enabled',
    before: state('Disabled'),
    now: {},
    drift: ['key-enabled: Disabled > Enabled'],
  },
  {
    what: 'a planned deletion',
    now: state('PendingDeletion'),
    drift: ['key-deletion-scheduled: Enabled > PendingDeletion'],
  },
  {
    what: 'a cancelled deletion',
    before: state('PendingDeletion'),
    now: {},
    drift: ['key-deletion-cancelled: PendingDeletion > Enabled'],
  },
  {
    what: 'a cancelled deletion that left the key disabled',
    before: state('PendingDeletion'),
    now: state('Disabled'),
    drift: ['key-deletion-cancelled: PendingDeletion > Disabled'],
  },
  {
    what: 'lost material',
    now: state('PendingImport'),
    drift: ['key-material-deleted: Enabled > PendingImport'],
  },
  {
    what: 'a key that is gone',
    now: { keys: seen([key({}, { metadata: MISSING_KEY })]) },
    drift: ['key-deleted: Enabled > absent'],
  },
  { what: 'a state nobody knows', now: state('Frozen'), drift: [] },
  { what: 'a key that was not seen', now: { keys: seen([key({}, { metadata: denied() })]) }, drift: [] },
  { what: 'a key that is used no more', now: { keys: seen([]) }, drift: [] },
  {
    what: 'rotation',
    now: keyWith({ rotation: seen('Enabled') }),
    drift: ['rotation-changed: Disabled > Enabled'],
  },
  {
    what: 'rotation that KMS suspended',
    before: keyWith({ rotation: seen('Enabled') }),
    now: keyWith({ rotation: seen('Suspended') }),
    drift: [],
  },
  {
    what: 'protection',
    now: keyWith({ deletionProtection: seen('Disabled') }),
    drift: ['protection-changed: Enabled > Disabled'],
  },
  {
    what: 'a key policy',
    before: keyWith({}, { policy: seen(keyPolicy({ digest: 'a' })) }),
    now: keyWith({}, { policy: seen(keyPolicy({ digest: 'b' })) }),
    drift: ['key-policy-changed: a > b'],
  },
  {
    what: 'a role that is gone',
    now: { role: seen({ exists: false }) },
    drift: ['role-changed: trusts ACK; policies AliyunCSManagedSecurityRolePolicy > absent'],
  },
  {
    what: 'a role nobody trusts',
    now: { role: seen(role({ trust: policyText('trust').document })) },
    drift: [
      'role-changed: trusts ACK; policies AliyunCSManagedSecurityRolePolicy > does not trust ACK; policies AliyunCSManagedSecurityRolePolicy',
    ],
  },
  {
    what: 'a role whose policies were not seen',
    now: { role: seen(role({ policies: denied() })) },
    drift: [],
  },
  {
    what: 'a trail that stopped',
    now: { trails: seen([{ region: 'cn-hangzhou', trails: seen([trail({ enabled: false })]) }]) },
    drift: ['trail-stopped: delivering > stopped'],
  },
  {
    what: 'a trail that is not listed',
    now: { trails: seen([{ region: 'cn-hangzhou', trails: seen([]) }]) },
    drift: [],
  },
])('$what', ({ now, before, drift }) => {
  expect(told(now, before)).toEqual(drift);
});

test('what was not seen is compared with what was seen last', () => {
  const blind = drifts({ clusters: denied(), keys: denied() });
  const second = factsOf({ account: ACCOUNT, parts: { ...healthy, ...state('Disabled') } }, minutes(60));
  const parts = { ...healthy, ...state('Disabled') };
  const later = compareFacts(
    { facts: blind.facts, since: days(-9), regions: [] },
    second,
    { parts },
    minutes(60),
    [],
  );
  expect(later.drifts).toMatchObject([{ kind: 'key-disabled', after: days(-1), until: minutes(60) }]);
});

test('the first run, and a list that was never seen before, add nothing', () => {
  const now = factsOf({ account: ACCOUNT, parts: healthy }, minutes(0));
  const snapshot = { account: ACCOUNT, parts: healthy };
  expect(compareFacts(null, now, snapshot, minutes(0), []).drifts).toEqual([]);
  expect(drifts({}, { clusters: denied() }).drifts).toEqual([]);
});

test('regions that were not looked at both times tell nothing', () => {
  const two = clusters({}, { id: 'c-2', region: 'cn-shanghai' });
  expect(drifts({}, { ...healthy, ...two }, ['cn-hangzhou'], []).drifts).toEqual([]);
  expect(drifts(two, healthy, [], ['cn-hangzhou']).drifts).toEqual([]);
  expect(drifts(two, healthy, [], ['cn-hangzhou', 'cn-shanghai']).drifts).toHaveLength(1);
});

test('the same difference has the same id whenever it is found, another one has another', () => {
  const [first] = drifts(state('Disabled')).drifts;
  const [again] = drifts(state('Disabled')).drifts;
  const [other] = drifts(state('PendingDeletion')).drifts;
  expect(again?.id).toBe(first?.id);
  expect(other?.id).not.toBe(first?.id);
  expect(first?.id).toMatch(/^[0-9a-f]{16}$/);
});

test('a key that appears is a baseline, not a change', () => {
  const other = {
    ...healthy,
    keys: seen([key(), key({}, { id: 'key-2', metadata: seen(keyData({ state: seen('Disabled') })) })]),
  };
  expect(drifts(other).drifts).toEqual([]);
});
