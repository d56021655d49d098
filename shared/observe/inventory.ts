import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { type ClusterList, collectClusters, type ListWatch } from '../collect/clusters.ts';
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

/** What `startInventory` sees in the end. */
export function observeInventory(...given: Parameters<typeof startInventory>): Promise<Observed> {
  return startInventory(...given).observed;
}

/**
 * Sees the clusters with their flag, the service role, the trails, the people and the way to KMS, while it is still
 * being asked whose account it is. `before`: what the job knows already, where that is known; needed only when the list is there. `list`: the clusters, which are there before
 * the rest. `early`: who is told of the list as it comes, and the cloud that has answers to what was asked of the surroundings of its clusters.
 */
export function startInventory(
  rest: Omit<JobContext, 'account'>,
  identifying: Promise<Observation<Identity>>,
  calibration: (account: string) => Promise<Calibration>,
  before: JobState | null | Promise<JobState | null> = null,
  early: { list?: ListWatch; cloud?: Cloud } = {},
): { list: Promise<ClusterList>; observed: Promise<Observed> } {
  const { cloud, config, now } = rest;
  const startedAt = now();
  const home = homeOf(config);
  const role = wants(rest, 'role') ? collectRole(cloud) : Promise.resolve(null);
  const account = identifying.then((identity) => accountOf(identity, role));
  const pageSize = async () => {
    const { clusterPageSize, ackCalls } = await calibration(await account);
    if (ackCalls !== null) cloud.recall(cs.describeClustersV1, home, ackCalls);
    return clusterPageSize;
  };
  const list = collectClusters(cloud, config, account, pageSize, early.list);
  const trails = wants(rest, 'trails') ? collectTrails(cloud, home, list.then(regionsInScope)) : null;
  const observe = async (): Promise<Observed> => {
    const { clusters } = await list;
    const parts = {
      clusters,
      ...(await observeSurroundings(
        { ...rest, cloud: early.cloud ?? cloud },
        account,
        await list,
        await before,
      )),
      ...ifSeen('role', await role),
      ...ifSeen('trails', trails && seen(await trails, startedAt.toISOString())),
    };
    const identity = await identifying;
    const context = { account: await account, now };
    return observed('inventory', context, startedAt, parts, { gaps: identity.seen ? [] : [identity] });
  };
  return { list, observed: observe() };
}

/** The region whose trails are asked for first. */
export function homeOf({ site }: Pick<Config, 'site'>): string {
  return site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
}

/** When the identity is not told, the ARN of a role of the account tells whose it is. */
async function accountOf(
  identity: Observation<Identity>,
  asked: Promise<Observation<ServiceRole> | null>,
): Promise<string> {
  if (identity.seen) return identity.value.AccountId;
  const role = await asked;
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
