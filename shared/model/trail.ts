import type { Observation } from './observation.ts';

/** An ActionTrail trail: delivery of events beyond the 90 days that can be looked up. */
export interface Trail {
  name: string;
  homeRegion: string;
  /** `All`, or one region. */
  region: string;
  /** Write, Read or All. */
  eventRW: string;
  enabled: boolean;
  delivery: Observation<{ logging: boolean; error: string }>;
}
