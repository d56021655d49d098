import { namedChannels } from '../alerts/channels.ts';
import type { Detour } from '../cloud/endpoints.ts';
import type { Config } from '../config/schema.ts';
import type { Json } from '../model/finding.ts';
import type { Channel, Notice, OutgoingNotice } from '../model/notice.ts';
import { kindOf } from '../notify/channels.ts';
import type { AccessToken } from '../notify/deps.ts';
import { openChannel } from '../notify/open-channel.ts';
import { withSignedLinks } from './outgoing.ts';
import type { OpenedChannels } from './sender.ts';

export interface ChannelEnvironment {
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
  environment: ChannelEnvironment,
): (memories: ReadonlyMap<string, Json>) => OpenedChannels {
  const named = namedChannels(config.alerts);
  const isSigned = new Set(
    named.filter(({ config: channel }) => kindOf(channel).signsLinks).map(({ name }) => name),
  );
  const outgoing = (channel: string, notice: Notice): OutgoingNotice =>
    isSigned.has(channel) ? withSignedLinks(notice, config.report, environment.now()) : notice;
  return (before) => {
    const memories = new Map(before);
    const channels = new Map<string, Channel>();
    for (const { name, config: channel } of named) {
      const memory = {
        get: () => memories.get(name) ?? null,
        set: (value: Json) => void memories.set(name, value),
      };
      const language = channel.language ?? config.language;
      const timeoutMs = config.limits.callTimeoutSeconds * 1000;
      channels.set(name, openChannel(channel, { ...environment, name, language, timeoutMs, memory }));
    }
    return { channels, memories, outgoing };
  };
}
