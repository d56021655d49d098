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
  /** When what it was refused for was seen to be over; ISO 8601, UTC. */
  over?: string;
}

/** How many successes of each key were read in a span that was read without a gap. ISO 8601, UTC. */
export interface Density {
  from: string;
  to: string;
  /** By key id. */
  calls: Readonly<Record<string, number>>;
}

/** How regularly a key was called between two of its calls, refused ones among them. ISO 8601, UTC. */
export interface Pace {
  since: string;
  until: string;
  /** The longest silence in between, in seconds. */
  longest: number;
}

const SHORTEST_S = 30 * 60;
/** Events come up to ten minutes late. */
const DELAY_S = 10 * 60;
/** A rhythm is known once so much of it was watched. */
const KNOWN_S = 20 * 60;
const KNOWN_TIMES = 10;

/** Seconds of silence after which a key that was called at this pace has stopped; null while too little of it is known. */
export function longestSilence({ since, until, longest }: Pace): number | null {
  const watched = (Date.parse(until) - Date.parse(since)) / 1000;
  if (watched < Math.max(KNOWN_S, KNOWN_TIMES * longest)) return null;
  return Math.max(SHORTEST_S, 3 * longest + DELAY_S);
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
  /** These are absent in what an earlier version stored. End of the searched window, ISO 8601, UTC. */
  to?: string;
  density?: Density;
  /** By id of each key that was asked for and has ever been called, however long ago. */
  paces?: Readonly<Record<string, Pace>>;
}

export interface RegionActivity {
  region: string;
  use: Observation<RegionUse>;
}
