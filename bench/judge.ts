import { runChecks } from '../shared/checks/run-checks.ts';
import { parseConfig } from '../shared/config/load-config.ts';
import { JOBS } from '../shared/model/job.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import { activity, cluster, key, kmsStatus, NOW, regionUse, role, seen, trail } from '../test/builders.ts';
import { median } from './cloud.ts';

/** Milliseconds that all checks take on a snapshot of so many clusters with a key for every ten. */
export function judgeMany(count: number, runs: number): number {
  const keyOf = (index: number) => `key-${index % Math.ceil(count / 10)}`;
  const regionOf = (index: number) => `cn-region-${(index % Math.ceil(count / 10)) % 25}`;
  const clusters = Array.from({ length: count }, (_, index) =>
    cluster({
      id: `c-${index}`,
      region: regionOf(index),
      encryption: seen({ on: true, keyId: keyOf(index) }),
    }),
  );
  const keys = Array.from({ length: Math.ceil(count / 10) }, (_, index) =>
    key({}, { id: keyOf(index), reference: keyOf(index), region: regionOf(index), clusters: [`c-${index}`] }),
  );
  const regions = [...new Set(clusters.map(({ region }) => region))];
  const snapshot: Snapshot = {
    account: '1000000000000001',
    parts: {
      clusters: seen(clusters),
      role: seen(role()),
      trails: seen(regions.map((region) => ({ region, trails: seen([trail()]) }))),
      keys: seen(keys),
      instances: seen([]),
      kmsStatus: seen(regions.map((region) => kmsStatus(seen('Enabled'), { region }))),
      activity: seen(regions.map((region) => activity(regionUse(), region))),
    },
    gaps: [],
  };
  const { policy, site } = parseConfig('', 'defaults', {}, { checks: [] });
  const took = Array.from({ length: runs + 2 }, () => {
    const before = performance.now();
    runChecks(snapshot, { policy, site }, NOW, JOBS);
    return performance.now() - before;
  });
  return Math.round(median(took.slice(2)));
}
