import { expect, test } from 'vitest';
import type { Finding } from '../../shared/model/finding.ts';
import type { Ending } from '../../shared/model/job-state.ts';
import { moveLives } from '../../shared/state/lifecycle.ts';
import { cluster, days, denied, minutes, seen } from '../builders.ts';

function finding(change: Partial<Finding> = {}): Finding {
  return {
    fingerprint: 'f1',
    check: 'key-state',
    status: 'fail',
    severity: 'critical',
    resource: { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: '1', name: '' },
    clusters: ['c-1'],
    summary: 'The key is disabled.',
    evidence: {},
    remedy: { text: '', command: '', url: '' },
    mutedBy: null,
    missingPermission: null,
    ...change,
  };
}

const LIFE = { firstSeen: days(-3), lastSeen: days(-1) };
const OPEN = { findings: [finding()], open: { f1: LIFE }, carried: [], resolved: [] };
const NONE = { findings: [], open: {}, carried: [], resolved: [] };
const seesAll = { clusters: seen([cluster()]) };
const AT = minutes(0);

const WELL: Ending = { kind: 'well', summary: 'The key is enabled.', evidence: {} };

const move = (
  before: Parameters<typeof moveLives>[0],
  findings: readonly Finding[],
  more: { blind?: string[]; parts?: object; ending?: Ending | null } = {},
) => {
  const { blind = [], parts = seesAll, ending = WELL } = more;
  return moveLives(
    before,
    { findings, blind },
    parts,
    AT,
    (absent) => new Map(absent.map(({ fingerprint }) => [fingerprint, ending])),
  );
};

test('a failure opens, stays open with its first time, and closes', () => {
  expect(move(NONE, [finding()]).open).toEqual({ f1: { firstSeen: AT, lastSeen: AT } });
  expect(move(OPEN, [finding()]).open).toEqual({ f1: { firstSeen: days(-3), lastSeen: AT } });
  const closed = move(OPEN, []);
  expect(closed).toEqual({
    open: {},
    carried: [],
    resolved: [{ ...LIFE, finding: finding(), resolvedAt: AT, ending: WELL }],
  });
});

test.each(['unknown', 'pending'] as const)('%s neither opens nor closes', (status) => {
  expect(move(NONE, [finding({ status })])).toEqual({ open: {}, carried: [], resolved: [] });
  expect(move(OPEN, [finding({ status })])).toEqual({ open: { f1: LIFE }, carried: [], resolved: [] });
});

test.each([
  { when: 'its check was blind', more: { blind: ['key-state'] } },
  { when: 'the cluster list was not seen', more: { parts: { clusters: denied() } } },
  {
    when: 'the cluster list was not read whole and does not hold its cluster',
    more: { parts: { clusters: { ...seen([cluster({ id: 'c-2' })]), missing: [denied()] } } },
  },
  {
    when: 'the flag of its cluster was not seen',
    more: { parts: { clusters: seen([cluster({ encryption: denied() })]) } },
  },
])('it stays open, as it was, when $when', ({ more }) => {
  expect(move(OPEN, [], more)).toEqual({ open: { f1: LIFE }, carried: [finding()], resolved: [] });
});

test.each([
  { when: 'another check was blind', more: { blind: ['key-spec'] } },
  { when: 'its cluster is gone', more: { parts: { clusters: seen([]) } } },
  {
    when: 'another flag was not seen',
    more: { parts: { clusters: seen([cluster(), cluster({ id: 'c-2', encryption: denied() })]) } },
  },
])('it closes when $when', ({ more }) => {
  expect(move(OPEN, [], more).open).toEqual({});
});

test('it keeps how it ended, and stays open where nothing tells that it has', () => {
  const closed: Ending = { kind: 'closed', summary: 'No cluster uses the key any more.', evidence: {} };
  expect(move(OPEN, [], { ending: closed }).resolved).toMatchObject([{ ending: closed }]);
  expect(move(OPEN, [], { ending: null })).toEqual({
    open: { f1: LIFE },
    carried: [finding()],
    resolved: [],
  });
});

test('a carried finding closes, or is carried on, like any other', () => {
  const carried = { findings: [], open: { f1: LIFE }, carried: [finding()], resolved: [] };
  expect(move(carried, [], { blind: ['key-state'] })).toEqual({
    open: { f1: LIFE },
    carried: [finding()],
    resolved: [],
  });
  expect(move(carried, []).resolved).toHaveLength(1);
  expect(move(carried, [finding()]).open).toEqual({ f1: { firstSeen: days(-3), lastSeen: AT } });
});

test('a finding about a region stays open while nothing of the region can be judged', () => {
  const region = finding({
    check: 'kms-call-failures',
    resource: { type: 'region', id: 'cn-hangzhou', region: 'cn-hangzhou', account: '1', name: '' },
  });
  const before = { ...OPEN, findings: [region] };
  const blind = finding({ fingerprint: 'f2', check: 'kms-call-failures', status: 'unknown' });
  expect(move(before, [blind]).carried).toEqual([region]);
  expect(move(before, [{ ...blind, status: 'fail' }]).carried).toEqual([]);
});

test('a thing that cannot be read is open while it cannot be read', () => {
  const unread = finding({ check: 'resource-unreadable', status: 'unknown' });
  expect(move(NONE, [unread]).open).toEqual({ f1: { firstSeen: AT, lastSeen: AT } });
  expect(move({ ...OPEN, findings: [unread] }, [], { blind: ['resource-unreadable'] }).resolved).toHaveLength(
    1,
  );
});

test('resolved findings are kept for 30 days', () => {
  const old = { ...LIFE, finding: finding(), resolvedAt: days(-31) };
  const young = { ...LIFE, finding: finding(), resolvedAt: days(-29) };
  expect(move({ ...NONE, resolved: [young, old] }, []).resolved).toEqual([young]);
});
