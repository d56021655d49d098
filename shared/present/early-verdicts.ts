import { clusterVerdicts } from '../checks/cluster-verdicts.ts';
import type { Check } from '../checks/define-check.ts';
import { checks } from '../checks/index.ts';
import { runChecks } from '../checks/run-checks.ts';
import type { Config } from '../config/schema.ts';
import type { Cluster } from '../model/cluster.ts';
import { rank, type Severity } from '../model/finding.ts';
import { JOBS, type JobResult } from '../model/job.ts';
import type { Key } from '../model/key.ts';
import { seen, unseen } from '../model/observation.ts';
import { type Language, render } from '../text/render.ts';

/** A cluster that is at risk whatever the rest of the audit finds. */
export interface EarlyRow {
  account: string;
  cluster: string;
  /** Its id where it has none. */
  name: string;
  region: string;
  /** In the language of the reader. */
  why: string;
  severity: Severity;
}

interface Sight {
  clusters: Map<string, Cluster>;
  newClusters: Cluster[];
  newKeys: Key[];
}

/** What was read is a part of a list whose rest is not there yet: a failure from it stays, and nothing passes that needs the whole. */
const BEING_READ = [unseen('unreachable', 'it is being read')];

const EARLY_PARTS: ReadonlySet<string> = new Set(['clusters', 'keys']);
const EARLY_CHECKS: readonly Check[] = checks.filter(({ reads }) =>
  reads.every((part) => EARLY_PARTS.has(part)),
);

/**
 * Judges clusters while they are read, by the checks of the audit. It knows only of failures: those that hold whatever is read later.
 * Whether a cluster is healthy is known when everything about it was read.
 */
export class EarlyVerdicts {
  readonly #config: Pick<Config, 'policy' | 'site'>;
  readonly #language: Language;
  readonly #now: () => Date;
  readonly #sights = new Map<string, Sight>();
  readonly #rows = new Map<string, EarlyRow>();

  constructor(config: Pick<Config, 'policy' | 'site'>, language: Language, now: () => Date) {
    this.#config = config;
    this.#language = language;
    this.#now = now;
  }

  cluster(account: string, cluster: Cluster): void {
    this.#sight(account).newClusters.push(cluster);
  }

  key(account: string, key: Key): void {
    this.#sight(account).newKeys.push(key);
  }

  /** What a job found once it has ended. */
  result(account: string, { parts, findings, passed }: JobResult): void {
    const { clusters } = this.#sight(account);
    if (parts.clusters?.seen) for (const cluster of parts.clusters.value) clusters.set(cluster.id, cluster);
    this.#keep(account, { findings, passed }, clusters.values());
  }

  /** The clusters that are known to be at risk, the worst first, then as they became known. */
  rows(): EarlyRow[] {
    for (const [account, sight] of this.#sights) this.#judgeNew(account, sight);
    return [...this.#rows.values()].sort((a, b) => rank(a.severity) - rank(b.severity));
  }

  #sight(account: string): Sight {
    const known = this.#sights.get(account) ?? { clusters: new Map(), newClusters: [], newKeys: [] };
    this.#sights.set(account, known);
    return known;
  }

  #judgeNew(account: string, sight: Sight): void {
    const { clusters, newClusters, newKeys: keys } = sight;
    if (newClusters.length + keys.length === 0) return;
    for (const cluster of newClusters) clusters.set(cluster.id, cluster);
    const ids = new Set([...newClusters.map(({ id }) => id), ...keys.flatMap((key) => key.clusters)]);
    const concerned = [...ids].flatMap((id) => clusters.get(id) ?? []);
    const now = this.#now();
    const at = now.toISOString();
    const parts = { clusters: seen(concerned, at, BEING_READ), keys: seen(keys, at, BEING_READ) };
    const judged = runChecks({ account, parts, gaps: [] }, this.#config, now, JOBS, EARLY_CHECKS);
    this.#keep(account, judged, concerned);
    sight.newClusters = [];
    sight.newKeys = [];
  }

  #keep(account: string, result: Pick<JobResult, 'findings' | 'passed'>, clusters: Iterable<Cluster>): void {
    const decide = clusterVerdicts([result], this.#config.policy);
    for (const cluster of clusters) {
      const { verdict, why } = decide(cluster);
      if (verdict !== 'fail' || !why) continue;
      const { id, name, region } = cluster;
      const known = this.#rows.get(`${account} ${id}`);
      const { summary, evidence, severity = 'high' } = why;
      if (known && rank(known.severity) <= rank(severity)) continue;
      const text = render(summary, evidence, this.#language);
      this.#rows.set(`${account} ${id}`, {
        account,
        cluster: id,
        name: name || id,
        region,
        why: text,
        severity,
      });
    }
  }
}
