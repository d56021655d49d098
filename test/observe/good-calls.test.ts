import { expect, test } from 'vitest';
import type { RegionUse } from '../../shared/model/activity.ts';
import type { ChangeEvent } from '../../shared/model/change.ts';
import type { Job, Observed } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import type { ServiceRole } from '../../shared/model/role.ts';
import { withKeyCalls, withRoleCalls } from '../../shared/observe/good-calls.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { factsOf } from '../../shared/state/facts.ts';
import {
  ACCOUNT,
  activity,
  allowing,
  cluster,
  days,
  failedCall,
  key,
  keyPolicy,
  minutes,
  NOW,
  open,
  policyText,
  refusal,
  regionUse,
  role,
  seen,
  use,
} from '../builders.ts';

const NEEDED = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
const CONDITION = { Condition: { Bool: { 'acs:SecureTransport': 'true' } } };
const OPEN = role({ changed: days(-9) }, [policyText('p', allowing(NEEDED, CONDITION))]);

function saw(job: Job, parts: Observed['parts']): Observed {
  const times = { startedAt: minutes(-1), finishedAt: NOW.toISOString() };
  return { job, account: ACCOUNT, ...times, parts, gaps: [], memory: null, looks: null };
}

/** An account that is watched since a month, and knew these parts a moment ago. */
function before(job: Job, parts: Observed['parts'], change: Partial<JobState> = {}): JobState {
  const facts = factsOf({ account: ACCOUNT, parts }, minutes(-5));
  return { ...emptyState(ACCOUNT, 'payments', job, days(-30)), facts, ...change };
}

function calls(change: Partial<RegionUse> = {}, events: readonly ChangeEvent[] = []): JobState {
  const state = emptyState(ACCOUNT, 'payments', 'activity', days(-30));
  const parts = { activity: seen([activity(regionUse(change))]) };
  const times = { startedAt: minutes(-2), finishedAt: minutes(-2) };
  const result = { job: 'activity', account: ACCOUNT, ...times, complete: true, parts } as const;
  return { ...state, events, result: { ...result, findings: [], passed: {}, blind: [] } };
}

const ofRole = (given: ServiceRole = OPEN, clusters = [cluster()]): Observed['parts'] => ({
  clusters: seen(clusters),
  role: seen(given),
});

async function roleAfter(
  known: { before?: JobState; activity?: JobState | null },
  parts = ofRole(),
): Promise<Extract<ServiceRole, { exists: true }>> {
  const { before: state = before('inventory', parts), activity: told = calls() } = known;
  const observed = await withRoleCalls(saw('inventory', parts), {
    before: state,
    activity: async () => told,
  });
  const found = observed.parts.role;
  if (!found?.seen || !found.value.exists) throw new Error('no role');
  return found.value;
}

test('the calls of the role stand beside what its policies leave open, with the last change that RAM tells', async () => {
  expect(await roleAfter({})).toMatchObject({
    changed: days(-9),
    worked: [{ region: 'cn-hangzhou', key: 'key-1', encrypt: null, decrypt: minutes(-60) }],
  });
});

test('calls are not asked for while nothing is open', async () => {
  const asked = async (): Promise<never> => {
    throw new Error('asked');
  };
  const parts = { ...ofRole(role()), keys: seen([key()]) };
  const observed = saw('inventory', parts);
  const known = { before: before('inventory', parts), activity: asked };
  expect(await withRoleCalls(observed, known)).toBe(observed);
  expect(await withKeyCalls(observed, known)).toBe(observed);
});

const changedRole = (at: string, change: Partial<ChangeEvent> = {}): ChangeEvent =>
  refusal({
    ...{ at, name: 'DetachPolicyFromRole', kind: 'role-changed', explains: ['role-changed'], errorCode: '' },
    target: { type: 'role', id: 'AliyunCSManagedSecurityRole', region: '' },
    ...change,
  });

test.each([
  { what: 'RAM tells', known: {}, changed: days(-9) },
  { what: 'an event tells', known: { activity: calls({}, [changedRole(days(-2))]) }, changed: days(-2) },
  {
    what: 'a refused event does not tell',
    known: { activity: calls({}, [changedRole(days(-2), { errorCode: 'NoPermission' })]) },
    changed: days(-9),
  },
  {
    what: 'our history tells',
    known: {
      before: before('inventory', ofRole(), {
        drifts: [
          {
            ...{ id: 'd', kind: 'role-changed', clusters: [], from: 'a', to: 'b' },
            ...{ after: days(-2), until: days(-1) },
            resource: {
              ...{ type: 'role', id: 'AliyunCSManagedSecurityRole', region: '' },
              ...{ name: '', account: ACCOUNT },
            },
          },
        ],
      }),
    },
    changed: days(-1),
  },
  {
    what: 'it differs from what was seen last',
    known: { before: before('inventory', ofRole(role())) },
    changed: NOW.toISOString(),
  },
  {
    what: 'it was never seen before',
    known: { before: before('inventory', {}) },
    changed: NOW.toISOString(),
  },
  {
    what: 'it is watched since today only',
    known: { before: before('inventory', ofRole(), { since: minutes(-30) }) },
    changed: minutes(-30 - 24 * 60),
  },
] as const)('the last change, when $what: $changed', async ({ known, changed }) => {
  expect((await roleAfter(known)).changed).toBe(changed);
});

test('without a date of RAM nothing decides', async () => {
  const parts = ofRole(role({ changed: null }, [policyText('p', allowing(NEEDED, CONDITION))]));
  expect((await roleAfter({}, parts)).changed).toBeNull();
});

test.each([
  { when: 'a refusal for want of rights followed', failed: { at: minutes(-30) }, decrypt: null },
  { when: 'such a refusal came before', failed: { at: minutes(-90) }, decrypt: minutes(-60) },
  {
    when: 'a refusal for another reason followed',
    failed: { code: 'Rejected.Disabled' },
    decrypt: minutes(-60),
  },
  { when: 'another key was refused', failed: { keyId: 'key-2' }, decrypt: minutes(-60) },
  { when: 'a key that is not named was refused', failed: { keyId: null }, decrypt: null },
])('of a good call, when $when: $decrypt', async ({ failed, decrypt }) => {
  const failures = [failedCall({ code: 'Forbidden.NoPermission', ...failed })];
  expect((await roleAfter({ activity: calls({ failures }) })).worked).toMatchObject([{ decrypt }]);
});

test('calls that name no key count where one key only is in use', async () => {
  const told = calls({ keys: {}, unnamed: use() });
  expect((await roleAfter({ activity: told })).worked).toMatchObject([{ key: 'key-1' }]);
  const two = [cluster(), cluster({ id: 'c-2', encryption: seen({ on: true, keyId: 'key-2' }) })];
  expect((await roleAfter({ activity: told }, ofRole(OPEN, two))).worked).toEqual([]);
});

test('while no calls are known there are none', async () => {
  expect((await roleAfter({ activity: null })).worked).toEqual([]);
});

const openKey = (digest = 'a1') =>
  key({}, { policy: seen(keyPolicy({ digest, rights: { ...keyPolicy().rights, 'kms:Decrypt': open() } })) });
const changedKey = refusal({
  ...{ at: days(-2), name: 'SetKeyPolicy', kind: 'key-policy-changed', explains: ['key-policy-changed'] },
  errorCode: '',
});

test.each([
  { what: 'is as it was', digest: 'a1', events: [], changed: days(-31) },
  { what: 'was set two days ago', digest: 'a1', events: [changedKey], changed: days(-2) },
  { what: 'differs from what was seen last', digest: 'b2', events: [], changed: NOW.toISOString() },
])('a key policy that $what changed last on $changed', async ({ digest, events, changed }) => {
  const known = {
    before: before('keys', { keys: seen([openKey(digest)]) }),
    activity: async () => calls({}, events),
  };
  const { parts } = await withKeyCalls(saw('keys', { keys: seen([openKey()]) }), known);
  expect(parts.keys).toMatchObject({
    value: [{ worked: { changed, calls: { key: 'key-1', decrypt: minutes(-60) } } }],
  });
});
