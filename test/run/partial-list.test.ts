import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { objectOf } from '../../shared/collect/read.ts';
import type { Report } from '../../shared/model/report.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { advance, type Watcher, watch } from '../jobs/harness.ts';
import { cloudOf } from '../sandbox-cloud.ts';

let sandbox: Sandbox;
let watcher: Watcher;
let entries: readonly unknown[];

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  watcher = watch(sandbox);
  const answer = await cloudOf(sandbox).call(cs.describeClustersV1, { region: 'cn-hangzhou', query: {} });
  const list = answer.seen ? objectOf(answer.value)['clusters'] : [];
  entries = Array.isArray(list) ? list : [];
});
afterEach(() => sandbox.close());

const answerWith = (field: 'clusters' | 'page_info.total_count', value: unknown) =>
  setFaults(sandbox, [{ kind: 'wrongType', action: 'DescribeClustersV1', field, value }]);

const rows = ({ clusters }: Report) =>
  clusters.map(({ name, verdict, stale }) => `${name} ${verdict}${stale ? ' stale' : ''}`);
const gaps = ({ findings }: Report) =>
  findings.filter(({ check }) => check === 'resource-unreadable').map(({ evidence }) => evidence['detail']);

test('a list with a cluster twice: every cluster is judged, and one finding says so', async () => {
  await answerWith('clusters', [...entries, entries[0]]);
  const report = await watcher.audit();
  expect(rows(report)).toEqual(['pay-prod pass', 'web-prod pass']);
  expect(gaps(report)).toEqual(['the list holds 1 of its entries twice']);
  expect(report.complete).toBe(false);
});

test('a list with a total that is one higher: every cluster is judged, and one finding says so', async () => {
  await answerWith('page_info.total_count', entries.length + 1);
  const report = await watcher.audit();
  expect(rows(report)).toEqual(['pay-prod pass', 'web-prod pass']);
  expect(gaps(report)).toEqual(['the list holds 2 of 3 clusters']);
  expect(report.complete).toBe(false);
});

test('a cluster that a later list cannot tell stays as it was seen, never passes, and is not removed', async () => {
  const first = await watcher.audit();
  expect(rows(first)).toEqual(['pay-prod pass', 'web-prod pass']);
  const [seenAt] = first.clusters.map((row) => row.seenAt);
  await advance(sandbox, 'PT20M');
  await answerWith('clusters', entries.slice(0, 1));
  for (const _ of ['second', 'third']) {
    const later = await watcher.audit();
    expect(rows(later)).toEqual(['pay-prod pass', 'web-prod unknown stale']);
    expect(later.clusters[1]).toMatchObject({ encryption: 'encrypted', keyState: 'Enabled', seenAt });
    expect(later.clusters[0]?.seenAt).not.toBe(seenAt);
    expect(later.changes).toEqual([]);
    await advance(sandbox, 'PT20M');
  }
  await setFaults(sandbox, [{ kind: 'deny', action: 'DescribeClustersV1' }]);
  const blind = await watcher.audit();
  expect(rows(blind)).toEqual(['pay-prod unknown stale', 'web-prod unknown stale']);
  await setFaults(sandbox, []);
  sandbox.world.removeCluster({ cluster: 'web-prod', by: 'alice' });
  const gone = await watcher.audit();
  expect(rows(gone)).toEqual(['pay-prod pass', 'web-prod skipped']); // it is being deleted
  expect(gone.changes.map(({ kind, resource }) => `${kind} ${resource.name}`)).toEqual([
    'cluster-removed web-prod',
  ]);
});

test('the key of a cluster that is not listed is still watched: its failure decides', async () => {
  await watcher.audit();
  await advance(sandbox, 'PT20M');
  await setFaults(sandbox, [{ kind: 'deny', action: 'DescribeClustersV1' }]);
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  expect(rows(await watcher.audit())).toEqual(['pay-prod fail stale', 'web-prod unknown stale']);
});
