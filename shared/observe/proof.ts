import pMap from 'p-map';
import { isSelected } from '../config/proof.ts';
import { type Cluster, sealingKey } from '../model/cluster.ts';
import type { Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { type Observation, seen } from '../model/observation.ts';
import type { ProvenCluster, PushedProof } from '../model/proof.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Stored } from '../state/formats/stored-format.ts';
import { type JobContext, observed, oldestFirst } from './context.ts';
import { countedServers } from './counted-servers.ts';
import { lookAtCluster } from './look-at-cluster.ts';

const AT_ONCE = 50;

/** What the CronJob of a cluster posted last. */
export type Pushed = (cluster: string) => Promise<Stored<PushedProof>>;

/**
 * Asks the API servers of the selected clusters how their Secrets are stored. What was asked longest ago comes first, so that
 * a deadline does not always cut off the same ones.
 */
export async function observeProof(
  context: JobContext,
  { clusters }: Snapshot['parts'],
  pushed: Pushed,
  before: JobState,
): Promise<Observed> {
  const { config, now } = context;
  const startedAt = now();
  if (!clusters?.seen) return observed('proof', context, startedAt, clusters ? { proofs: clusters } : {});
  const known = knownProofs(before);
  const wanted = clusters.value.filter(
    (cluster) => sealingKey(cluster) !== null && isSelected(config.proof, cluster),
  );
  const order = oldestFirst(wanted, ({ id }) => known.get(id)?.at ?? '');
  const proofs = await pMap(order, (cluster) => prove(context, cluster, pushed, known.get(cluster.id)), {
    concurrency: Math.min(AT_ONCE, config.limits.concurrency),
  });
  const places = new Map(wanted.map(({ id }, place) => [id, place]));
  proofs.sort((a, b) => (places.get(a.cluster) ?? 0) - (places.get(b.cluster) ?? 0));
  const at = startedAt.toISOString();
  return observed('proof', context, startedAt, { proofs: seen(proofs, at) });
}

function knownProofs({ result }: JobState): ReadonlyMap<string, ProvenCluster> {
  const proofs: Observation<readonly ProvenCluster[]> | undefined = result?.parts.proofs;
  return new Map(proofs?.seen ? proofs.value.map((proof) => [proof.cluster, proof]) : []);
}

async function prove(
  context: JobContext,
  cluster: Cluster,
  pushed: Pushed,
  before: ProvenCluster | undefined,
): Promise<ProvenCluster> {
  const counted = before?.counted ?? [];
  const post = await pushed(cluster.id);
  const proof = await lookAtCluster(context, cluster, post, counted);
  const { version, providers, servers } = proof;
  // One that the deadline cut off was not asked: the next run begins with it.
  const isCut = context.cloud.signal.aborted && ![version, providers, servers].some((told) => told.seen);
  const at = isCut ? (before?.at ?? new Date(0).toISOString()) : proof.at;
  return {
    ...proof,
    at,
    counted: servers.seen ? countedServers(counted, servers.value, servers.at) : counted,
    markers: post.kind === 'ok' ? post.value.markers : [],
  };
}
