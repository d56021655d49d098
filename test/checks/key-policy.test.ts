import { expect, test } from 'vitest';
import { keyPolicy } from '../../shared/checks/key-policy.ts';
import type { Key } from '../../shared/model/key.ts';
import type { Decision } from '../../shared/model/ram-policy.ts';
import {
  allowed,
  cluster,
  days,
  denied,
  deniedBy,
  keyPolicy as given,
  key,
  minutes,
  NOT_ALLOWED,
  NOW,
  open,
  policy,
  seen,
} from '../builders.ts';

const decrypting = (decision: Decision, change: Partial<Key> = {}) => {
  const lets = given();
  const value = { ...lets, rights: { ...lets.rights, 'kms:Decrypt': decision } };
  return key({}, { policy: seen(value), ...change });
};
const calls = (decrypt: string | null) => ({
  calls: { region: 'cn-hangzhou', key: 'key-1', encrypt: minutes(-5), decrypt },
  changed: days(-1),
});
const judge = (given: Key) => keyPolicy.evaluate({ clusters: [cluster()], keys: [given] }, policy(), NOW);

test.each([
  { when: 'is absent', given: key(), status: 'skipped' },
  { when: 'lets the role in', given: decrypting(allowed('default #1')), status: 'pass' },
  { when: 'does not allow it', given: decrypting(NOT_ALLOWED), status: 'fail' },
  { when: 'denies it', given: decrypting(deniedBy('default #2')), status: 'fail' },
  { when: 'leaves it open', given: decrypting(open('default #2')), status: 'unknown' },
  {
    when: 'leaves it open, and it worked since',
    given: decrypting(open('default #2'), { worked: calls(minutes(-12)) }),
    status: 'pass',
  },
  {
    when: 'leaves it open, and another call worked',
    given: decrypting(open('default #2'), { worked: calls(null) }),
    status: 'unknown',
  },
  {
    when: 'leaves it open, and it worked before the last change',
    given: decrypting(open('default #2'), { worked: calls(days(-2)) }),
    status: 'unknown',
  },
  {
    when: 'denies it, whatever worked',
    given: decrypting(deniedBy('default #2'), { worked: calls(minutes(-12)) }),
    status: 'fail',
  },
  { when: 'is not readable', given: key({}, { policy: denied() }), status: 'unknown' },
])('policy that $when: $status', ({ given, status }) => {
  expect(judge(given)).toMatchObject([{ resource: 'key-1', status }]);
});

test('a policy that shuts the role out weighs high, and names the action and the statement', () => {
  expect(keyPolicy.severity).toBe('high');
  expect(judge(decrypting(NOT_ALLOWED))).toMatchObject([{ evidence: { actions: ['kms:Decrypt'], by: [] } }]);
  expect(judge(decrypting(deniedBy('default #2 (no)')))).toMatchObject([
    { evidence: { actions: ['kms:Decrypt'], by: ['default #2 (no)'] } },
  ]);
});

const ACS = { id: 'c-2', profile: 'Acs' };

test.each([
  { when: 'ACS clusters only', clusters: ['c-2'] },
  { when: 'an ACS cluster among others', clusters: ['c-1', 'c-2'] },
])('a key of $when, whose policy lets the service role in: unknown', ({ clusters }) => {
  const sealing = key({}, { policy: seen(given()), clusters });
  const verdicts = keyPolicy.evaluate(
    { clusters: [cluster(), cluster(ACS)], keys: [sealing] },
    policy(),
    NOW,
  );
  expect(verdicts).toMatchObject([{ status: 'unknown', evidence: { role: 'AliyunCCManagedSecurityRole' } }]);
});
