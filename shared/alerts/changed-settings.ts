import { createHash } from 'node:crypto';
import type { AlertsConfig, ChannelConfig } from '../config/alerts.ts';
import { Secret } from '../model/secret.ts';
import { namedChannels } from './channels.ts';
import { channelOf, type Ledger, withChannel } from './ledger.ts';

/**
 * Ends the pause of a channel that refused messages and whose settings are others now: somebody has repaired it, or tried to. Answers
 * the same object when nothing is different.
 */
export function withSettings(before: Ledger, alerts: AlertsConfig): Ledger {
  let ledger = before;
  for (const { name, config } of namedChannels(alerts)) {
    const known = channelOf(ledger, name);
    const settings = hashOf(config);
    if (known.settings === settings) continue;
    const isRepaired = known.settings !== undefined && known.trouble?.refused === true;
    ledger = withChannel(ledger, name, { settings, ...(isRepaired ? { notBefore: null } : {}) });
  }
  return ledger;
}

function hashOf(config: ChannelConfig): string {
  return createHash('sha256')
    .update(JSON.stringify(revealed(config)))
    .digest('hex')
    .slice(0, 16);
}

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}
