import { expect, test } from 'vitest';
import { kmsInstance } from '../../shared/checks/kms-instance.ts';
import { unseen } from '../../shared/model/observation.ts';
import { days, denied, instance, key, NOW, policy, seen } from '../builders.ts';

const ending = (date: string | null) => instance({ endDate: seen(date) });

test.each([
  { when: 'connected for long', given: instance(), status: 'pass', severity: undefined },
  { when: 'ended', given: ending(days(-1)), status: 'fail', severity: undefined },
  { when: 'ending in 7 days', given: ending(days(7)), status: 'fail', severity: 'high' },
  { when: 'ending in 8 days', given: ending(days(8)), status: 'fail', severity: 'medium' },
  { when: 'ending in 30 days', given: ending(days(30)), status: 'fail', severity: 'medium' },
  { when: 'ending in 31 days', given: ending(days(31)), status: 'pass', severity: undefined },
  {
    when: 'paid as you go',
    given: instance({ chargeType: seen('POSTPAY'), endDate: seen(null) }),
    status: 'pass',
    severity: undefined,
  },
  { when: 'a subscription without an end', given: ending(null), status: 'unknown', severity: undefined },
  {
    when: 'Disconnected',
    given: instance({ status: seen('Disconnected') }),
    status: 'fail',
    severity: undefined,
  },
  { when: 'Error', given: instance({ status: seen('Error') }), status: 'fail', severity: undefined },
  {
    when: 'Uninitialized',
    given: instance({ status: seen('Uninitialized') }),
    status: 'fail',
    severity: undefined,
  },
  {
    when: 'Connecting',
    given: instance({ status: seen('Connecting') }),
    status: 'pending',
    severity: undefined,
  },
  {
    when: 'in a new state',
    given: instance({ status: seen('Asleep') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'without a state',
    given: instance({ status: unseen('absent', 'Status') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'without a charge type',
    given: instance({ chargeType: unseen('absent', 'ChargeType') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'with an unreadable end',
    given: instance({ endDate: unseen('malformed', 'EndDate') }),
    status: 'unknown',
    severity: undefined,
  },
  {
    when: 'released',
    given: instance({}, { detail: seen({ released: true }) }),
    status: 'fail',
    severity: 'critical',
  },
  {
    when: 'charged in a way that is not known',
    given: instance({ chargeType: seen('oops') }),
    status: 'unknown',
    severity: undefined,
  },
  { when: 'not readable', given: instance({}, { detail: denied() }), status: 'unknown', severity: undefined },
])('instance $when: $status', ({ given, status, severity }) => {
  const [verdict] = kmsInstance.evaluate({ instances: [given], keys: [key()] }, policy(), NOW);
  expect(verdict).toMatchObject({ resource: 'kst-1', clusters: ['c-1'], status });
  expect(verdict?.severity).toBe(severity);
});

test.each([
  { is: 'on', told: seen(true), status: 'pass' },
  { is: 'off', told: seen(false), status: 'fail' },
  { is: 'not told', told: unseen('absent', 'DeletionProtection'), status: 'unknown' },
])('deletion protection that is $is: $status, beside the state', ({ told, status }) => {
  const given = instance({ deletionProtection: told });
  const [state, protection, ...more] = kmsInstance.evaluate(
    { instances: [given], keys: [key()] },
    policy(),
    NOW,
  );
  expect(state).toMatchObject({ status: 'pass' });
  expect(protection).toMatchObject({ resource: 'kst-1', status, severity: 'medium', clusters: ['c-1'] });
  expect(more).toEqual([]);
});

test('a key of which it is not known whether an instance holds it is unknown, and takes no instance along', () => {
  const instanceUnread = unseen('malformed', 'DKMSInstanceId is a number');
  const verdicts = kmsInstance.evaluate(
    { instances: [instance()], keys: [key({ instanceUnread })] },
    policy(),
    NOW,
  );
  expect(verdicts).toMatchObject([
    {
      resource: 'key-1',
      type: 'key',
      clusters: ['c-1'],
      status: 'unknown',
      evidence: { because: 'malformed' },
    },
    { resource: 'kst-1', status: 'pass' },
  ]);
});
