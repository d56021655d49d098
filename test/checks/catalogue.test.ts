import { expect, test } from 'vitest';
import {
  causesOf,
  checksFailedBy,
  explanationsOf,
  isAskedFor,
  linkOf,
  linkTextOf,
  MUST_HOLD,
  policyWarnings,
  soughtCausesOf,
  terraformFor,
} from '../../shared/checks/catalogue.ts';
import { checks } from '../../shared/checks/index.ts';
import { LINKS } from '../../shared/model/chain.ts';
import { ACCOUNT, policy } from '../builders.ts';

const resource = { type: 'key', id: 'key-1', region: 'cn-hangzhou', account: ACCOUNT, name: '' } as const;

test('of a check of another version nothing is known', () => {
  const finding = { status: 'fail', check: 'of-tomorrow', resource, evidence: {} } as const;
  expect([linkOf('of-tomorrow'), linkTextOf('of-tomorrow')]).toEqual([null, null]);
  expect(causesOf(finding)).toEqual({ kinds: [], until: null });
  expect([soughtCausesOf(finding), explanationsOf('of-tomorrow')]).toEqual([[], []]);
  expect(terraformFor(finding)).toBe('');
});

test('what must hold is a link of the chain, in its order', () => {
  expect(MUST_HOLD).toEqual([
    'cluster-encryption',
    'cluster-state',
    'key-state',
    'kms-account-status',
    'security-role',
  ]);
  const links = new Set(checks.flatMap(({ link }) => link ?? []));
  expect(LINKS.filter((link) => !links.has(link))).toEqual([]);
  expect(MUST_HOLD.filter((id) => linkOf(id) === null)).toEqual([]);
});

test.each([
  { check: 'key-state', evidence: { state: 'Disabled' }, sought: ['key-disabled'] },
  { check: 'key-state', evidence: { state: 'PendingDeletion' }, sought: ['key-deletion-scheduled'] },
  { check: 'key-state', evidence: { state: 'PendingImport' }, sought: ['key-material-deleted'] },
  { check: 'key-state', evidence: {}, sought: [] },
  { check: 'cluster-encryption', evidence: { flag: 'off' }, sought: ['encryption-off'] },
  { check: 'cluster-encryption', evidence: { flag: 'not reported' }, sought: [] },
  { check: 'kms-call-failures', evidence: {}, sought: [] },
  { check: 'trail-coverage', evidence: {}, sought: [] },
  { check: 'key-policy', evidence: {}, sought: ['key-policy-changed'] },
])('$check with $evidence: asks who did $sought', ({ check, evidence, sought }) => {
  expect(soughtCausesOf({ check, evidence })).toEqual(sought);
});

test('whoever hears of a check hears of the changes that fail it', () => {
  expect(checksFailedBy('role-changed')).toEqual(['security-role', 'kms-call-failures']);
  expect(checksFailedBy('cluster-added')).toEqual([]);
});

test('a source is asked for while one of its checks is on', () => {
  const off = (...ids: string[]) => policy({ severity: Object.fromEntries(ids.map((id) => [id, 'off'])) });
  expect(isAskedFor('bills', policy())).toBe(true);
  expect(isAskedFor('bills', off('arrears-clock'))).toBe(true);
  expect(isAskedFor('bills', off('arrears-clock', 'balance-runway'))).toBe(false);
});

test('a check that is off does not warn of the policy', () => {
  const short = { proofWindowDays: 6, monthlyBudget: 0 };
  expect(policyWarnings(policy(short)).map(({ id }) => id)).toEqual(['proof-window', 'budget']);
  expect(
    policyWarnings(policy({ ...short, severity: { 'spend-budget': 'off' } })).map(({ id }) => id),
  ).toEqual(['proof-window']);
  expect(policyWarnings(policy())).toEqual([]);
});
