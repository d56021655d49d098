import type { Json } from './finding.ts';

/** What one account showed of something that is not documented. */
export interface CalibratedFact {
  value: Json;
  /** When it was seen, ISO 8601, UTC. */
  at: string;
  evidence: Readonly<Record<string, Json>>;
}

/** By the id of the fact. */
export type CalibratedFacts = Readonly<Record<string, CalibratedFact>>;

/** What collectors ask otherwise when an account has shown that they may. */
export interface Calibration {
  /** Page of the cluster list that was accepted, whole. */
  clusterPageSize: number;
  /** How ActionTrail spells the service role; null: not known. */
  roleSpelling: string | null;
  /** Where the events of switching encryption are kept besides the region of the cluster; null: nowhere, as far as is known. */
  switchRegion: string | null;
  /** Calls to ACK in a second that the account was found to bear; null: not tried. */
  ackCalls: number | null;
}

/** What holds on every account, as far as anybody knows. */
export const UNCALIBRATED: Calibration = {
  clusterPageSize: 50,
  roleSpelling: null,
  switchRegion: null,
  ackCalls: null,
};

export const PAGE_SIZE_FACT = 'cluster-page-size';
export const SPELLING_FACT = 'role-spelling';
export const SWITCH_FACT = 'encryption-change-event';
/** Found by the runs of the inventory; the others by `sealwatch doctor`. */
export const ACK_RATE_FACT = 'ack-calls-per-second';

const LARGEST_PAGE = 100;
const REGION_ID = /^[a-z]+(-[a-z0-9]+)+$/;
/** The cloud changes; what was seen longer ago is seen again first. */
const VALID_MS = 90 * 86_400_000;

/** What collectors may rely on. A value that makes no sense, or is old, counts as not known. */
export function calibrationFrom(facts: CalibratedFacts, now: Date): Calibration {
  const valid = (id: string): Json | undefined => {
    const fact = facts[id];
    return fact && now.getTime() - Date.parse(fact.at) < VALID_MS ? fact.value : undefined;
  };
  const size = valid(PAGE_SIZE_FACT);
  const spelling = valid(SPELLING_FACT);
  const calls = valid(ACK_RATE_FACT);
  const isSize = typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE;
  return {
    clusterPageSize: isSize ? size : UNCALIBRATED.clusterPageSize,
    roleSpelling: typeof spelling === 'string' ? spelling : null,
    switchRegion: regionIn(valid(SWITCH_FACT)),
    ackCalls: typeof calls === 'number' && calls >= 1 ? calls : null,
  };
}

function regionIn(told: Json | undefined): string | null {
  if (typeof told !== 'object' || told === null || !('keptIn' in told)) return null;
  const { keptIn } = told;
  return typeof keptIn === 'string' && REGION_ID.test(keptIn) ? keptIn : null;
}
