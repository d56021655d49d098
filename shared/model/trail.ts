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
  /** It was made, and never started. */
  fresh?: true;
  /** It is one of the directory, for all its accounts. */
  organization?: true;
  delivery: Observation<{ logging: boolean; error: string }>;
}

/** The trails that can be seen from one region, those at home elsewhere included. */
export interface RegionTrails {
  region: string;
  trails: Observation<readonly Trail[]>;
}

/** Enabled, recording everything, and delivering. */
export function works({ enabled, eventRW, delivery }: Trail): boolean {
  return (
    enabled && eventRW === 'All' && delivery.seen && delivery.value.logging && delivery.value.error === ''
  );
}
