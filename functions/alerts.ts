import { type AlertOutcome, deliverAlerts } from '../shared/jobs/deliver-alerts.ts';
import { CHECK_TITLES } from '../shared/jobs/make-report.ts';
import { channelOpener } from '../shared/jobs/open-channels.ts';
import { pinger } from '../shared/jobs/ping.ts';
import { deployedFunction } from './platform.ts';

const tokens = new Map();

/** Says what has to be said, every minute; reads next to nothing when that is nothing. */
export const { handler, initializer } = deployedFunction<AlertOutcome>(
  'alerts',
  async (_event, { requestId }, { connection: { detour, signal }, tools, realNow }) => {
    const { config, now, log } = tools;
    if (config.alerts.channels.length === 0) {
      log.info('no channels configured');
      return { kind: 'quiet' };
    }
    const write = (text: string): void => void process.stdout.write(text);
    return deliverAlerts({
      tools,
      attempt: requestId,
      open: channelOpener(config, { fetch, now, realNow, detour, tokens, write }),
      titles: CHECK_TITLES,
      force: false,
      ping: pinger(config, fetch, log),
      signal,
    });
  },
);
