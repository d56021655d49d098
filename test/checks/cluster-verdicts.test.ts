import { describe, expect, test } from 'vitest';
import { clusterVerdicts, countVerdicts } from '../../shared/checks/cluster-verdicts.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { finding, resource } from '../alerts/story.ts';
import { ACCOUNT, cluster, denied, OFF, policy, seen } from '../builders.ts';

const ID = cluster().id;
const HELD = {
  'cluster-encryption': [ID],
  'cluster-state': [ID],
  'key-state': [ID],
  'kms-account-status': [ID],
  'security-role': [ID],
};

const about = (change: Partial<Finding>) => finding({ clusters: [ID], ...change });
const decide = (findings: readonly Finding[], without: string[] = [], of = cluster()) => {
  const passed = Object.fromEntries(Object.entries(HELD).filter(([check]) => !without.includes(check)));
  return clusterVerdicts([{ findings, passed }], policy())(of);
};

const noTrail = about({ check: 'trail-coverage', status: 'unknown', summary: 'No trail covers the region.' });
const unread = about({
  check: 'resource-unreadable',
  status: 'unknown',
  resource: resource({ type: 'key', id: 'key-1' }),
  summary: 'Access denied: grant {permission} to read it.',
  evidence: { permission: 'kms:DescribeKey' },
});
const keyState = about({ check: 'key-state', status: 'unknown', mutedBy: unread.fingerprint });

test('a pass has no reason', () => {
  expect(decide([noTrail])).toEqual({ verdict: 'pass', why: null });
});

test('an unknown is told by the check that decided it, with what could not be read', () => {
  expect(decide([noTrail, unread, keyState], ['key-state'])).toMatchObject({
    verdict: 'unknown',
    why: { check: 'key-state', summary: unread.summary, evidence: { permission: 'kms:DescribeKey' } },
  });
});

test('a check that was blind tells of the account, and one that never ran is named', () => {
  const blind = finding({ check: 'security-role', status: 'unknown', clusters: [], summary: 'blind' });
  expect(decide([blind], ['security-role'])).toMatchObject({ verdict: 'unknown', why: { summary: 'blind' } });
  expect(decide([], ['security-role'])).toMatchObject({
    verdict: 'unknown',
    why: { check: 'security-role', evidence: { check: 'security-role' } },
  });
});

test('of several failures the worst decides, and what another one explains comes last', () => {
  const explained = about({ check: 'kms-call-failures', severity: 'critical', mutedBy: '0'.repeat(16) });
  const cause = about({ check: 'key-state', severity: 'high', summary: 'The key is disabled.' });
  expect(decide([explained, cause])).toMatchObject({ verdict: 'fail', why: { check: 'key-state' } });
});

describe('a link that nobody could see', () => {
  const gap = (check: string, change: Partial<Finding> = {}) =>
    about({ check, status: 'unknown', severity: 'high', summary: check, ...change });

  test.each([
    'key-spec',
    'key-service-managed',
    'key-region',
    'key-material-expiry',
    'key-policy',
    'kms-instance',
    'kms-call-failures',
  ])('%s decides', (check) => {
    expect(decide([gap(check)])).toMatchObject({ verdict: 'unknown', why: { check } });
  });

  test('a failure decides all the same', () => {
    const broken = about({ check: 'key-state', severity: 'high' });
    expect(decide([gap('key-spec'), broken])).toMatchObject({ verdict: 'fail', why: { check: 'key-state' } });
  });

  test.each([
    { what: 'of little weight', given: gap('key-spec', { severity: 'medium' }) },
    { what: 'that is none', given: gap('trail-coverage') },
    { what: 'of another cluster', given: gap('key-spec', { clusters: ['c-2'] }) },
    { what: 'of optional rights, denied', given: gap('network-path', { evidence: { because: 'denied' } }) },
    { what: 'of bills elsewhere', given: gap('arrears-clock', { evidence: { because: 'not-offered' } }) },
  ])('one $what does not', ({ given }) => {
    expect(decide([given])).toEqual({ verdict: 'pass', why: null });
  });

  test('optional rights that are there decide, when what they show makes no sense', () => {
    const odd = gap('network-path', { evidence: { because: 'malformed' } });
    expect(decide([odd])).toMatchObject({ verdict: 'unknown' });
  });

  test('a check that was blind is blind for every cluster, and for none that is not encrypted', () => {
    const blind = finding({
      check: 'kms-instance',
      status: 'unknown',
      severity: 'high',
      clusters: [],
      resource: resource({ type: 'account', id: ACCOUNT }),
    });
    expect(decide([blind])).toMatchObject({ verdict: 'unknown', why: { check: 'kms-instance' } });
    expect(decide([blind], [], cluster({ encryption: seen(OFF) }))).toMatchObject({ verdict: 'pass' });
  });
});

test('a flag that is off is not healthy, whatever it weighs', () => {
  const off = about({ check: 'cluster-encryption', severity: 'info' });
  expect(decide([off], [], cluster({ encryption: seen(OFF) })).verdict).toBe('fail');
});

test('a flag that was not read, and a cluster out of scope, say so', () => {
  const blank = cluster({ encryption: denied() });
  expect(decide([], [], blank)).toMatchObject({ verdict: 'unknown', why: { check: 'cluster-encryption' } });
  const basic = cluster({ inScope: false, scope: 'standard' });
  expect(decide([], [], basic).why?.summary).toMatch(/^Only Pro clusters/);
});

test('counts leave out what is out of scope', () => {
  expect(countVerdicts(['pass', 'skipped', 'unknown', 'pass'])).toEqual({
    pass: 2,
    fail: 0,
    unknown: 1,
    pending: 0,
  });
});
