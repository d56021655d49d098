import { expect, test } from 'vitest';
import { runItems } from '../../shared/doctor/run-items.ts';
import { AppError } from '../../shared/model/error.ts';
import type { Job } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { finding } from '../alerts/story.ts';
import { ACCOUNT, minutes, NOW } from '../builders.ts';

function state(job: Job, finishedAt: string | null, change: Partial<JobState> = {}): JobState {
  const times = { startedAt: finishedAt ?? '', finishedAt: finishedAt ?? '' };
  const result = {
    job,
    account: ACCOUNT,
    ...times,
    complete: true,
    parts: {},
    findings: [],
    passed: {},
    blind: [],
  };
  return {
    ...emptyState(ACCOUNT, '', job, NOW.toISOString()),
    result: finishedAt === null ? null : result,
    ...change,
  };
}

function judge(keys: JobState | null, timed: boolean, damaged = new Map<Job, AppError>()) {
  const others = {
    inventory: state('inventory', NOW.toISOString()),
    activity: state('activity', NOW.toISOString()),
    spend: state('spend', NOW.toISOString()),
  };
  const stored = { account: { id: ACCOUNT, name: '' }, states: { ...others, keys }, damaged };
  return runItems(stored, new Set(timed ? ['keys'] : []), NOW).find(({ id }) => id === 'run keys');
}

test.each([
  { when: 'just now', at: minutes(-1), timed: true, result: 'ok' },
  { when: 'twice its period ago, by a timer', at: minutes(-10), timed: true, result: 'failed' },
  { when: 'twice its period ago, by hand', at: minutes(-10), timed: false, result: 'warned' },
  { when: 'never, although a timer runs', at: null, timed: true, result: 'failed' },
])('keys ran $when: $result', ({ at, timed, result }) => {
  expect(judge(state('keys', at), timed)?.result).toBe(result);
});

test('an attempt that failed is told with what to do', () => {
  const trouble = {
    code: 'StoreDenied',
    message: 'OSS denied it.',
    hint: 'Grant it.',
    at: minutes(-1),
    run: 'r',
  };
  expect(judge(state('keys', minutes(-1), { trouble }), false)).toMatchObject({
    result: 'failed',
    evidence: { code: 'StoreDenied', hint: 'Grant it.' },
    remedy: { text: '{hint}', command: 'sealwatch audit --job keys' },
  });
});

test('a damaged state fails', () => {
  const damaged = new Map<Job, AppError>([['keys', new AppError('StateCorrupt', 'It is damaged.', 'Wait.')]]);
  expect(judge(null, false, damaged)).toMatchObject({
    result: 'failed',
    evidence: { message: 'It is damaged.' },
  });
});

test('where nothing is stored there is nothing to look at', () => {
  const states = { inventory: null, keys: null, activity: null, spend: null };
  const items = runItems({ account: { id: ACCOUNT, name: '' }, states, damaged: new Map() }, new Set(), NOW);
  expect(items.map(({ id, result }) => `${result} ${id}`)).toEqual(['skipped runs']);
});

test('what the last run could not read is told, once for each right', () => {
  const unread = (check: string, id: string, missingPermission: string | null) => {
    const resource = { ...finding().resource, id, name: '' };
    return finding({ check, status: 'unknown', resource, missingPermission });
  };
  const keys = state('keys', NOW.toISOString());
  const findings = [
    unread('resource-unreadable', 'key-1', 'kms:DescribeKey'),
    unread('resource-unreadable', 'key-2', 'kms:DescribeKey'),
    unread('network-path', 'c1', 'ecs:DescribeSecurityGroupAttribute'),
    unread('resource-unreadable', 'key-3', null),
    unread('key-state', 'key-4', null),
  ];
  const result = keys.result && { ...keys.result, findings };
  const states = { inventory: null, keys: { ...keys, result }, activity: null, spend: null };
  const items = runItems({ account: { id: ACCOUNT, name: '' }, states, damaged: new Map() }, new Set(), NOW);
  const missed = items.filter(({ id }) => id.startsWith('missed'));
  expect(missed.map(({ id, result, evidence }) => [id, result, evidence['names']])).toEqual([
    ['missed keys kms:DescribeKey', 'failed', 'key-1, key-2'],
    ['missed keys ecs:DescribeSecurityGroupAttribute', 'warned', 'c1'],
    ['missed keys', 'failed', 'key-3'],
  ]);
});
