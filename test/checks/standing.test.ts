import { expect, test } from 'vitest';
import { requirements } from '../../shared/checks/frameworks.ts';
import { type Said, standingsIn } from '../../shared/checks/standing.ts';
import type { Finding, Status } from '../../shared/model/finding.ts';
import { ACCOUNT } from '../builders.ts';

function finding(
  check: string,
  cluster: string,
  status: Status,
  evidence: Finding['evidence'] = {},
): Finding {
  return {
    fingerprint: `${check}-${cluster}`,
    ...{ check, status, severity: 'high', evidence, mutedBy: null, missingPermission: null },
    resource: { type: 'cluster', id: cluster, region: '', account: ACCOUNT, name: cluster },
    clusters: cluster === '' ? [] : [cluster],
    summary: `${check} ${status}`,
    remedy: { text: '', command: '', url: '' },
  };
}

function said(findings: readonly Finding[], unlisted: Said['unlisted'] = []): Said {
  const verdicts = new Map<string, Finding[]>();
  for (const one of findings) verdicts.set(one.check, [...(verdicts.get(one.check) ?? []), one]);
  return { account: ACCOUNT, name: '', verdicts, unlisted };
}

function standing(id: string, given: Said, off: readonly string[] = [], waived: string | null = null) {
  const requirement = requirements.find((one) => one.id === id);
  if (!requirement) throw new Error(id);
  const waiver = { until: '2027-01-01', owner: '@li', reason: 'r', expired: false };
  const standingOf = standingsIn([given], {
    isOff: (check) => off.includes(check),
    waiverOf: ({ check, resource }) => (`${check}-${resource.id}` === waived ? waiver : null),
  });
  return standingOf(requirement);
}

const CIS = 'cis-ack-1.0:6.2.1';
const on = (cluster: string) => finding('cluster-encryption', cluster, 'pass');
const off = (cluster: string) => finding('cluster-encryption', cluster, 'fail');
const keyed = (cluster: string, status: Status) => finding('key-state', cluster, status);

test.each([
  { when: 'all pass', given: [on('c'), keyed('c', 'pass')], is: 'met' },
  { when: 'the key is disabled', given: [on('c'), keyed('c', 'fail')], is: 'not-met' },
  { when: 'a deciding check is unknown', given: [on('c'), keyed('c', 'unknown')], is: 'unknown' },
  { when: 'the flag is changing', given: [finding('cluster-encryption', 'c', 'pending')], is: 'unknown' },
  {
    when: 'the flag is changing, and a clause is about keys',
    id: 'pci-dss-4.0.1:3.6.1.1',
    given: [finding('cluster-encryption', 'c', 'pending')],
    is: 'unknown',
    why: 'cluster-encryption',
  },
  { when: 'nobody looked at the key', given: [on('c')], is: 'unknown' },
  { when: 'a failure beside what is unknown', given: [off('c'), keyed('c', 'unknown')], is: 'not-met' },
  {
    when: 'a bill is overdue, a supporting check',
    given: [on('c'), keyed('c', 'pass'), finding('arrears-clock', 'c', 'fail')],
    is: 'met',
  },
  {
    when: 'the API server has read plain Secrets',
    given: [on('c'), keyed('c', 'pass'), finding('secrets-plain', 'c', 'fail')],
    is: 'not-met',
  },
  {
    when: 'nobody could ask the API server',
    given: [on('c'), keyed('c', 'pass'), finding('secrets-plain', 'c', 'unknown')],
    is: 'met',
  },
])('$when: $is', ({ given, is, id = CIS, why }) => {
  const { units, counts } = standing(id, said(given));
  expect(units).toMatchObject([{ id: 'c', standing: is, ...(why && { reasons: [{ check: why }] }) }]);
  expect(counts.population).toBe(1);
});

test('a check that could not look at all, and one that is off, leave everything unknown', () => {
  const blind = said([on('c'), finding('key-state', '', 'unknown')]);
  expect(standing(CIS, blind).units).toMatchObject([
    { standing: 'unknown', reasons: [{ summary: 'key-state unknown' }] },
  ]);
  const given = said([on('c'), keyed('c', 'pass')]);
  expect(standing(CIS, given, ['key-state']).units).toMatchObject([
    { standing: 'unknown', reasons: [{ evidence: { check: 'key-state' } }] },
  ]);
});

test('accepted is neither met nor failing, and only where the rest is met', () => {
  const given = said([on('c'), keyed('c', 'fail'), on('d'), keyed('d', 'pass')]);
  const { counts, units } = standing(CIS, given, [], 'key-state-c');
  expect(counts).toEqual({ population: 2, met: 1, accepted: 1, notMet: 0, unknown: 0 });
  expect(units).toMatchObject([{ standing: 'accepted', waiver: { owner: '@li', until: '2027-01-01' } }, {}]);
  const twice = said([off('c'), keyed('c', 'fail')]);
  expect(standing(CIS, twice, [], 'key-state-c').units).toMatchObject([{ standing: 'not-met' }]);
});

test('what is out of scope, or has no key, is left out with its reason', () => {
  const given = said([finding('cluster-encryption', 'std', 'skipped'), off('plain'), on('c')]);
  const { counts, leftOut } = standing('pci-dss-4.0.1:3.6.1.1', given);
  expect(counts).toMatchObject({ population: 1, unknown: 1 });
  expect(leftOut.map(({ id }) => id)).toEqual(['plain', 'std']);
  expect(leftOut[0]?.summary).toContain('no key');
});

test('a cluster that an incomplete list did not hold is unknown', () => {
  const given = said([on('c'), keyed('c', 'pass')], [{ id: 'lost', name: 'lost' }]);
  expect(standing(CIS, given).counts).toMatchObject({ population: 2, met: 1, unknown: 1 });
});

test('a setting that is missing leaves a requirement unknown, whatever else passes', () => {
  const given = said([
    on('c'),
    finding('key-cryptoperiod', 'c', 'skipped', { setting: 'policy.cryptoperiodDays' }),
    finding('secrets-reencryption', 'c', 'pass'),
  ]);
  expect(standing('pci-dss-4.0.1:3.7.4', given).units).toMatchObject([{ standing: 'unknown' }]);
});

test('AES never meets a clause that asks for the Chinese algorithms', () => {
  const given = said([on('c'), keyed('c', 'pass'), off('d')]);
  expect(standing('gbt-39786-2021:5', given).counts).toMatchObject({ met: 0, notMet: 2 });
  expect(standing('gbt-39786-2021:8.4', given).counts).toMatchObject({ met: 0, notMet: 1, unknown: 1 });
  const waived = standing('gbt-39786-2021:5', given, [], 'cluster-encryption-d');
  expect(waived.counts).toMatchObject({ met: 0, accepted: 0, notMet: 2 });
});

test('where accounts are counted, each is one, and silence is unknown', () => {
  const given = said([finding('trail-coverage', '', 'fail')]);
  expect(standing('mlps-level-3:8.1.4.3', given).counts).toMatchObject({ population: 1, notMet: 1 });
  expect(standing('mlps-level-3:8.1.4.3', said([])).counts).toMatchObject({ unknown: 1 });
});
