import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { askApiServer, clusterIdOf, kubeconfigOf, transformed } from './cluster-visitor.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

/** Every story that a look from inside tells apart is in the demo at least once. */
test.each([
  { cluster: 'pay-prod', story: 'all sealed', kms: 'ok', plain: false, v1: false, leaks: false },
  { cluster: 'audit-prod', story: 'plain ones from before', kms: 'ok', plain: true, v1: false, leaks: false },
  { cluster: 'report-prod', story: 'writes in plain', kms: 'ok', plain: false, v1: false, leaks: true },
  { cluster: 'mail-prod', story: 'v1 remains', kms: 'ok', plain: false, v1: true, leaks: false },
  { cluster: 'stock-prod', story: 'KMS refuses', kms: 'failed', plain: false, v1: true, leaks: false },
  {
    cluster: 'order-prod',
    story: 'restarted meanwhile',
    kms: 'failed',
    plain: false,
    v1: false,
    leaks: false,
  },
  { cluster: 'gateway-prod', story: 'no provider', kms: '', plain: false, v1: false, leaks: false },
])('$cluster: $story', async ({ cluster, kms, plain, v1, leaks }) => {
  const login = await kubeconfigOf(sandbox, await clusterIdOf(sandbox, cluster), {
    params: { PrivateIpAddress: 'true' },
  });
  const { text: readyz } = await askApiServer(login, '/readyz?verbose');
  const [, found = ''] = /\]kms-provider\S* (ok|failed)/.exec(readyz) ?? [];
  expect(found).toBe(kms);
  const counts = { plainRead: 0, v1Read: 0, plainWritten: 0 };
  for (let turn = 0; turn < 3; turn += 1) {
    const { text } = await askApiServer(login, '/metrics');
    const { plainRead, v1Read, plainWritten } = transformed(text);
    counts.plainRead += plainRead;
    counts.v1Read += v1Read;
    counts.plainWritten += plainWritten;
  }
  // What is written in plain is read in plain from then on.
  expect({ plain: counts.plainRead > 0, v1: counts.v1Read > 0, leaks: counts.plainWritten > 0 }).toEqual({
    plain: plain || leaks,
    v1,
    leaks,
  });
});
