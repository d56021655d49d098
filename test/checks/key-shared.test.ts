import { expect, test } from 'vitest';
import { keyShared } from '../../shared/checks/key-shared.ts';
import { cluster, NOW, OFF, policy, seen } from '../builders.ts';

test.each([
  { when: 'one cluster', given: [cluster()], expected: [{ resource: 'key-1', status: 'pass' }] },
  {
    when: 'two clusters',
    given: [cluster(), cluster({ id: 'c-2' })],
    expected: [{ resource: 'key-1', status: 'fail', clusters: ['c-1', 'c-2'], evidence: { count: 2 } }],
  },
  {
    when: 'the same id in two regions',
    given: [cluster(), cluster({ id: 'c-2', region: 'cn-shanghai' })],
    expected: [
      { resource: 'key-1', region: 'cn-hangzhou', status: 'pass' },
      { resource: 'key-1', region: 'cn-shanghai', status: 'pass' },
    ],
  },
  { when: 'no encrypted cluster', given: [cluster({ encryption: seen(OFF) })], expected: [] },
])('key of $when', ({ given, expected }) => {
  expect(keyShared.evaluate({ clusters: given }, policy(), NOW)).toMatchObject(expected);
});
