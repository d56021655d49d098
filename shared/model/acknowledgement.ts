import { rank, type Severity } from './finding.ts';

/** Somebody works on a finding until a time: it is not repeated before. It changes no verdict. Times in ISO 8601, UTC. */
export interface Acknowledgement {
  fingerprint: string;
  /** The name that was given. */
  by: string;
  at: string;
  until: string;
  /** Start of the life of the finding for which it was given: it ends with that life. */
  since: string;
  /** How bad it was then: it does not hold for anything worse. */
  severity: Severity;
  /** Whether by the link of a message, or by the command line. */
  via: 'link' | 'command';
}

/** So long a finding is acknowledged by the link of a message. */
export const LINK_HOURS = 4;

/** What an acknowledgement is held against. */
interface Held {
  /** Start of the life of the finding. */
  since: string;
  severity: Severity;
}

/** Whether it was given for this life of the finding, and for nothing less bad. */
export function isFor({ since, severity }: Acknowledgement, held: Held): boolean {
  return since === held.since && rank(severity) <= rank(held.severity);
}

/** Whether it silences the finding now. */
export function isInForce(given: Acknowledgement, held: Held, now: Date): boolean {
  return isFor(given, held) && given.until > now.toISOString();
}
