import { expect, test } from 'vitest';
import { inhibit } from '../../shared/alerts/inhibition.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { ACCOUNT } from '../builders.ts';
import { at, open, resource, Story, view } from './story.ts';

const region = (id: string, facet = 'actiontrail:LookupEvents', because = 'unreachable') => ({
  check: 'resource-unreadable',
  status: 'unknown' as const,
  severity: 'medium' as const,
  resource: resource({ type: 'region', id, region: id }),
  clusters: [],
  evidence: { because, facet },
});
const off = (id: string) => ({
  check: 'cluster-encryption',
  severity: 'high' as const,
  resource: resource({ type: 'cluster', id }),
  clusters: [id],
});
const refusal = (code: string, where = 'cn-hangzhou') => ({
  check: 'kms-call-failures',
  resource: resource({ region: where }),
  evidence: { code },
});
const debt = (where = 'cn-hangzhou') => ({
  check: 'kms-account-status',
  resource: resource({ type: 'region', id: where, region: where }),
});
const entrance = (facet: string) => ({
  check: 'resource-unreadable',
  status: 'unknown' as const,
  resource: resource({ type: 'account', id: ACCOUNT, region: '' }),
  evidence: { because: 'denied', facet },
});
const job = (code: string, id = 'inventory') => ({
  check: 'job-freshness',
  resource: resource({ type: 'job', id, region: '' }),
  evidence: { code },
});

/** Minute at which it was seen, and what it is. */
type Seen = [minute: number, finding: Partial<Finding>];

test.each<{ row: string; cause: Seen; other: Seen; muted: boolean }>([
  { row: 'credentials refused', cause: [5, job('CredentialsRefused')], other: [0, {}], muted: true },
  { row: 'credentials expired', cause: [5, job('CredentialsExpired')], other: [0, off('c-1')], muted: true },
  {
    row: 'cloud out of reach',
    cause: [5, job('CloudUnreachable')],
    other: [5, job('', 'keys')],
    muted: true,
  },
  { row: 'a job with another trouble', cause: [5, job('Bug')], other: [0, {}], muted: false },
  {
    row: 'a job that still gets in',
    cause: [5, job('CredentialsExpired', 'activity')],
    other: [6, {}],
    muted: false,
  },
  { row: 'role that cannot be assumed', cause: [5, entrance('sts:AssumeRole')], other: [0, {}], muted: true },
  {
    row: 'and what cannot be read below',
    cause: [5, entrance('sts:AssumeRole')],
    other: [6, region('cn-beijing')],
    muted: true,
  },
  { row: 'one list that is denied', cause: [5, entrance('cs:GetClusters')], other: [0, {}], muted: false },
  { row: 'region out of reach', cause: [5, region('cn-hangzhou')], other: [0, {}], muted: true },
  {
    row: 'another read of it',
    cause: [5, region('cn-hangzhou')],
    other: [5, region('cn-hangzhou', 'kms:X')],
    muted: true,
  },
  { row: 'another region', cause: [5, region('cn-beijing')], other: [0, {}], muted: false },
  {
    row: 'region where one API is denied',
    cause: [5, region('cn-hangzhou', 'kms:X', 'denied')],
    other: [0, {}],
    muted: false,
  },
  { row: 'seen after the region went dark', cause: [5, region('cn-hangzhou')], other: [6, {}], muted: false },
  { row: 'encryption off, its key', cause: [0, off('c-1')], other: [9, {}], muted: true },
  {
    row: 'encryption off, its proof',
    cause: [0, off('c-1')],
    other: [9, { check: 'decrypt-activity' }],
    muted: true,
  },
  {
    row: 'encryption off, its failing calls',
    cause: [0, off('c-1')],
    other: [9, refusal('Rejected.Disabled')],
    muted: true,
  },
  {
    row: 'a key that another cluster needs',
    cause: [0, off('c-1')],
    other: [9, { clusters: ['c-1', 'c-2'] }],
    muted: false,
  },
  { row: 'another cluster', cause: [0, off('c-1')], other: [9, off('c-2')], muted: false },
  { row: 'the role', cause: [0, off('c-1')], other: [9, { check: 'security-role' }], muted: false },
  { row: 'suspended', cause: [0, debt()], other: [9, refusal('Forbidden.InDebt')], muted: true },
  { row: 'long overdue', cause: [0, debt()], other: [9, refusal('Forbidden.InDebtOverdue')], muted: true },
  {
    row: 'arrears of the whole account',
    cause: [0, { check: 'arrears-clock', resource: resource({ type: 'account', id: ACCOUNT, region: '' }) }],
    other: [9, refusal('Forbidden.InDebt')],
    muted: true,
  },
  {
    row: 'suspended elsewhere',
    cause: [0, debt('cn-beijing')],
    other: [9, refusal('Forbidden.InDebt')],
    muted: false,
  },
  {
    row: 'suspended, another refusal',
    cause: [0, debt()],
    other: [9, refusal('Rejected.Disabled')],
    muted: false,
  },
  { row: 'suspended, a disabled key', cause: [0, debt()], other: [9, {}], muted: false },
  {
    row: 'key disabled, its refused calls',
    cause: [0, {}],
    other: [9, refusal('Rejected.Disabled')],
    muted: true,
  },
  {
    row: 'key disabled, calls refused for another reason',
    cause: [0, {}],
    other: [9, refusal('NoPermission')],
    muted: false,
  },
  {
    row: 'key disabled, the calls with another key',
    cause: [0, {}],
    other: [9, { ...refusal('Rejected.Disabled'), resource: resource({ id: 'key-2' }) }],
    muted: false,
  },
  { row: 'key disabled, not in use', cause: [0, {}], other: [9, { check: 'decrypt-activity' }], muted: true },
  {
    row: 'key that will be deleted, without protection',
    cause: [0, { evidence: { state: 'PendingDeletion' } }],
    other: [9, { check: 'key-deletion-protection' }],
    muted: true,
  },
  {
    row: 'key disabled, without protection',
    cause: [0, { evidence: { state: 'Disabled' } }],
    other: [9, { check: 'key-deletion-protection' }],
    muted: false,
  },
])('$row: muted $muted', ({ cause, other, muted }) => {
  const findings = [cause, other].map(([minute, change]) => open(minute, change));
  const by = inhibit(findings);
  const [first, second] = findings.map(({ finding }) => finding.fingerprint);
  expect(by.has(first ?? '')).toBe(false);
  expect(by.get(second ?? '')).toBe(muted ? first : undefined);
});

test('accounts do not mute each other, and one job tells for all that credentials fail', () => {
  const trouble = (at: string) => ({
    code: 'CredentialsRefused',
    message: 'refused',
    hint: '',
    at,
    run: 'r',
  });
  const blinded = view(5, {
    findings: [open(0)],
    jobs: view(5).jobs.map((entry) => ({ ...entry, trouble: trouble(at(5)) })),
  });
  const id = '1000000000000002';
  const others = [open(0, { resource: resource({ account: id }) })];
  const story = Story.begun();
  story.run(-1, [view(-1), view(-1, {}, id)]);
  const items = story.items(5, [blinded, view(5, { findings: others }, id)]);
  expect(items.map(({ check, account, resource: { id: about } }) => [check, account.id, about])).toEqual([
    ['key-state', id, 'key-1'],
    ['job-freshness', ACCOUNT, 'inventory'],
  ]);
});
