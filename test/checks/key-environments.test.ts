import { expect, test } from 'vitest';
import { keyEnvironments } from '../../shared/checks/key-environments.ts';
import { cluster, NOW, OFF, policy, seen } from '../builders.ts';

const PRODUCTION = { tags: ['env:prod', 'critical'], names: ['*-live'] };
const other = cluster({ id: 'c-2', name: 'test', tags: { env: 'test' } });
const shared = 'One cluster uses this key.';

test.each([
  { when: 'one cluster, no policy', production: null, given: [cluster()], status: 'pass', summary: shared },
  {
    when: 'shared, no policy',
    production: null,
    given: [cluster(), other],
    status: 'skipped',
    evidence: { setting: 'policy.production' },
  },
  {
    when: 'shared by production, by tag and value, and another',
    production: PRODUCTION,
    given: [cluster({ name: 'shop', tags: { env: 'prod' } }), other],
    status: 'fail',
    evidence: { production: ['shop'], others: ['test'] },
  },
  {
    when: 'shared by production, by tag alone, and another',
    production: PRODUCTION,
    given: [cluster({ tags: { critical: '' } }), other],
    status: 'fail',
  },
  {
    when: 'shared by production only, by name and tag',
    production: PRODUCTION,
    given: [cluster({ name: 'shop-live' }), cluster({ id: 'c-2', tags: { env: 'prod' } })],
    status: 'pass',
  },
  {
    when: 'shared by others only',
    production: PRODUCTION,
    given: [cluster({ name: 'dev' }), other],
    status: 'pass',
    summary: 'No production cluster uses this key.',
  },
])('key of $when: $status', ({ production, given, status, summary, evidence }) => {
  const verdicts = keyEnvironments.evaluate({ clusters: given }, policy({ production }), NOW);
  expect(verdicts).toMatchObject([
    { resource: 'key-1', status, ...(summary && { summary }), ...(evidence && { evidence }) },
  ]);
});

test('a cluster without a key has none to share', () => {
  const given = [cluster({ encryption: seen(OFF) })];
  expect(keyEnvironments.evaluate({ clusters: given }, policy(), NOW)).toEqual([]);
});
