import type { FailedCall, RegionUse } from '../model/activity.ts';
import type { JobState } from '../model/job-state.ts';

/** Marks refused calls of which the job `keys` has seen since that their cause is over: nobody need call to end them. */
export function withEnds(use: RegionUse, region: string, keys: JobState | null): RegionUse {
  const failures = use.failures.map((failure) => {
    const over = failure.over ?? endOf(failure, region, keys?.result?.parts ?? {});
    return over === undefined ? failure : { ...failure, over };
  });
  return { ...use, failures };
}

type KeyParts = NonNullable<JobState['result']>['parts'];

function endOf({ code, keyId, at }: FailedCall, region: string, parts: KeyParts): string | undefined {
  const good = code.startsWith('Forbidden.InDebt')
    ? paidIn(region, parts)
    : KEY_STATES.includes(code)
      ? enabledAt(keyId, region, parts)
      : undefined;
  return good !== undefined && good > at ? good : undefined;
}

/** Refusals for the state of the key. */
const KEY_STATES = ['Rejected.Disabled', 'Rejected.PendingDeletion', 'Rejected.PendingImport'];

function enabledAt(keyId: string | null, region: string, { keys }: KeyParts): string | undefined {
  const key = keys?.seen ? keys.value.find((one) => one.id === keyId && one.region === region) : undefined;
  if (!key?.metadata.seen || !key.metadata.value.exists) return undefined;
  const { state } = key.metadata.value;
  return state.seen && state.value === 'Enabled' ? state.at : undefined;
}

function paidIn(region: string, { kmsStatus }: KeyParts): string | undefined {
  const own = kmsStatus?.seen ? kmsStatus.value.find((one) => one.region === region) : undefined;
  return own?.status.seen && own.status.value === 'Enabled' ? own.status.at : undefined;
}
