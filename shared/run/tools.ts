import type { Config } from '../config/schema.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Signer } from '../model/signature.ts';
import type { IsGone } from '../state/lease.ts';
import type { Tools } from './run-job.ts';

/** A run must have ended so long after its deadline that no clock can make two runs overlap. */
const GRACE_MS = 60_000;

/** Tools of a run that starts now and may take so long. */
export function toolsFor(
  store: ObjectStore,
  config: Config,
  { now, log, isGone, signer = null }: { now: () => Date; log: Log; isGone: IsGone; signer?: Signer | null },
  seconds: number = config.limits.jobTimeoutSeconds,
): Tools {
  const until = new Date(now().getTime() + seconds * 1000 + GRACE_MS);
  return { store, config, now, log, isGone, until, signer };
}
