import { collectActivity } from '../collect/activity.ts';
import type { JobResult } from '../model/job.ts';
import { keysInUse } from '../model/key.ts';
import { seen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type JobContext, wants } from './context.ts';
import { finishJob } from './finish-job.ts';

/** Sees in ActionTrail whether the service role really uses each key, and which of its calls were refused. */
export async function runActivity(context: JobContext, { clusters }: Snapshot['parts']): Promise<JobResult> {
  const { cloud, config, now } = context;
  const startedAt = now();
  if (!clusters?.seen) {
    return finishJob('activity', startedAt, context, {}, clusters ? { clusters, activity: clusters } : {});
  }
  if (!wants(context, 'decrypt-activity', 'kms-call-failures')) {
    return finishJob('activity', startedAt, context, {}, { clusters });
  }
  const window = { days: config.policy.proofWindowDays, now: startedAt };
  const { activity } = await collectActivity(cloud, keysInUse(clusters.value), window);
  return finishJob(
    'activity',
    startedAt,
    context,
    { activity: seen(activity, startedAt.toISOString()) },
    { clusters },
  );
}
