import type { Json } from '../model/finding.ts';
import type { Delivery } from '../model/notice.ts';
import type { PlannedNotice } from './build-notice.ts';
import {
  applyUpdates,
  type ChannelLedger,
  type ChannelTrouble,
  channelOf,
  type Ledger,
  withChannel,
} from './ledger.ts';

const MINUTE_MS = 60_000;
/** A refused message is tried again because somebody may have repaired the channel: after 10, 20, 40, then 60 minutes. */
const REFUSED_MS = 10 * MINUTE_MS;
const REFUSED_MOST_MS = 60 * MINUTE_MS;

/** What a channel of the route answered. */
export interface DeliveryAttempt {
  channel: string;
  delivery: Delivery;
}

/**
 * The ledger after a notice was tried on its route: its updates applied when a channel has sent it, with what each channel
 * answered. Write it before the next notice is sent.
 */
export function recordDelivery(
  before: Ledger,
  { channel, notice, updates }: Pick<PlannedNotice, 'channel' | 'notice' | 'updates'>,
  attempts: readonly DeliveryAttempt[],
  now: Date,
): Ledger {
  let ledger = before;
  for (const { channel: name, delivery } of attempts) {
    const known = channelOf(ledger, name);
    ledger = withChannel(ledger, name, afterDelivery(known, notice.id, delivery, now));
  }
  if (!attempts.some(({ delivery }) => delivery.kind === 'sent')) return ledger;
  return withChannel(ledger, channel, applyUpdates(channelOf(ledger, channel), updates));
}

/** Keeps what a channel wants to remember until the next run. */
export function withMemory(ledger: Ledger, channel: string, memory: Json): Ledger {
  return withChannel(ledger, channel, { memory });
}

function afterDelivery(
  { sent, trouble }: ChannelLedger,
  notice: string,
  delivery: Delivery,
  now: Date,
): Partial<ChannelLedger> {
  if (delivery.kind === 'sent') {
    const since = new Date(now.getTime() - MINUTE_MS).toISOString();
    return {
      sent: [...sent.filter((at) => at > since), now.toISOString()],
      notBefore: null,
      trouble: null,
    };
  }
  const attempts = (trouble?.attempts ?? 0) + 1;
  const next = troubleOf(delivery, { since: trouble?.since ?? now.toISOString(), attempts, notice }, now);
  if (delivery.kind === 'later') return { trouble: next, notBefore: delivery.after };
  const wait = Math.min(REFUSED_MS * 2 ** Math.min(attempts - 1, 3), REFUSED_MOST_MS);
  return { trouble: next, notBefore: new Date(now.getTime() + wait).toISOString() };
}

function troubleOf(
  delivery: Exclude<Delivery, { kind: 'sent' }>,
  known: Pick<ChannelTrouble, 'since' | 'attempts' | 'notice'>,
  now: Date,
): ChannelTrouble {
  const { code, why } = delivery;
  const refused = delivery.kind === 'refused';
  return {
    ...known,
    at: now.toISOString(),
    refused,
    code,
    why,
    hint: delivery.kind === 'refused' ? delivery.hint : '',
  };
}
