import { namedChannels } from '../alerts/channels.ts';
import type { Detour } from '../cloud/endpoints.ts';
import type { Config } from '../config/schema.ts';
import type { Json } from '../model/finding.ts';
import type { Channel } from '../model/notice.ts';
import type { AccessToken } from '../notify/deps.ts';
import { openChannel } from '../notify/open-channel.ts';
import type { OpenedChannels } from './deliver-alerts.ts';
import { signLink } from './report-link.ts';

export interface ChannelWorld {
  fetch: typeof fetch;
  now: () => Date;
  /** The real time, which signatures follow; not the time to judge by. */
  realNow: () => Date;
  detour: Detour | null;
  /** Lives as long as the process, so that runs share access tokens. */
  tokens: Map<string, AccessToken>;
  /** Where the console channel writes. */
  write: (text: string) => void;
}

/** Opens every configured channel with what it remembers. Nothing is sent yet. */
export function channelOpener(
  config: Config,
  world: ChannelWorld,
): (memories: ReadonlyMap<string, Json>) => OpenedChannels {
  return (before) => {
    const memories = new Map(before);
    const channels = new Map<string, Channel>();
    for (const { name, config: channel } of namedChannels(config.alerts)) {
      const memory = {
        get: () => memories.get(name) ?? null,
        set: (value: Json) => void memories.set(name, value),
      };
      const language = channel.language ?? config.language;
      const timeoutMs = config.limits.callTimeoutSeconds * 1000;
      const opened = openChannel(channel, { ...world, name, language, timeoutMs, memory });
      const shows = channel.type === 'dingtalk-robot' || channel.type === 'dingtalk-app';
      channels.set(name, shows ? withSignedLink(opened, config, world.now) : opened);
    }
    return { channels, memories };
  };
}

const DAY_MS = 86_400_000;
const LINK_DAYS = 7;

/**
 * Lets those who read a message in DingTalk open the report without a token. The link holds for seven days and to the end of
 * that day, UTC, and is made when the message is sent: nothing that is stored or logged has it.
 */
function withSignedLink(channel: Channel, { report }: Pick<Config, 'report'>, now: () => Date): Channel {
  const [secret] = report.linkSecrets;
  if (!secret) return channel;
  return {
    name: channel.name,
    deliver: (notice) => {
      const days = Math.floor(now().getTime() / DAY_MS) + LINK_DAYS + 1;
      const { reportUrl } = notice;
      const link = reportUrl === null ? null : signLink(reportUrl, secret, 'read', new Date(days * DAY_MS));
      return channel.deliver({ ...notice, reportUrl: link });
    },
  };
}
