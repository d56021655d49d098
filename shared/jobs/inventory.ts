import { collectClusters } from '../collect/clusters.ts';
import { collectRole } from '../collect/role.ts';
import { collectTrails } from '../collect/trails.ts';
import type { JobResult } from '../model/job.ts';
import { type JobContext, wants } from './context.ts';
import { finishJob } from './finish-job.ts';

/** Sees the clusters with their flag, the service role, and the trails. */
export async function runInventory(context: JobContext): Promise<JobResult> {
  const { cloud, config, account, now } = context;
  const startedAt = now();
  const home = config.site === 'china' ? 'cn-hangzhou' : 'ap-southeast-1';
  const [{ clusters, gaps }, role, trails] = await Promise.all([
    collectClusters(cloud, config, account),
    wants(context, 'security-role') ? collectRole(cloud) : null,
    wants(context, 'trail-coverage') ? collectTrails(cloud, home, account) : null,
  ]);
  const parts = { clusters, ...(role ? { role } : {}), ...(trails ? { trails } : {}) };
  return finishJob('inventory', startedAt, context, parts, {}, gaps);
}
