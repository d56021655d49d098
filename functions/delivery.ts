import { type AlertRun, type AlertRunResult, deliverAlerts } from '../shared/deliver/deliver-alerts.ts';
import { channelOpener } from '../shared/deliver/open-channels.ts';
import { pinger } from '../shared/deliver/ping.ts';
import { CHECK_TITLES } from '../shared/present/check-titles.ts';
import type { Platform } from './platform.ts';

/** Access tokens of channels live as long as the instance. */
const tokens = new Map();

/** Sends the messages that are due, through the channels of the configuration. */
export function sendAlerts(
  { connection: { detour, signal }, tools, realNow }: Platform,
  { attempt, force }: Pick<AlertRun, 'attempt' | 'force'>,
): Promise<AlertRunResult> {
  const { config, now, log } = tools;
  const write = (text: string): void => void process.stdout.write(text);
  return deliverAlerts({
    tools,
    attempt,
    open: channelOpener(config, { fetch, now, realNow, detour, tokens, write }),
    titles: CHECK_TITLES,
    force,
    ping: pinger(config, fetch, log),
    signal,
  });
}
