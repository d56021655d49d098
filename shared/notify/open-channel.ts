import type { ChannelConfig } from '../config/alerts.ts';
import type { Channel, Delivery, Notice } from '../model/notice.ts';
import { consoleChannel } from './console.ts';
import type { ChannelDeps } from './deps.ts';
import { dingtalkApp } from './dingtalk-app.ts';
import { dingtalkRobot } from './dingtalk-robot.ts';
import { webhookChannel } from './webhook.ts';

/** Opens a channel; nothing is sent yet. Whatever goes wrong in it becomes a refusal: the other channels have to be asked. */
export function openChannel(config: ChannelConfig, deps: ChannelDeps): Channel {
  const channel = rawChannel(config, deps);
  const deliver = (notice: Notice) => channel.deliver(notice).catch(brokenBy);
  return { name: deps.name, deliver };
}

/** Tells only the kind of the error: its message may hold an address. */
function brokenBy(error: unknown): Delivery {
  const code = error instanceof Error ? error.name : 'Error';
  return { kind: 'refused', cause: 'bug', code, why: 'the channel failed', hint: 'Please report this.' };
}

function rawChannel(config: ChannelConfig, deps: ChannelDeps): Channel {
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
