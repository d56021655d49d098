import { expect } from 'vitest';
import type { Expectation } from './expectation.ts';

const named = (count: number, name: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => name(index));
const all = <T>(names: readonly string[], verdict: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, verdict]));

/** What goes wrong when one of three clusters is not encrypted and the account is overdue. */
const OVERDUE = { alpha: 'fail', beta: 'fail', gamma: 'fail' } as const;
const PLAIN_BETA = { alpha: 'pass', beta: 'fail', gamma: 'pass' } as const;
const OFF = { check: 'cluster-encryption', status: 'fail' } as const;
const GAP = { check: 'resource-unreadable', status: 'unknown' } as const;

/** The right value for each case that people gave us. */
export const EXPECTED: Readonly<Record<string, Expectation>> = {
  'actor-without-name': {
    code: 1,
    rows: { alpha: 'fail' },
    told: [{ check: 'key-state', status: 'fail', severity: 'critical', says: /"name":"288153348682784898"/ }],
  },
  'balance-without-credit': {
    code: 1,
    complete: true,
    rows: OVERDUE,
    told: [{ check: 'arrears-clock', status: 'fail', severity: ['critical', 'high'] }],
    untold: [{ check: 'balance-runway', status: 'unknown' }],
    spend: (spend) => expect(spend?.available).toBe('-12.50'),
  },
  'bill-old-month-500': {
    code: 1,
    complete: false,
    rows: OVERDUE,
    told: [
      { check: 'arrears-clock', status: 'fail', severity: 'critical', says: /deleted from .* \(in 4 d\)/ },
      { ...GAP, says: /InternalError/ },
    ],
    spend: (spend) => expect(spend?.arrears).toMatchObject({ sinceSource: 'bill', sinceIsBound: true }),
  },
  'bill-one-line-without-currency': {
    code: 1,
    rows: OVERDUE,
    told: [
      { check: 'arrears-clock', status: 'fail', severity: 'critical', says: /deleted from .* \(in 4 d\)/ },
    ],
    spend: (spend) => expect(spend?.arrears?.sinceSource).toBe('bill'),
  },
  'cluster-unavailable': {
    code: [1, 2],
    rows: all(['alpha', 'beta', 'gamma'], ['fail', 'unknown']),
    told: [
      { check: 'cluster-state', status: ['fail', 'unknown'], on: 'alpha', says: /unavailable/ },
      { check: 'cluster-state', status: ['fail', 'unknown'], on: 'beta', says: /inactive/ },
      { check: 'cluster-state', status: ['fail', 'unknown'], on: 'gamma', says: /updat/ },
    ],
  },
  'directory-total-one-higher': {
    code: 1,
    complete: false,
    rows: { root: 'pass', m2: 'fail', m3: 'fail' },
    told: [
      { ...OFF, times: 2 },
      { ...GAP, says: /3 (of|.*) 4|4.*3/ },
    ],
  },
  'events-null': {
    code: 1,
    complete: true,
    rows: PLAIN_BETA,
    untold: [GAP, { check: 'kms-call-failures', status: ['unknown', 'fail'] }],
  },
  'hosted-keys-one-region-fails': {
    complete: false,
    rows: { alpha: 'pass', bj: 'pass' },
    told: [
      { check: 'key-idle', status: 'fail', says: /key-idle/ },
      { ...GAP, on: 'cn-beijing' },
    ],
    code: 2,
  },
  'instance-released': {
    code: 1,
    rows: { alpha: 'fail' },
    told: [{ check: 'kms-instance', status: 'fail', severity: ['critical', 'high'], on: 'kst-gone' }],
  },
  'key-without-spec': {
    code: 2,
    rows: { alpha: 'unknown' },
    told: [{ check: 'key-spec', status: 'unknown', on: 'key-good' }],
  },
  'keypolicy-list-only': {
    code: 1,
    rows: { alpha: 'fail' },
    told: [{ check: 'key-policy', status: 'fail', on: 'key-i', says: /kms:Decrypt/ }],
  },
  'keypolicy-one-odd-statement': {
    code: 0,
    rows: { alpha: 'pass' },
    told: [{ check: 'key-policy', status: 'pass', says: /default #2 \(odd\)/ }],
  },
  'list-broken-second-run': {
    complete: false,
    code: 1,
    rows: { alpha: 'pass', beta: 'fail' },
    told: [{ ...OFF, on: 'beta', times: 1 }, GAP],
  },
  'list-page-2-fails': {
    code: 1,
    complete: false,
    count: { fail: 50 },
    told: [
      { ...OFF, times: 50 },
      { ...GAP, says: /page 2|InternalError/ },
    ],
  },
  'list-same-id-twice': {
    code: 1,
    complete: false,
    rows: { alpha: 'pass', beta: 'fail' },
    told: [{ ...OFF, on: 'beta', times: 1 }, GAP],
  },
  'list-total-one-higher': {
    code: 1,
    complete: false,
    rows: { beta: 'fail' },
    told: [
      { ...OFF, on: 'beta', times: 1 },
      { ...GAP, says: /1.*2|2.*1/ },
    ],
  },
  'network-one-group-denied': {
    code: 1,
    rows: {
      ...all(
        named(13, (index) => `c${`${index + 1}`.padStart(2, '0')}`),
        'fail',
      ),
      c00: ['unknown', 'pass'],
    },
    told: [
      { check: 'network-path', status: 'fail', times: 13 },
      { check: 'network-path', status: 'unknown', says: /ecs:DescribeSecurityGroupAttribute/ },
    ],
    untold: [{ check: 'network-path', status: 'pass', on: 'c00' }],
  },
  'people-one-odd-policy': {
    code: 1,
    rows: PLAIN_BETA,
    told: [
      { check: 'switch-off-guard', status: 'fail', says: /user\/alice/ },
      { check: 'switch-off-guard', status: 'unknown', says: /odd #1/ },
    ],
  },
  'previous-key-dying': {
    code: 1,
    rows: { alpha: 'fail' },
    told: [{ check: 'former-key', status: 'fail', severity: ['critical', 'high'], says: /key-old/ }],
    untold: [{ check: 'key-idle', status: 'fail', says: /key-old/ }],
  },
  'remedy-serverless': {
    code: 1,
    rows: { srv: 'fail' },
    page: [/alicloud_cs_serverless_kubernetes/, /import \{/],
  },
  'role-notresource-allow': {
    code: 1,
    rows: { alpha: ['fail', 'unknown'] },
    told: [{ check: 'security-role', status: ['fail', 'unknown'], severity: 'critical' }],
  },
  'role-one-odd-policy': {
    code: 1,
    rows: PLAIN_BETA,
    told: [{ check: 'security-role', status: 'pass' }],
  },
  'role-scoped-to-key': {
    code: 0,
    complete: true,
    rows: { alpha: 'pass' },
    told: [{ check: 'security-role', status: 'pass' }],
  },
  'spend-one-day-fails': {
    code: 1,
    complete: false,
    rows: PLAIN_BETA,
    told: [
      { check: 'balance-runway', status: ['pass', 'fail'] },
      { ...GAP, says: /2026-11-18/ },
    ],
    spend: (spend) => {
      expect(spend?.runwayRange).not.toBeNull();
      expect(spend?.daily.length).toBe(6); // the others of the first look
    },
  },
  'trust-condition': {
    code: 2,
    rows: { alpha: 'unknown' },
    told: [{ check: 'security-role', status: 'unknown', severity: 'critical', says: /Condition/ }],
  },
};
