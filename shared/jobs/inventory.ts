import { type ClusterList, collectClusters } from '../collect/clusters.ts';
import { collectRole } from '../collect/role.ts';
import { collectTrails } from '../collect/trails.ts';
import type { JobResult } from '../model/job.ts';
import { seen } from '../model/observation.ts';
import { type JobContext, wants } from './context.ts';
import { finishJob } from './finish-job.ts';

/** Sees the clusters with their flag, the service role, and the trails, while it is still being asked whose account it is. */
export async function runInventory(
  rest: Omit<JobContext, 'account'>,
  account: Promise<string>,
): Promise<JobResult> {
  const { cloud, config, now } = rest;
  const startedAt = now();
  const home = config.site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
  const list = collectClusters(cloud, config, account);
  const [{ clusters, gaps }, role, trails] = await Promise.all([
    list,
    wants(rest, 'security-role') ? collectRole(cloud) : null,
    wants(rest, 'trail-coverage') ? collectTrails(cloud, home, list.then(regionsInScope)) : null,
  ]);
  const at = startedAt.toISOString();
  const parts = { clusters, ...(role ? { role } : {}), ...(trails ? { trails: seen(trails, at) } : {}) };
  return finishJob('inventory', startedAt, { ...rest, account: await account }, parts, {}, gaps);
}

function regionsInScope({ clusters }: ClusterList): string[] {
  if (!clusters.seen) return [];
  return [...new Set(clusters.value.filter(({ inScope }) => inScope).map(({ region }) => region))];
}
