import { cs } from '../cloud/cs.ts';
import { type ClusterList, collectClusters } from '../collect/clusters.ts';
import type { Identity } from '../collect/identity.ts';
import { collectRole } from '../collect/role.ts';
import { collectTrails } from '../collect/trails.ts';
import type { Config } from '../config/schema.ts';
import type { Calibration } from '../model/calibration.ts';
import type { Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { type Observation, seen } from '../model/observation.ts';
import type { ServiceRole } from '../model/role.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type JobContext, observed, wants } from './context.ts';
import { observeSurroundings } from './surroundings.ts';

/**
 * Sees the clusters with their flag, the service role, the trails, the people and the way to KMS, while it is still
 * being asked whose account it is. `before`: what the job knows already, where that is known.
 */
export async function observeInventory(
  rest: Omit<JobContext, 'account'>,
  identifying: Promise<Observation<Identity>>,
  calibration: (account: string) => Promise<Calibration>,
  before: JobState | null = null,
): Promise<Observed> {
  const { cloud, config, now } = rest;
  const startedAt = now();
  const home = homeOf(config);
  const role = wants(rest, 'role') ? collectRole(cloud) : Promise.resolve(null);
  const account = identifying.then(async (identity) => accountOf(identity, await role));
  const pageSize = async () => {
    const { clusterPageSize, ackCalls } = await calibration(await account);
    if (ackCalls !== null) cloud.recall(cs.describeClustersV1, home, ackCalls);
    return clusterPageSize;
  };
  const list = collectClusters(cloud, config, account, pageSize);
  const trails = wants(rest, 'trails') ? collectTrails(cloud, home, list.then(regionsInScope)) : null;
  const at = startedAt.toISOString();
  const { clusters } = await list;
  const parts = {
    clusters,
    ...(await observeSurroundings(rest, account, await list, before)),
    ...ifSeen('role', await role),
    ...ifSeen('trails', trails && seen(await trails, at)),
  };
  const identity = await identifying;
  const context = { account: await account, now };
  return observed('inventory', context, startedAt, parts, {
    gaps: identity.seen ? [] : [identity],
  });
}

/** The region whose trails are asked for first. */
export function homeOf({ site }: Pick<Config, 'site'>): string {
  return site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
}

/** When the identity is not told, the ARN of a role of the account tells whose it is. */
function accountOf(identity: Observation<Identity>, role: Observation<ServiceRole> | null): string {
  if (identity.seen) return identity.value.AccountId;
  const arn = role?.seen && role.value.exists ? role.value.arn : '';
  return /^acs:ram::(\d+):/.exec(arn)?.[1] ?? 'unknown';
}

/** A part that nobody looked for is left out. */
function ifSeen<P extends 'role' | 'trails'>(part: P, value: Snapshot['parts'][P] | null): Snapshot['parts'] {
  return value ? { [part]: value } : {};
}

function regionsInScope({ clusters }: ClusterList): string[] {
  if (!clusters.seen) return [];
  return [...new Set(clusters.value.filter(({ inScope }) => inScope).map(({ region }) => region))];
}
