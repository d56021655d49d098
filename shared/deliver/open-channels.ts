import { namedChannels } from '../alerts/channels.ts';
import type { Detour } from '../cloud/endpoints.ts';
import type { Config } from '../config/schema.ts';
import type { Json } from '../model/finding.ts';
import type { Channel } from '../model/notice.ts';
import { kindOf } from '../notify/channels.ts';
import type { AccessToken } from '../notify/deps.ts';
import { openChannel } from '../notify/open-channel.ts';
import { signLink } from './report-link.ts';
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
  const reportLink = (channel: string, reportUrl: string | null): string | null =>
    isSigned.has(channel) ? signedLink(reportUrl, config, environment.now()) : reportUrl;
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
    return { channels, memories, reportLink };
  };
}

const DAY_MS = 86_400_000;
const LINK_DAYS = 7;

/**
 * Lets those who read a message in DingTalk open the report without a token. The link holds for seven days and to the end of
 * that day, UTC, and is made when the message is sent: nothing that is stored or logged has it.
 */
function signedLink(reportUrl: string | null, { report }: Pick<Config, 'report'>, now: Date): string | null {
  const [secret] = report.linkSecrets;
  if (!secret || reportUrl === null) return reportUrl;
  const days = Math.floor(now.getTime() / DAY_MS) + LINK_DAYS + 1;
  return signLink(reportUrl, secret, 'read', new Date(days * DAY_MS));
}
