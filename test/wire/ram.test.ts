import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { narrowingPolicy } from '../../shared/cloud/narrowing-policy.ts';
import { permissionsOf } from '../../shared/cloud/operation.ts';
import { root } from '../root.ts';
import { actionObjections } from './hold.ts';
import { isSetup, isSigning, operations } from './operations.ts';
import { NAMED_OTHERWISE, officialActions } from './ram-actions.ts';

test.each(operations)('$product $action goes by its official actions', (operation) => {
  const officially = officialActions(operation.product, operation.action);
  expect(actionObjections(officially, permissionsOf(operation))).toEqual([]);
});

/** Of the caller's own account, and only where evidence is signed by a key of KMS. */
const ofAudited = operations
  .filter((operation) => !isSetup(operation))
  .filter(
    (operation) => !['sts', 'resourcemanager', 'fc'].includes(operation.product) && !isSigning(operation),
  );

test('each row is about an operation that is used', () => {
  const used = operations.map(({ product, action }) => `${product} ${action}`);
  expect(Object.keys(NAMED_OTHERWISE).filter((name) => !used.includes(name))).toEqual([]);
});

test('the policy that narrows a session grants them all, and STS takes it', () => {
  const { Statement } = JSON.parse(narrowingPolicy()) as { Statement: { Action: string[] }[] };
  const granted = Statement.flatMap(({ Action }) => Action);
  const officially = ofAudited.flatMap(({ product, action }) => officialActions(product, action));
  expect(actionObjections(officially, granted)).toEqual([]);
  expect(narrowingPolicy().length).toBeLessThan(2048);
});

test.each([
  'docs/ram/function-role-policy.json',
  'docs/ram/member-role-policy.json',
  'docs/ram/ros.yaml',
  'docs/ram/ros-member.yaml',
])('%s grants every official name', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const granted = new Set([...text.matchAll(/\b[a-z]+:[A-Z][A-Za-z0-9]+/g)].map(([action]) => action));
  const officially = ofAudited.flatMap(({ product, action }) => officialActions(product, action));
  // Kubeconfigs are in a policy of their own, which the job proof needs.
  expect(officially.filter((action) => !granted.has(action))).toEqual(['cs:DescribeClusterUserKubeconfig']);
});

test('an action that the vendor calls otherwise is objected to', () => {
  expect(
    actionObjections(['cs:GetClusters', 'cs:ListClusters'], ['cs:GetClusters', 'cs:DescribeClustersV1']),
  ).toEqual(['cs:ListClusters is missing', 'cs:DescribeClustersV1 is no official name']);
});
