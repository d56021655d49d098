import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectInstances } from '../../shared/collect/instances.ts';
import { collectKeys } from '../../shared/collect/keys.ts';
import { ACCOUNT } from '../builders.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { watch } from '../jobs/harness.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const ID = 'key-hzz00000000000000001a';
const IN_USE = { id: ID, region: 'cn-hangzhou', reference: ID, clusters: ['c-1'] };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterEach(() => sandbox.close());

const answered = (value: unknown) =>
  setFaults(sandbox, [
    { kind: 'wrongType', action: 'DescribeKey', field: 'KeyMetadata.DKMSInstanceId', value },
  ]);

test.each([
  { what: 'a number', value: 7 },
  { what: 'a list', value: ['kst-1'] },
  { what: 'an object', value: { id: 'kst-1' } },
  { what: 'a boolean', value: false },
])('an instance that is $what is not known, which is not the same as none', async ({ value }) => {
  await answered(value);
  const keys = await collectKeys(cloudOf(sandbox), [IN_USE], ACCOUNT, true);
  expect(keys).toMatchObject([
    {
      metadata: {
        value: { instanceId: null, instanceUnread: { because: 'malformed' }, state: { value: 'Enabled' } },
      },
      policy: { seen: false, because: 'malformed' },
    },
  ]);
  expect(await collectInstances(cloudOf(sandbox), keys)).toEqual([]);
});

test.each([{ value: '' }, { value: null }])('$value means none', async ({ value }) => {
  await answered(value);
  const [key] = await collectKeys(cloudOf(sandbox), [IN_USE], ACCOUNT, true);
  expect(key).toMatchObject({ metadata: { value: { instanceId: null } }, policy: { value: null } });
  expect(key?.metadata).not.toHaveProperty('value.instanceUnread');
});

test.each(['', 'policy: { severity: { key-policy: off } }'])(
  'the clusters do not pass then (%s)',
  async (more) => {
    await answered(7);
    const { clusters, complete, findings } = await watch(sandbox, more).audit();
    expect(clusters.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
    expect(complete).toBe(false);
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'kms-instance',
        status: 'unknown',
        resource: expect.objectContaining({ type: 'key', id: ID }),
      }),
    );
  },
);
