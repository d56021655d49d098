import { expect, test } from 'vitest';
import type { ChangeEvent, Drift } from '../../shared/model/change.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { type Sources, withPast } from '../../shared/state/cluster-past.ts';
import { factsOf } from '../../shared/state/facts.ts';
import { ACCOUNT, cluster, days, denied, NOW, seen } from '../builders.ts';

const AT = NOW.toISOString();
const on = (keyId: string) => seen({ on: true, keyId } as const);
const off = (keptKeyId: string | null) => seen({ on: false, reported: true, keptKeyId } as const);

/** What the inventory knew after it had seen these clusters. */
function after(clusters: readonly Cluster[], at: string, more: Partial<JobState> = {}): JobState {
  const parts = { clusters: { seen: true, value: clusters, at } } as const;
  const times = { startedAt: at, finishedAt: at };
  const result = {
    job: 'inventory',
    account: ACCOUNT,
    ...times,
    complete: true,
    parts,
    findings: [],
    passed: {},
    blind: [],
  } as const;
  const facts = factsOf({ account: ACCOUNT, parts }, at);
  return { ...emptyState(ACCOUNT, 'shop', 'inventory', days(-30)), result, facts, ...more };
}

function pastOf(now: Cluster, before: JobState, more: Partial<Sources> = {}) {
  const [told] = withPast([now], { before, events: [], confirmations: [], ...more }, AT);
  return told?.past;
}

function switched(at: string, to: string, more: Partial<ChangeEvent> = {}): ChangeEvent {
  const actor = { type: 'user', name: 'bob', role: '', source: '', eventId: 'e' } as const;
  const kind = to === 'off' ? 'encryption-off' : 'encryption-on';
  const target = { type: 'cluster', id: 'c-1', region: 'cn-hangzhou' } as const;
  return {
    eventId: at,
    name: 'UpdateKMSEncryption',
    at,
    kind,
    explains: [kind],
    target,
    to,
    actor,
    errorCode: '',
    ...more,
  };
}

const NEVER = emptyState(ACCOUNT, 'shop', 'inventory', AT);

test('of a cluster that is seen for the first time nothing is known', () => {
  expect(pastOf(cluster(), NEVER)).toBeUndefined();
});

test('a replaced key is a former one, with the time when that was seen', () => {
  const before = after([cluster({ encryption: on('key-old') })], days(-1));
  const past = pastOf(cluster({ encryption: on('key-new') }), before);
  expect(past).toEqual({
    since: null,
    upgraded: null,
    former: [{ reference: 'key-old', until: AT }],
    rewritten: null,
  });
});

test('it stays one while later runs see nothing new, and is none once it is in use again', () => {
  const former = [{ reference: 'key-old', until: days(-9) }];
  const past = { since: null, upgraded: null, former, rewritten: null };
  const before = after([cluster({ encryption: on('key-new'), past })], days(-1));
  expect(pastOf(cluster({ encryption: on('key-new') }), before)?.former).toEqual(former);
  expect(pastOf(cluster({ encryption: denied() }), before)?.former).toEqual(former);
  expect(pastOf(cluster({ encryption: on('key-old') }), before)?.former).toEqual([
    { reference: 'key-new', until: AT },
  ]);
});

test('drifts of an earlier version tell the same', () => {
  const resource = { type: 'cluster', id: 'c-1', region: 'cn-hangzhou', name: '', account: ACCOUNT } as const;
  const drift: Drift = {
    id: 'd',
    kind: 'key-replaced',
    resource,
    clusters: ['c-1'],
    from: 'on: key-old',
    to: 'on: key-1',
    after: days(-6),
    until: days(-5),
  };
  const before = after([cluster()], days(-1), { drifts: [drift] });
  expect(pastOf(cluster(), before)?.former).toEqual([{ reference: 'key-old', until: days(-5) }]);
});

test('events tell when encryption was switched on, and which keys came before', () => {
  const events = [switched(days(-3), 'on: key-1'), switched(days(-8), 'on: key-0')];
  expect(pastOf(cluster(), NEVER, { events })).toMatchObject({
    since: days(-8),
    former: [{ reference: 'key-0', until: days(-3) }],
  });
});

test('an attempt that was refused tells nothing', () => {
  const events = [switched(days(-3), 'on: key-0', { errorCode: 'Forbidden' })];
  expect(pastOf(cluster(), NEVER, { events })).toBeUndefined();
});

test('the key that ACK keeps of a switched-off cluster is a former one', () => {
  const past = pastOf(cluster({ encryption: off('key-kept') }), NEVER);
  expect(past?.former).toEqual([{ reference: 'key-kept', until: AT }]);
  const events = [switched(days(-2), 'off')];
  const before = after([cluster({ encryption: on('key-kept') })], days(-9));
  expect(pastOf(cluster({ encryption: off(null) }), before, { events })?.former).toEqual([
    { reference: 'key-kept', until: days(-2) },
  ]);
});

test('switched on between two runs is switched on later', () => {
  const before = after([cluster({ encryption: off(null) })], days(-1));
  expect(pastOf(cluster(), before)?.since).toBe(AT);
});

test.each([
  { when: 'created under our eyes', created: days(-2), since: days(-2) },
  { when: 'created before the first run', created: days(-300), since: undefined },
  { when: 'created a moment ago, so that an event may still come', created: days(-0.01), since: undefined },
])('a cluster $when and seen encrypted ever since', ({ created, since }) => {
  const before = after([cluster({ created })], days(-1));
  expect(pastOf(cluster({ created }), before)?.since).toBe(since);
});

test('a switch soon after the creation was no creation with encryption', () => {
  const before = after([cluster({ created: days(-2) })], days(-1));
  const events = [switched(days(-1.9), 'on: key-1')];
  expect(pastOf(cluster({ created: days(-2) }), before, { events })?.since).toBe(days(-1.9));
});

test('an upgrade across 1.31 has the time when it was seen', () => {
  const old = { initVersion: '1.28.3', version: '1.30.1' };
  const before = after([cluster(old)], days(-1));
  expect(pastOf(cluster({ ...old, version: '1.32.1' }), before)?.upgraded).toBe(AT);
});

test('a confirmation holds to the end of its day, for its cluster, once that day has come', () => {
  const confirm = (rewritten: string, id = 'c-1') => ({ cluster: id, rewritten, by: '@li' });
  const rewritten = (...confirmations: Sources['confirmations']) =>
    pastOf(cluster(), NEVER, { confirmations })?.rewritten;
  expect(rewritten(confirm('2026-11-20'), confirm('2026-11-19'))).toBe('2026-11-20T16:00:00.000Z');
  expect(rewritten(confirm('2026-11-24'))).toBeUndefined();
  expect(rewritten(confirm('2026-11-20', 'c-2'))).toBeUndefined();
});
