import type { Job } from '../../shared/model/job.ts';

export const MINUTE = 60_000;

/** How soon a breakage must have been told, and how soon its end. */
interface Bound {
  job: Job;
  /** The interval of the job, the delay of events where it reads them, and what messages may take. */
  ms: number;
  /** Decides the verdict of the clusters that it hits. */
  decides: boolean;
  /** A run of its job may still go by what was seen before, until the bound is over. */
  late?: boolean;
  /** Other breakages that tell of it, while they last. */
  behind: readonly string[];
}

const ENCRYPTION = ['cluster-encryption'];
/** KMS that is suspended tells nothing of its keys. */
const UNREAD = [...ENCRYPTION, 'kms-account-status'];
const REACHES_KMS = ['key-state', 'kms-account-status', 'kms-instance', 'security-role', 'network-path'];

/** The checks that the oracle knows the truth of. Intervals are those of s.yaml. */
export const BOUNDS: Readonly<Record<string, Bound>> = {
  'key-state': { job: 'keys', ms: 15 * MINUTE, decides: true, behind: UNREAD },
  'kms-instance': { job: 'keys', ms: 15 * MINUTE, decides: true, behind: UNREAD },
  'kms-account-status': { job: 'keys', ms: 15 * MINUTE, decides: true, behind: [] },
  'cluster-encryption': { job: 'inventory', ms: 75 * MINUTE, decides: true, behind: [] },
  'security-role': { job: 'inventory', ms: 75 * MINUTE, decides: true, behind: [] },
  'cluster-state': { job: 'inventory', ms: 75 * MINUTE, decides: true, behind: REACHES_KMS },
  // Looked at once a day, and again when an event tells that somebody changed it.
  'network-path': { job: 'inventory', ms: 105 * MINUTE, decides: true, late: true, behind: [] },
  'trail-coverage': { job: 'inventory', ms: 75 * MINUTE, decides: false, behind: [] },
  'arrears-clock': { job: 'spend', ms: 75 * MINUTE, decides: true, behind: [] },
  // Silence is seen after three times the longest pause, and ten minutes for late events: 40 minutes, but after hours without a
  // look, which are skipped here, up to an hour that was not read counts as a pause. Refused calls are calls.
  'decrypt-activity': {
    job: 'activity',
    ms: 250 * MINUTE,
    decides: false,
    behind: [...ENCRYPTION, ...REACHES_KMS, 'arrears-clock', 'cluster-state'],
  },
};

/** As long as what decides a verdict takes at most: after so long without any disturbance everything must be as it is. */
export const SETTLED_MS = 110 * MINUTE;
