import { expect, test } from 'vitest';
import { keyIdle } from '../../shared/checks/key-idle.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import type { Money } from '../../shared/model/money.ts';
import { ACCOUNT, cluster, days, denied, money, NOW, OFF, outOfScope, policy, seen } from '../builders.ts';

const region = 'cn-hangzhou';
const sealed = (keyId: string) => cluster({ id: 'c-2', encryption: seen({ on: true, keyId }) });

function evaluate(hostedKeys: Money['hostedKeys'], ...more: Cluster[]) {
  const clusters = [cluster(), ...more];
  return keyIdle.evaluate({ money: money({ hostedKeys }), clusters }, policy(), NOW);
}

const two = seen([
  { id: 'key-1', region },
  { id: 'key-2', region },
]);

test.each([
  { when: 'all are used', given: evaluate(seen([{ id: 'key-1', region }])), status: 'pass' },
  { when: 'there are none', given: evaluate(seen([])), status: 'pass' },
  {
    when: 'one is used by its ARN',
    given: evaluate(two, sealed('acs:kms:cn-hangzhou:1:key/key-2')),
    status: 'pass',
  },
  { when: 'one is used by nobody', given: evaluate(two), status: 'fail' },
  { when: 'a cluster out of scope names none', given: evaluate(two, outOfScope()), status: 'fail' },
  {
    when: 'a cluster is not encrypted',
    given: evaluate(two, cluster({ encryption: seen(OFF) })),
    status: 'fail',
  },
  {
    when: 'a cluster does not tell',
    given: evaluate(two, cluster({ encryption: denied() })),
    status: 'unknown',
  },
  { when: 'a cluster names an alias', given: evaluate(two, sealed('alias/app')), status: 'unknown' },
  { when: 'the keys are not readable', given: evaluate(denied()), status: 'unknown' },
])('$when: $status', ({ given, status }) => {
  expect(given).toMatchObject([{ resource: ACCOUNT, status }]);
});

test.each([
  { when: 'may need', rewritten: null, status: 'pass' },
  { when: 'are confirmed not to need', rewritten: days(-1), status: 'fail' },
])('a former key that old Secrets $when: $status', ({ rewritten, status }) => {
  const former = [{ reference: 'key-2', until: days(-2) }];
  const replaced = cluster({ past: { since: null, upgraded: null, former, rewritten } });
  const parts = { money: money({ hostedKeys: two }), clusters: [replaced] };
  expect(keyIdle.evaluate(parts, policy(), NOW)).toMatchObject([{ status }]);
});

test('the same id in another region is another key, and only the first twenty are named', () => {
  const elsewhere = seen([{ id: 'key-1', region: 'cn-shanghai' }]);
  expect(evaluate(elsewhere)).toMatchObject([{ evidence: { count: 1, keys: ['cn-shanghai/key-1'] } }]);
  const many = Array.from({ length: 25 }, (_, index) => ({ id: `idle-${index}`, region }));
  const [verdict] = evaluate(seen(many));
  expect(verdict?.evidence).toMatchObject({ count: 25 });
  expect(verdict?.evidence['keys']).toHaveLength(20);
});
