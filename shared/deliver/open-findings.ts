import type { Config } from '../config/schema.ts';
import type { Finding } from '../model/finding.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { readLedger } from './ledger-store.ts';
import { viewsFromStore } from './views-from-store.ts';

/** A finding that is open, and since when; ISO 8601, UTC. */
export interface OpenNow {
  finding: Finding;
  since: string;
  /** Names of the clusters that are hit. */
  clusters: readonly string[];
}

/** What is open now in all accounts, and in sealwatch itself, by fingerprint. Throws what the store throws. */
export async function openFindings(
  store: ObjectStore,
  config: Config,
  now: Date,
): Promise<Map<string, OpenNow>> {
  const { views } = await viewsFromStore(store, config, now);
  const { stored } = await readLedger(store, now);
  const own = Object.values(stored.ledger.own.open).map(({ finding, firstSeen }) => ({
    finding,
    since: firstSeen,
    clusters: [],
  }));
  const open = views.flatMap(({ findings, clusters }) =>
    findings.map(({ finding, life }) => ({
      finding,
      since: life.firstSeen,
      clusters: finding.clusters.map((id) => clusters[id]?.name || id),
    })),
  );
  return new Map([...own, ...open].map((one) => [one.finding.fingerprint, one]));
}
