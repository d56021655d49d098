import type { AlertsConfig } from '../config/alerts.ts';
import { reaches, type Severity } from '../model/finding.ts';
import type { AlertContext } from './alert-context.ts';
import { type FilterInput, type ListeningChannel, passes } from './channels.ts';
import type { ChannelLedger } from './ledger.ts';

/** A channel with what decides which messages it gets. */
export interface Receiver {
  channel: ListeningChannel;
  /** What it was notified of before. */
  ledger: ChannelLedger;
  /** Channels to try in this order until one has sent it. */
  route: readonly string[];
  alerts: AlertsConfig;
  reportUrl: string | null;
  context: AlertContext;
}

/** A channel that escalates gets nothing but criticals that nobody has acknowledged in time. */
export function escalates({ channel }: Pick<Receiver, 'channel'>): boolean {
  return channel.config.escalateAfterMinutes !== undefined;
}

/** Whether a channel is configured to get what has this severity and place. */
export function accepts({ channel, context }: Receiver, severity: Severity, input: FilterInput): boolean {
  const clusters = context.views.get(input.account.id)?.clusters ?? {};
  return reaches(severity, channel.minSeverity) && passes(channel.config, input, clusters);
}
