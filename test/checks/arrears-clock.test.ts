import { expect, test } from 'vitest';
import { arrearsClock } from '../../shared/checks/arrears-clock.ts';
import type { KmsStatus } from '../../shared/model/kms.ts';
import type { Bills, Money } from '../../shared/model/money.ts';
import { type Observation, unseen } from '../../shared/model/observation.ts';
import {
  ACCOUNT,
  balance,
  bills,
  cluster,
  days,
  denied,
  kmsStatus,
  money,
  NOW,
  outOfScope,
  policy,
  seen,
  unpaidBill,
} from '../builders.ts';

const SHANGHAI = 'cn-shanghai';
const clusters = [cluster(), cluster({ id: 'c-2', region: SHANGHAI }), outOfScope({ id: 'c-3' })];
const ENABLED = kmsStatus(seen('Enabled'), { region: SHANGHAI });
const BELOW = balance({ available: '-1012.50', cash: '-1012.50' });
const CREDIT = balance({ available: '4200', cash: '-800', credit: '5000' });

function evaluate(given: Partial<Money>, kms: Observation<string> = seen('Enabled')) {
  const statuses: KmsStatus[] = [kmsStatus(kms), ENABLED];
  return arrearsClock.evaluate({ money: money(given), clusters, kmsStatus: statuses }, policy(), NOW);
}

/** An unpaid bill that fell due so many days ago. */
const unpaid = (age: number): Observation<Bills> => bills({ unpaid: [unpaidBill({ due: days(-age) })] });

test.each([
  { age: 0, stage: 'counting 7', severity: 'high', left: [7, 15] },
  { age: 3.9, stage: 'counting 4', severity: 'high', left: [4, 12] },
  { age: 4, stage: 'counting 3', severity: 'critical', left: [3, 11] },
  { age: 6.9, stage: 'counting 1', severity: 'critical', left: [1, 9] },
  { age: 7, stage: 'stopped 8', severity: 'critical', left: [0, 8] },
  { age: 14.9, stage: 'stopped 1', severity: 'critical', left: [0, 1] },
  { age: 15, stage: 'deleting 0', severity: 'critical', left: [0, 0] },
  { age: 40, stage: 'deleting 0', severity: 'critical', left: [0, 0] },
])(
  'below zero, $age days after the oldest unpaid bill: $stage, $severity',
  ({ age, stage, severity, left }) => {
    const counted = { stage, severity, status: 'fail', resource: ACCOUNT, clusters: ['c-1', 'c-2'] };
    const [kmsDays, deletionDays] = left;
    expect(evaluate({ balance: BELOW, bills: unpaid(age) })).toMatchObject([
      {
        ...counted,
        summary: expect.stringContaining('(oldest unpaid bill)'),
        evidence: { since: days(-age), sinceSource: 'bill', outstanding: '6.02', kmsDays, deletionDays },
      },
    ]);
    expect(evaluate({ balance: BELOW, overdueSince: days(-age) })).toMatchObject([
      {
        ...counted,
        summary: expect.stringContaining('first seen'),
        evidence: { since: days(-age), sinceSource: 'first-seen', outstanding: '1012.50' },
      },
    ]);
  },
);

test.each([
  { kms: seen('InDebt'), told: 'InDebt', stage: 'counting 5' },
  { kms: seen('Index'), told: 'InDebt', stage: 'counting 5' },
  { kms: unseen('overdue', 'x', { code: 'Forbidden.InDebt' }), told: 'InDebt', stage: 'counting 5' },
  { kms: unseen('overdue', 'x', { code: 'Forbidden.InDebt.New' }), told: 'InDebt', stage: 'counting 5' },
  { kms: seen('Suspended'), told: 'Suspended', stage: 'stopped 13' },
  {
    kms: unseen('overdue', 'x', { code: 'Forbidden.InDebtOverdue' }),
    told: 'Suspended',
    stage: 'stopped 13',
  },
])('KMS says $told: critical at once, whatever the balance, and hits its region', ({ kms, told, stage }) => {
  const told5 = { status: 'fail', severity: 'critical', stage, evidence: { kmsStatus: told } };
  expect(evaluate({ bills: unpaid(2) }, kms)).toMatchObject([{ ...told5, clusters: ['c-1'] }]);
  expect(evaluate({ bills: unpaid(2), balance: BELOW }, kms)).toMatchObject([
    { ...told5, clusters: ['c-1', 'c-2'] },
  ]);
  expect(evaluate({ bills: unpaid(2), balance: denied() }, kms)).toMatchObject([
    { ...told5, clusters: ['c-1', 'c-2'] },
  ]);
});

test.each([
  { when: 'is malformed', given: unseen('malformed', 'no amount') },
  { when: 'was not answered', given: unseen('unreachable', 'timeout') },
  { when: 'is denied', given: denied() },
])('KMS of one region is no word about others: while the balance $when they are unknown', ({ given }) => {
  expect(evaluate({ balance: given }, seen('InDebt'))).toMatchObject([
    { status: 'fail', severity: 'critical', clusters: ['c-1'] },
    { status: 'unknown', resource: ACCOUNT, clusters: ['c-2'], facet: 'rest', cause: given },
  ]);
});

test('where the balance covers everything, or no cluster is left, there is nothing more to tell', () => {
  expect(evaluate({}, seen('InDebt'))).toMatchObject([{ status: 'fail', clusters: ['c-1'] }]);
  expect(evaluate({ balance: denied(), bills: unpaid(2) }, seen('InDebt'))).toMatchObject([
    { status: 'fail', clusters: ['c-1', 'c-2'] },
  ]);
});

test('an account that is suspended at the first look is not said to be so for longer than is known', () => {
  const [verdict] = evaluate({}, seen('Suspended'));
  expect(verdict).toMatchObject({
    severity: 'critical',
    stage: 'stopped 15',
    evidence: { sinceSource: 'first-seen' },
  });
  expect(verdict?.summary).not.toContain('more than seven days');
});

test.each([
  { when: 'all is paid', given: {}, waiting: '0' },
  { when: 'a bill waits that the balance covers', given: { bills: unpaid(20) }, waiting: '6.02' },
  {
    when: 'credit covers what cash does not',
    given: { balance: CREDIT, bills: unpaid(20) },
    waiting: '6.02',
  },
  { when: 'exactly nothing is left', given: { balance: balance({ available: '0' }) }, waiting: '0' },
  { when: 'bills are not readable', given: { bills: denied() }, waiting: '0' },
  { when: 'it was overdue before', given: { overdueSince: days(-5) }, waiting: '0' },
])('$when: pass', ({ given, waiting }) => {
  expect(evaluate(given)).toMatchObject([{ status: 'pass', resource: ACCOUNT, evidence: { waiting } }]);
});

test('with credit that is used up the days are not counted from bills that wait all the time', () => {
  const used = balance({ available: '-1', cash: '-5001', credit: '5000' });
  expect(evaluate({ balance: used, bills: unpaid(20), overdueSince: days(-1) })).toMatchObject([
    { severity: 'high', stage: 'counting 6', evidence: { sinceSource: 'first-seen', outstanding: '6.02' } },
  ]);
});

test('a balance that is not readable is unknown, and so is whether it covers unpaid bills', () => {
  expect(evaluate({ balance: denied() })).toMatchObject([{ status: 'unknown', cause: denied() }]);
  expect(evaluate({ balance: denied(), bills: unpaid(2) })).toMatchObject([
    { status: 'unknown', evidence: { unpaidSince: days(-2) } },
  ]);
});

test.each([
  { when: 'says Enabled', kms: seen('Enabled'), says: 'but is still enabled', not: 'KMS rejects all calls' },
  { when: 'was not read', kms: denied(), says: 'KMS rejects all calls', not: 'still enabled' },
])(
  'after seven days it says that KMS rejects all calls unless it is seen not to: it $when',
  ({ kms, says, not }) => {
    const overdue = { balance: BELOW, overdueSince: days(-8) };
    for (const known of [{}, { bills: unpaid(8) }]) {
      const statuses = [kmsStatus(kms)];
      const given = { money: { ...money(overdue), ...known }, clusters, kmsStatus: statuses };
      const [verdict] = arrearsClock.evaluate(given, policy(), NOW);
      expect(verdict).toMatchObject({ stage: 'stopped 7', severity: 'critical' });
      expect(verdict?.summary).toContain(says);
      expect(verdict?.summary).not.toContain(not);
    }
  },
);

test('a bill among some says that the clocks end at the latest', () => {
  const gap = unseen('unreachable', 'bills of 2026-10: InternalError');
  const some = { ...unpaid(12), missing: [gap] };
  expect(evaluate({ balance: BELOW, bills: some })).toMatchObject([
    {
      status: 'fail',
      severity: 'critical',
      summary: expect.stringContaining('not all bills could be read'),
      evidence: { since: days(-12), sinceIsBound: true, deletionDays: 3 },
    },
  ]);
});

test('a balance that is good is no pass while a fault keeps KMS of a region from being asked', () => {
  const verdicts = evaluate({}, unseen('unreachable', 'HTTP 503'));
  expect(verdicts).toMatchObject([{ status: 'unknown', resource: ACCOUNT }]);
  expect(evaluate({}, denied())).toMatchObject([{ status: 'pass' }]);
});
