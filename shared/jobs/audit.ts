import { refusesCredentials } from '../cloud/answer.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { collectIdentity } from '../collect/identity.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { AccountResult, Job, JobResult } from '../model/job.ts';
import type { Unseen } from '../model/observation.ts';
import { runActivity } from './activity.ts';
import type { JobContext } from './context.ts';
import { runInventory } from './inventory.ts';
import { runKeys } from './keys.ts';

export interface AuditOptions {
  cloud: Cloud;
  config: Config;
  jobs: readonly Job[];
  now: () => Date;
  onJob?: (job: Job, state: 'started' | 'finished') => void;
}

/**
 * Runs the jobs once on the account of the credentials. Throws `AppError` when nothing can be seen at
 * all: CredentialsMissing, CredentialsRefused, CredentialsExpired, CloudUnreachable.
 */
export async function auditAccount(options: AuditOptions): Promise<AccountResult> {
  const { cloud, config, jobs, now } = options;
  await cloud.prepare();
  const identifying = collectIdentity(cloud);
  const observing = observed('inventory', options, () => runInventory({ cloud, config, now }, identifying));
  const [identity, inventory] = await Promise.all([identifying, observing]);
  const { account } = inventory;
  const { clusters } = inventory.parts;
  if (!identity.seen && refusesCredentials(identity)) throw refused(identity);
  if (clusters?.seen === false && refusesCredentials(clusters)) throw refused(clusters);
  if (!identity.seen && clusters?.seen === false) throw unreachable(clusters);

  const context: JobContext = { account, cloud, config, now };
  const later = await Promise.all([
    jobs.includes('keys') ? observed('keys', options, () => runKeys(context, inventory.parts)) : null,
    jobs.includes('activity')
      ? observed('activity', options, () => runActivity(context, inventory.parts))
      : null,
  ]);
  const results = [inventory, ...later].filter((result) => result !== null);
  return { id: account, name: config.accounts.find(({ id }) => id === account)?.name ?? '', results };
}

async function observed(
  job: Job,
  { onJob }: AuditOptions,
  run: () => Promise<JobResult>,
): Promise<JobResult> {
  onJob?.(job, 'started');
  const result = await run();
  onJob?.(job, 'finished');
  return result;
}

function refused({ code = '', detail }: Unseen): AppError {
  if (code.includes('Expired') && code.startsWith('InvalidSecurityToken')) {
    return new AppError(
      'CredentialsExpired',
      `The security token has expired (${code}).`,
      'Fetch a new token, or log in again, and run once more.',
    );
  }
  if (code.startsWith('InvalidTimeStamp')) {
    return new AppError(
      'ClockSkew',
      `Alibaba Cloud refused the time of the request (${code}).`,
      'Set the clock of this machine; it is more than 15 minutes off.',
    );
  }
  return new AppError(
    'CredentialsRefused',
    `Alibaba Cloud refused the credentials: ${detail}`,
    'Check the access key id and its secret; the key may be disabled or deleted.',
  );
}

function unreachable({ detail }: Unseen): AppError {
  return new AppError(
    'CloudUnreachable',
    `Alibaba Cloud cannot be reached: ${detail}`,
    'Check the network, a proxy, and SEALWATCH_ENDPOINT if it is set.',
  );
}
