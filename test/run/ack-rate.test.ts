import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { readCalibration } from '../../shared/state/calibration.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { type Watcher, watch } from '../jobs/harness.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function rateIn({ store }: Watcher): Promise<unknown> {
  const account = '1000000000000001';
  const stored = await readCalibration(store, account);
  return stored.kind === 'ok' ? stored.value['ack-calls-per-second']?.value : stored.kind;
}

test('how many calls ACK bears is found by a list that has to wait, kept, and lowered when it throttles', async () => {
  const generate = { clusters: 800, regions: 2, keys: 4, seed: 7 }; // 16 pages
  sandbox = await startSandbox({ generate, rates: 'off' });
  const watcher = watch(sandbox, '', memoryStore(), () => sandbox.now(), true);
  await watcher.audit(['inventory']);
  const found = await rateIn(watcher);
  expect(found).toBeGreaterThan(10);
  expect(found).toBeLessThanOrEqual(20); // it doubles at most while this list lasts
  await setFaults(sandbox, [{ kind: 'throttle', action: 'DescribeClustersV1', nth: [5, 6, 7] }]);
  await watcher.audit(['inventory']);
  expect(await rateIn(watcher)).toBeLessThan(Number(found));
});

test('a list of one page shows nothing, and nothing is kept', async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  const watcher = watch(sandbox, '', memoryStore(), () => sandbox.now(), true);
  await watcher.audit(['inventory']);
  expect(await rateIn(watcher)).toBe('none');
});
