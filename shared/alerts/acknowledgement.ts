import type { AlertsConfig } from '../config/alerts.ts';
import type { AccountView } from './account-view.ts';
import type { Ledger } from './ledger.ts';

/**
 * Binds each acknowledgement of the configuration to the life that its finding has when it is first seen, so that it ends
 * with that life although the line may still stand in the file. Answers the same object when nothing is new.
 */
export function bindAcknowledgements(
  before: Ledger['acknowledged'],
  { acknowledged }: Pick<AlertsConfig, 'acknowledged'>,
  views: readonly AccountView[],
  own: Ledger['own'],
): Ledger['acknowledged'] {
  if (acknowledged.length === 0 && Object.keys(before).length === 0) return before;
  const lives = new Map<string, string>();
  for (const { findings } of views)
    for (const { finding, life } of findings) lives.set(finding.fingerprint, life.firstSeen);
  for (const [fingerprint, { firstSeen }] of Object.entries(own.open)) lives.set(fingerprint, firstSeen);
  const bound: Record<string, string> = {};
  for (const { finding } of acknowledged) {
    const since = before[finding] ?? lives.get(finding);
    if (since !== undefined) bound[finding] = since;
  }
  return JSON.stringify(bound) === JSON.stringify(before) ? before : bound;
}
