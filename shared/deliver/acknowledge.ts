import { type Acknowledgement, isInForce } from '../model/acknowledgement.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { readAcknowledgements, storeAcknowledgement } from '../state/acknowledgements.ts';
import type { OpenNow } from './open-findings.ts';

/** What people are to be called by in the report. */
const LONGEST_NAME = 60;

export interface Acknowledging extends Pick<Acknowledgement, 'by' | 'until' | 'via'> {
  fingerprints: readonly string[];
}

/** What became of it, for each finding: `already`: somebody acknowledged it before, and it holds; `gone`: it is not open any more. */
export type Acknowledged =
  | { kind: 'done' | 'already'; given: Acknowledgement; open: OpenNow }
  | { kind: 'gone'; fingerprint: string };

/**
 * Notes that somebody works on findings. A link that is used again changes nothing while it holds; a command replaces what was
 * said before. Throws what the store throws.
 */
export async function acknowledge(
  store: ObjectStore,
  { fingerprints, by, until, via }: Acknowledging,
  open: ReadonlyMap<string, OpenNow>,
  now: Date,
): Promise<Acknowledged[]> {
  const before = new Map((await readAcknowledgements(store)).map((given) => [given.fingerprint, given]));
  const told: Acknowledged[] = [];
  for (const fingerprint of fingerprints) {
    const entry = open.get(fingerprint);
    if (!entry) {
      told.push({ kind: 'gone', fingerprint });
      continue;
    }
    const { since, finding } = entry;
    const { severity } = finding;
    const known = before.get(fingerprint);
    if (via === 'link' && known && isInForce(known, { since, severity }, now)) {
      told.push({ kind: 'already', given: known, open: entry });
      continue;
    }
    const given = { fingerprint, by, at: now.toISOString(), until, since, severity, via };
    await storeAcknowledgement(store, given);
    told.push({ kind: 'done', given, open: entry });
  }
  return told;
}

/** A name as it was given, on one line; null when it is none. */
export function nameIn(text: string): string | null {
  const name = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return name === '' || [...name].length > LONGEST_NAME ? null : name;
}
