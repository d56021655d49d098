import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { fc } from '../cloud/functions.ts';
import { collectIdentity } from '../collect/identity.ts';
import { AppError } from '../model/error.ts';
import type { OssStore } from '../store/oss.ts';

/** The account of the credentials. Throws `AppError` SetupRefused. */
export async function accountOf(cloud: Cloud): Promise<string> {
  const identity = await collectIdentity(cloud);
  if (identity.seen) return identity.value.AccountId;
  throw new AppError(
    'SetupRefused',
    `The account of the credentials could not be read: ${identity.detail}`,
    'Check the credentials and the network; `sealwatch doctor` looks closer.',
  );
}

/** Whether a function is deployed. Throws `AppError` SetupRefused. */
export async function hasFunction(cloud: Cloud, region: string, functionName: string): Promise<boolean> {
  const answer = await cloud.call(fc.getFunction, { region, path: { functionName } });
  if (answer.seen || answer.because === 'absent') return answer.seen;
  throw new AppError(
    'SetupRefused',
    `${functionName} could not be read: ${answer.detail}`,
    'Grant fc:GetFunction (docs/ram/deployer-policy.json).',
  );
}

const triggersSchema = v.object({
  triggers: v.array(v.object({ httpTrigger: v.nullish(v.object({ urlInternet: v.nullish(v.string()) })) })),
});

/** The public address of the HTTP trigger of a function; null when it has none, or it cannot be read. */
export async function addressOf(cloud: Cloud, region: string, functionName: string): Promise<string | null> {
  const answer = await cloud.call(fc.listTriggers, { region, path: { functionName } });
  const list = v.safeParse(triggersSchema, answer.seen ? answer.value : null);
  if (!list.success) return null;
  return list.output.triggers.flatMap(({ httpTrigger }) => httpTrigger?.urlInternet ?? [])[0] ?? null;
}

/** Whether the bucket is there, in its region and ours. Throws `AppError` where it cannot be used: StoreVersioned, StoreDenied, … */
export async function hasBucket(bucket: OssStore): Promise<boolean> {
  try {
    await bucket.versioning();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'StoreMissing') return false;
    throw error;
  }
}
