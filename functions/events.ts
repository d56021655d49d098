import { handleEvents, type Reacted } from '../shared/jobs/handle-events.ts';
import { sendAlerts } from './delivery.ts';
import { deployedFunction } from './platform.ts';

/** Reacts to changes that EventBridge delivers. Throwing makes it deliver them again. */
export const { handler, initializer } = deployedFunction<Reacted>(
  'events',
  (event, { requestId, accountId }, platform) => {
    const { channels, brokenChannels } = platform.tools.config.alerts;
    const isSilent = channels.length + brokenChannels.length === 0;
    return handleEvents({
      event,
      attempt: requestId,
      account: accountId ?? '',
      ...platform,
      deliver: isSilent ? null : () => sendAlerts(platform, { attempt: requestId, force: true }),
    });
  },
);
