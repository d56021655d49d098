import type { AlertOutcome } from '../shared/deliver/deliver-alerts.ts';
import { sendAlerts } from './delivery.ts';
import { deployedFunction } from './platform.ts';

/** Says what has to be said, every minute; reads next to nothing when that is nothing. */
export const { handler, initializer } = deployedFunction<AlertOutcome>(
  'alerts',
  async (_event, { requestId }, platform) => {
    const { config, log } = platform.tools;
    if (config.alerts.channels.length === 0) {
      log.info('no channels configured');
      return { kind: 'quiet' };
    }
    return sendAlerts(platform, { attempt: requestId, force: false });
  },
);
