import type { ChannelConfig } from '../config/alerts.ts';
import type { Channel } from '../model/notice.ts';
import { consoleChannel } from './console.ts';
import type { ChannelDeps } from './deps.ts';
import { dingtalkApp } from './dingtalk-app.ts';
import { dingtalkRobot } from './dingtalk-robot.ts';
import { guarded } from './guarded.ts';
import { webhookChannel } from './webhook.ts';

/** What is shorter keeps nobody out, and would tear holes into the words. */
const SHORTEST = 6;

/** Opens a channel; nothing is sent yet. */
export function openChannel(config: ChannelConfig, deps: ChannelDeps): Channel {
  const secrets = () =>
    [...secretsOf(config), ...[...deps.tokens.values()].map(({ text }) => text)].filter(
      ({ length }) => length >= SHORTEST,
    );
  return guarded(rawChannel(config, deps), secrets);
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

function secretsOf(config: ChannelConfig): string[] {
  switch (config.type) {
    case 'dingtalk-robot':
      return [config.webhook.reveal(), tokenOf(config.webhook.reveal()), config.secret?.reveal() ?? ''];
    case 'dingtalk-app':
      return [config.appSecret.reveal()];
    case 'webhook':
      return [config.url.reveal(), config.secret?.reveal() ?? ''];
    case 'console':
      return [];
  }
}

/** The token alone is enough to write to the group. */
function tokenOf(webhook: string): string {
  return URL.canParse(webhook) ? (new URL(webhook).searchParams.get('access_token') ?? '') : '';
}
