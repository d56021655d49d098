import type { Observation } from './observation.ts';

/** A policy as the cloud delivers it: JSON text, or why it could not be read. */
export interface PolicyText {
  name: string;
  document: Observation<string>;
}

/** Allow minus Deny. `open`: the documents do not settle it, because something in them cannot be judged from outside. */
export type Effect = 'allowed' | 'denied' | 'open';

/** A statement that decides, or leaves it open. */
export interface Clause {
  /** Name of the policy and number of the statement, with its Sid: `extra #2 (guard)`. */
  statement: string;
  /** Elements that leave it open: `Condition`, or one that is not known; `document` when nothing of it was read. */
  openBy: readonly string[];
}

export interface Decision {
  effect: Effect;
  /** Denied by no statement: none allows it. */
  by: readonly Clause[];
}
