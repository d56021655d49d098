import type { Observation } from './observation.ts';

/** When the service role last succeeded. ISO 8601, UTC. */
export interface Use {
  encrypt: string | null;
  decrypt: string | null;
  /** Event that proves the newest of the two. */
  eventId: string;
}

/** A call of the service role that the cloud refused. */
export interface FailedCall {
  /** Encrypt or Decrypt. */
  call: string;
  at: string;
  code: string;
  message: string;
  eventId: string;
  /** Null when the event names no key. */
  keyId: string | null;
}

/** How many successes of each key were read in a span that was read without a gap. ISO 8601, UTC. */
export interface Density {
  from: string;
  to: string;
  /** By key id. */
  calls: Readonly<Record<string, number>>;
}

/** What ActionTrail told of one region. */
export interface RegionUse {
  /** Successes by key id, where the event names the key. */
  keys: Readonly<Record<string, Use>>;
  /** The newest success whose event names no key. */
  unnamed: Use | null;
  failures: readonly FailedCall[];
  /** Start of the searched window, ISO 8601, UTC. */
  from: string;
  /** The whole window was read; false when the search stopped early, for example at a page limit. */
  searched: boolean;
  /** Absent in what an earlier version stored. */
  density?: Density;
}

export interface RegionActivity {
  region: string;
  use: Observation<RegionUse>;
}
