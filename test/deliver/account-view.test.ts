import { expect, test } from 'vitest';
import { accountView } from '../../shared/deliver/account-view.ts';
import type { ChangeEvent } from '../../shared/model/change.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Job } from '../../shared/model/job.ts';
import type { JobState, ResolvedFinding } from '../../shared/model/job-state.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { ALICE, finding, resource } from '../alerts/story.ts';
import { ACCOUNT, cluster, minutes, NOW, OFF, policy, seen } from '../builders.ts';

const unread = finding({
  check: 'resource-unreadable',
  status: 'unknown',
  resource: resource({ type: 'region', id: 'cn-hangzhou' }),
});

function state(job: Job, findings: readonly Finding[], change: Partial<JobState> = {}): JobState {
  const parts = {
    clusters: seen([cluster(), cluster({ id: 'c-2', name: 'web', encryption: seen(OFF), tags: { a: 'b' } })]),
  };
  const [startedAt, finishedAt] = [minutes(-1), minutes(0)];
  const result = {
    job,
    account: ACCOUNT,
    startedAt,
    finishedAt,
    parts,
    complete: true,
    findings,
    passed: {},
    blind: [],
  };
  return { ...emptyState(ACCOUNT, 'payments', job, minutes(-600)), result, ...change };
}

const life = (from: number, to: number) => ({ firstSeen: minutes(from), lastSeen: minutes(to) });
const gone = (from: number, to: number, of = unread): ResolvedFinding => ({
  ...life(from, to),
  finding: of,
  resolvedAt: minutes(to),
});
const view = (inventory: JobState | null, keys: JobState | null = null, activity: JobState | null = null) =>
  accountView({ id: ACCOUNT, name: 'payments' }, { inventory, keys, activity, spend: null }, policy(), NOW);

test('what several jobs could not read is one finding, open since the first of them saw it', () => {
  const print = unread.fingerprint;
  const { findings } = view(
    state('inventory', [unread], { open: { [print]: life(-10, 0) } }),
    state('keys', [unread], { open: { [print]: life(-20, -5) } }),
  );
  expect(findings).toMatchObject([{ job: 'inventory', life: life(-20, 0), carried: false }]);
});

test.each([
  { when: 'still open in another job', open: life(-20, 0), resolved: [gone(-15, -5)], ends: [] },
  { when: 'open again since', open: life(-2, 0), resolved: [gone(-15, -5)], ends: [[-15, -5]] },
  { when: 'ended in both', open: null, resolved: [gone(-15, -5), gone(-20, -10)], ends: [[-20, -5]] },
  {
    when: 'ended twice',
    open: null,
    resolved: [gone(-8, -5), gone(-20, -10)],
    ends: [
      [-20, -10],
      [-8, -5],
    ],
  },
])('a shared finding that is $when', ({ open, resolved, ends }) => {
  const [first, second] = resolved;
  const keys = state('keys', open ? [unread] : [], {
    open: open ? { [unread.fingerprint]: open } : {},
    resolved: second ? [second] : [],
  });
  const told = view(state('inventory', [], { resolved: first ? [first] : [] }), keys).resolved;
  expect(told.map(({ firstSeen, resolvedAt }) => [firstSeen, resolvedAt])).toEqual(
    ends.map(([from = 0, to = 0]) => [minutes(from), minutes(to)]),
  );
});

test('a finding that not verified is as it was last seen, and carried', () => {
  const key = finding();
  const keys = state('keys', [], { carried: [key], open: { [key.fingerprint]: life(-9, -5) } });
  expect(view(state('inventory', []), keys).findings).toMatchObject([
    { finding: key, carried: true, life: life(-9, -5), job: 'keys' },
  ]);
});

test('who caused a finding, what changed, the clusters and how fresh it all is', () => {
  const key = finding();
  const event: ChangeEvent = {
    ...{
      eventId: 'e-1',
      name: 'DisableKey',
      at: minutes(-3),
      kind: 'key-disabled',
      explains: ['key-disabled'],
    },
    ...{
      target: { type: 'key', id: 'key-1', region: 'cn-hangzhou' },
      to: 'Disabled',
      actor: ALICE,
      errorCode: '',
    },
  };
  const trouble = { code: 'Bug', message: 'x', hint: '', at: minutes(0), run: 'r' };
  const told = view(
    state('inventory', []),
    state('keys', [key], { open: { [key.fingerprint]: life(-3, 0) }, trouble }),
    state('activity', [], { events: [event] }),
  );
  expect(told.findings).toMatchObject([
    { author: { actor: { name: 'alice' }, at: '2026-11-22T23:57:00.000Z' } },
  ]);
  expect(told.changes).toMatchObject([{ kind: 'key-disabled', actorState: 'named' }]);
  expect(told.clusters).toEqual({
    'c-1': {
      name: 'pay-prod',
      region: 'cn-hangzhou',
      tags: {},
      inScope: true,
      encrypted: true,
      verdict: 'fail',
    },
    'c-2': {
      name: 'web',
      region: 'cn-hangzhou',
      tags: { a: 'b' },
      inScope: true,
      encrypted: false,
      verdict: 'pass',
    },
  });
  expect(told.jobs[1]).toEqual({
    job: 'keys',
    since: minutes(-600),
    finishedAt: minutes(0),
    trouble,
    head: null,
  });
});

test('jobs that have not begun have nothing to tell', () => {
  const none = { since: null, finishedAt: null, trouble: null };
  expect(view(null)).toMatchObject({
    ...{ findings: [], resolved: [], changes: [], clusters: {} },
    jobs: [
      { job: 'inventory', ...none },
      { job: 'keys', ...none },
      { job: 'activity', ...none },
      { job: 'spend', ...none },
    ],
  });
});
