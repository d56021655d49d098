import type { Cluster } from '../world/cluster.ts';
import { kmsTrouble } from '../world/kms-access.ts';
import { keyIdOf } from '../world/secrets.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Account, WorldState } from '../world/world-state.ts';

/** Moments at which KMS may begin or cease to serve the cluster: nothing else changes between them but debts. */
function turningPoints(account: Account, cluster: Cluster): number[] {
  const moments: number[] = [];
  const take = <T>(timeline: Timeline<T> | undefined | null): void => {
    for (const step of timeline?.steps ?? []) moments.push(step.from);
  };
  take(cluster.encryption);
  for (const { value } of cluster.encryption.steps) take(account.keys.get(keyIdOf(value.key))?.state);
  for (const role of account.roles.values()) {
    take(role.exists);
    take(role.trust);
    take(role.attached);
  }
  take(account.kmsStatus.get(cluster.region));
  return moments;
}

/** How much of a span KMS refused the cluster. */
export function troubledTime(
  world: WorldState,
  account: Account,
  cluster: Cluster,
  { from, to }: { from: number; to: number },
): number {
  const within = turningPoints(account, cluster).filter((moment) => moment > from && moment < to);
  const edges = [...new Set([from, ...within, to])].sort((one, other) => one - other);
  let total = 0;
  for (const [index, edge] of edges.entries()) {
    const end = edges[index + 1] ?? edge;
    if (end > edge && kmsTrouble(world, account, cluster, edge)) total += end - edge;
  }
  return total;
}
