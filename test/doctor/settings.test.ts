import { expect, test } from 'vitest';
import { parseConfig } from '../../shared/config/load-config.ts';
import { type SettingsContext, settingsItems } from '../../shared/doctor/settings-items.ts';
import type { Examination } from '../../shared/model/examination.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import type { StoredStates } from '../../shared/state/stored-states.ts';
import { ACCOUNT, NOW } from '../builders.ts';

const context = (change: Partial<SettingsContext> = {}): SettingsContext => ({
  checks: CHECK_IDS,
  stored: [],
  accounts: [{ id: ACCOUNT, name: 'payments' }],
  timeoutSeconds: null,
  now: NOW,
  ...change,
});

function judge(yaml: string, change: Partial<SettingsContext> = {}): Examination[] {
  return settingsItems(parseConfig(yaml, 'test', {}, { checks: CHECK_IDS }), context(change));
}

const ids = (items: readonly Examination[]): string[] => items.map(({ id, result }) => `${result} ${id}`);

const waiver = (resource: string, until: string): string =>
  `waivers: [{ check: cluster-encryption, resource: ${resource}, until: ${until}, owner: "@li", reason: test }]`;
const channel = (more: string): string => `alerts: { channels: [{ type: console, name: here, ${more} }] }`;

test('defaults contradict nothing', () => {
  expect(ids(judge(''))).toEqual(['ok settings']);
});

test.each([
  [waiver('c-1', '2026-11-22'), 'waiver cluster-encryption c-1'],
  [
    channel('minSeverity: critical, only: { checks: [key-rotation] } ') +
      '\npolicy: { severity: { key-rotation: low } }',
    'channel-silent here',
  ],
  [
    `${channel('only: { checks: [key-rotation] }')}\npolicy: { severity: { key-rotation: off } }`,
    'channel-silent here',
  ],
  [`${channel('only: { regions: [cn-shanghai] }')}\nregions: [cn-hangzhou]`, 'channel-regions here'],
  [channel('only: { accounts: [staging] }'), 'channel-accounts here'],
  ['policy: { proofWindowDays: 6 }', 'proof-window'],
  ['policy: { monthlyBudget: "0" }', 'budget'],
  ['policy: { monthlyBudget: 0.00 }', 'budget'],
  ['policy: { runwayDays: { warn: 0, fail: 0 } }', 'threshold policy.runwayDays.warn'],
  ['policy: { materialExpiryDays: 0 }', 'threshold policy.materialExpiryDays'],
  ['policy: { instanceExpiryDays: { warn: 0, fail: 0 } }', 'threshold policy.instanceExpiryDays.warn'],
  ['limits: { callTimeoutSeconds: 60, jobTimeoutSeconds: 60 }', 'limit-call'],
  ['report: { url: "http://audit.example.com" }', 'report-url'],
])('%s is warned about', (yaml, id) => {
  expect(ids(judge(yaml))).toEqual([`warned ${id}`]);
});

test.each([
  waiver('c-1', '2026-11-23'), // its last day
  channel('minSeverity: critical, only: { checks: [key-rotation] }'), // may find something worse than usual
  `${channel('only: { checks: [key-rotation, key-state] }')}\npolicy: { severity: { key-rotation: off } }`,
  `${channel('only: { regions: [cn-shanghai, cn-hangzhou] }')}\nregions: [cn-hangzhou]`,
  channel('only: { accounts: [payments] }'),
  `policy: { proofWindowDays: 6, severity: { decrypt-activity: off } }`,
  'policy: { monthlyBudget: 0, severity: { spend-budget: off } }',
  'policy: { proofWindowDays: 7 }',
  'report: { url: "https://audit.example.com" }',
])('%s is well', (yaml) => {
  expect(ids(judge(yaml))).toEqual(['ok settings']);
});

test.each([
  [540, ['warned limit-job']],
  [541, ['ok settings']],
])('functions that are given %i seconds: %j', (timeoutSeconds, expected) => {
  expect(ids(judge('', { timeoutSeconds }))).toEqual(expected);
});

test('accounts that are not known are nobody’s mistake', () => {
  expect(ids(judge(channel('only: { accounts: [staging] }'), { accounts: [] }))).toEqual(['ok settings']);
});

/** As the four jobs left it, with one open finding about c-1. */
function storedStates(jobs: readonly Job[]): StoredStates {
  const resource = { type: 'cluster', id: 'c-1', region: '', account: ACCOUNT, name: '' } as const;
  const finding: Finding = {
    ...{ fingerprint: '0', check: 'cluster-encryption', status: 'fail', severity: 'critical', clusters: [] },
    ...{ summary: '', evidence: {}, remedy: { text: '', command: '', url: '' }, mutedBy: null },
    ...{ missingPermission: null, resource },
  };
  const stateOf = (job: Job): JobState | null => {
    if (!jobs.includes(job)) return null;
    const times = { startedAt: NOW.toISOString(), finishedAt: NOW.toISOString() };
    const result = { job, account: ACCOUNT, ...times, complete: true, parts: {}, passed: {}, blind: [] };
    return {
      ...emptyState(ACCOUNT, '', job, NOW.toISOString()),
      result: { ...result, findings: [finding] },
    };
  };
  const states = {
    ...{ inventory: stateOf('inventory'), keys: stateOf('keys') },
    ...{ activity: stateOf('activity'), spend: stateOf('spend') },
  };
  return { account: { id: ACCOUNT, name: '' }, states, damaged: new Map() };
}

test.each([
  ['c-1', JOBS, 'ok settings'],
  ['c-2', JOBS, 'warned waiver cluster-encryption c-2'],
  ['c-2', ['inventory'], 'ok settings'], // the others may find it yet
] as const)('a waiver for %s, where %j found c-1: %s', (resource, jobs, expected) => {
  const stored = [storedStates(jobs)];
  expect(ids(judge(waiver(resource, '2027-01-31'), { stored }))).toEqual([expected]);
});
