import { endOf } from '../config/waiver.ts';
import type { AlertContext } from './alert-context.ts';
import { CHANGES_MS } from './due-changes.ts';
import type { ChannelLedger, Ledger, NotifiedFinding } from './ledger.ts';

/** A little longer than changes are reported, because an event is dated earlier than the drift that it explains. */
const KEPT_MS = CHANGES_MS + 5 * 86_400_000;

/** Without channels that are not configured any more. Answers the same object when there is none. */
export function withoutFormerChannels(ledger: Ledger, names: readonly string[]): Ledger {
  const channels = without(ledger.channels, (_, name) => !names.includes(name));
  return channels === ledger.channels ? ledger : { ...ledger, channels };
}

/** Without what can no longer matter. Answers the same object when there is nothing to remove. */
export function pruneChannel(channel: ChannelLedger, context: AlertContext): ChannelLedger {
  const oldest = new Date(context.now.getTime() - KEPT_MS).toISOString();
  const changes = without(channel.changes, (at) => at < oldest);
  const said = without(channel.said, (notified, fingerprint) =>
    isPast(notified, fingerprint, context, oldest),
  );
  return changes === channel.changes && said === channel.said ? channel : { ...channel, changes, said };
}

/** A waiver whose finding has recovered and whose end has passed, and what belongs to an account that is not audited any more. */
function isPast(
  { state, waiver, resource, lastSaid }: NotifiedFinding,
  fingerprint: string,
  { open, views, now }: AlertContext,
  oldest: string,
): boolean {
  if (open.has(fingerprint)) return false;
  if (state === 'waived') return !waiver || endOf(waiver.until) <= now.getTime();
  return lastSaid < oldest && resource.account !== '' && !views.has(resource.account);
}

function without<T>(
  record: Readonly<Record<string, T>>,
  isGone: (value: T, key: string) => boolean,
): Readonly<Record<string, T>> {
  const entries = Object.entries(record);
  const kept = entries.filter(([key, value]) => !isGone(value, key));
  return kept.length === entries.length ? record : Object.fromEntries(kept);
}
