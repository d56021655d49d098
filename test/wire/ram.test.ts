import { expect, test } from 'vitest';
import { narrowingPolicy } from '../../shared/cloud/narrowing-policy.ts';
import { permissionsOf } from '../../shared/cloud/operation.ts';
import { operations } from './operations.ts';
import { NAMED_OTHERWISE, officialActions } from './ram-actions.ts';

test.each(operations)('$product $action goes by its official actions', (operation) => {
  expect(permissionsOf(operation)).toEqual(officialActions(operation.product, operation.action));
});

test('each row is about an operation that is used', () => {
  const used = operations.map(({ product, action }) => `${product} ${action}`);
  expect(Object.keys(NAMED_OTHERWISE).filter((name) => !used.includes(name))).toEqual([]);
});

test('the policy that narrows a session grants them all, and STS takes it', () => {
  const { Statement } = JSON.parse(narrowingPolicy()) as { Statement: { Action: string[] }[] };
  const granted = Statement.flatMap(({ Action }) => Action);
  const ofMember = operations.filter(({ product }) => !['sts', 'resourcemanager', 'fc'].includes(product));
  expect(new Set(granted)).toEqual(new Set(ofMember.flatMap(permissionsOf)));
  expect(narrowingPolicy().length).toBeLessThan(2048);
});
