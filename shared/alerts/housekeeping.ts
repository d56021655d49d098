import { endOf } from '../config/waiver.ts';
import type { ChannelLedger, Ledger, Said } from './ledger.ts';
import { CHANGES_TOLD_MS } from './say-changes.ts';
import type { World } from './world.ts';

/** A little longer than changes are told, because an event is dated earlier than the drift that it explains. */
const KEPT_MS = CHANGES_TOLD_MS + 5 * 86_400_000;

/** Forgets channels that are not configured. Answers the same object when there is nothing to forget. */
export function withChannels(ledger: Ledger, names: readonly string[]): Ledger {
  const channels = without(ledger.channels, (_, name) => !names.includes(name));
  return channels === ledger.channels ? ledger : { ...ledger, channels };
}

/** Forgets what can no longer matter. Answers the same object when there is nothing to forget. */
export function tidy(channel: ChannelLedger, world: World): ChannelLedger {
  const oldest = new Date(world.now.getTime() - KEPT_MS).toISOString();
  const changes = without(channel.changes, (at) => at < oldest);
  const said = without(channel.said, (entry, print) => isPast(entry, print, world, oldest));
  return changes === channel.changes && said === channel.said ? channel : { ...channel, changes, said };
}

/** A waiver whose finding is gone and whose end is over, and what belongs to an account that nobody looks at any more. */
function isPast(
  { state, waiver, resource, lastSaid }: Said,
  print: string,
  { open, views, now }: World,
  oldest: string,
): boolean {
  if (open.has(print)) return false;
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
