import type { AlertRunResult } from '../shared/deliver/deliver-alerts.ts';
import { sendAlerts } from './delivery.ts';
import { deployedFunction } from './platform.ts';

/** Sends the messages that are due, every minute; reads next to nothing when there are none. */
export const { handler, initializer } = deployedFunction<AlertRunResult>(
  'alerts',
  async (_event, { requestId }, platform) => {
    const { config, log } = platform.tools;
    const { channels, brokenChannels } = config.alerts;
    if (channels.length + brokenChannels.length === 0) {
      log.info('no channels configured');
      return { kind: 'quiet' };
    }
    return sendAlerts(platform, { attempt: requestId, force: false });
  },
);
