import type { ChannelConfig } from '../config/alerts.ts';
import type { Channel } from '../model/notice.ts';
import { consoleChannel } from './console.ts';
import type { ChannelDeps } from './deps.ts';
import { dingtalkApp } from './dingtalk-app.ts';
import { dingtalkRobot } from './dingtalk-robot.ts';
import { webhookChannel } from './webhook.ts';

/** Opens a channel; nothing is sent yet. */
export function openChannel(config: ChannelConfig, deps: ChannelDeps): Channel {
  switch (config.type) {
    case 'dingtalk-robot':
      return dingtalkRobot(config, deps);
    case 'dingtalk-app':
      return dingtalkApp(config, deps);
    case 'webhook':
      return webhookChannel(config, deps);
    case 'console':
      return consoleChannel(deps);
  }
}
