import type { Severity } from './finding.ts';

/** A check explained for people, in one language. */
export interface CheckInfo {
  id: string;
  title: string;
  severity: Severity;
  job: string;
  resource: string;
  why: string;
  judged: string;
  remedy: string;
  /** Places such as `{id}` are filled in when the check fails. */
  command: string;
  frameworks: readonly { id: string; framework: string; clause: string; asks: string; decides: boolean }[];
}
