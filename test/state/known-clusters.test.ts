import { expect, test } from 'vitest';
import type { JobState } from '../../shared/model/job-state.ts';
import { unseen } from '../../shared/model/observation.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { knownClusters, unlistedClusters } from '../../shared/state/known-clusters.ts';
import { ACCOUNT, cluster, days, seen } from '../builders.ts';

const [A, B, C] = ['a', 'b', 'c'].map((id) => cluster({ id }));
const GAP = unseen('malformed', 'the list holds 1 of 2 clusters');
type List = NonNullable<JobState['result']>['parts']['clusters'];

function state(clusters: List, lastClusters: JobState['lastClusters'] = null): JobState {
  const empty = emptyState(ACCOUNT, '', 'inventory', days(-1));
  const parts = clusters ? { clusters } : {};
  const times = { startedAt: days(-1), finishedAt: days(-1) };
  const result = { job: 'inventory', account: ACCOUNT, ...times, complete: true } as const;
  return { ...empty, result: { ...result, parts, findings: [], passed: {}, blind: [] }, lastClusters };
}

const part = (...clusters: (typeof A)[]) => ({
  ...seen(clusters.flatMap((one) => one ?? [])),
  missing: [GAP],
});
const whole = (...clusters: (typeof A)[]) => seen(clusters.flatMap((one) => one ?? []));
const idsOf = (list: List) => (list?.seen ? list.value.map(({ id }) => id) : null);

test.each<{ when: string; before: JobState; now: List; unlisted: string[] | null }>([
  { when: 'the list is whole', before: state(whole(A, B)), now: whole(A), unlisted: null },
  { when: 'the list was refused', before: state(whole(A, B)), now: GAP, unlisted: ['a', 'b'] },
  { when: 'the list is a part', before: state(whole(A, B)), now: part(B), unlisted: ['a'] },
  { when: 'the list holds all of before', before: state(whole(A)), now: part(A, B), unlisted: null },
  { when: 'it was a part before, too', before: state(part(B), whole(A)), now: part(C), unlisted: ['b', 'a'] },
  { when: 'it was refused before', before: state(GAP, whole(A, B)), now: part(B), unlisted: ['a'] },
  { when: 'nothing is known', before: state(undefined), now: part(A), unlisted: null },
  { when: 'no list was asked for', before: state(whole(A)), now: undefined, unlisted: null },
])('when $when, the clusters of before that stay are $unlisted', ({ before, now, unlisted }) => {
  expect(idsOf(unlistedClusters(before, now, []) ?? undefined)).toEqual(unlisted);
});

test('a cluster of a region that is no longer watched does not stay', () => {
  expect(unlistedClusters(state(whole(A)), GAP, ['cn-beijing'])).toBeNull();
});

test('what is known is what the last list holds, and what it could not tell; the gap stays known', () => {
  const known = knownClusters(state(part(B), whole(A)));
  expect(idsOf(known)).toEqual(['b', 'a']);
  expect(known).toMatchObject({ missing: [GAP] });
  expect(knownClusters(state(GAP, whole(A)))).toEqual({ ...whole(A), missing: [GAP] });
  expect(knownClusters(state(GAP))).toEqual(GAP);
});
