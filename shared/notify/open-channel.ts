import type { Channel } from '../model/notice.ts';
import { type ChannelConfig, kindOf } from './channels.ts';
import type { ChannelDeps } from './deps.ts';
import { guarded } from './guarded.ts';

/** What is shorter keeps nobody out, and would tear holes into the words. */
const SHORTEST = 6;

/** Opens a channel; nothing is sent yet, and how it sends is not even loaded. */
export function openChannel(config: ChannelConfig, deps: ChannelDeps): Channel {
  const kind = kindOf(config);
  const secrets = () =>
    [...kind.secretsOf(config), ...[...deps.tokens.values()].map(({ text }) => text)].filter(
      ({ length }) => length >= SHORTEST,
    );
  let opened: Promise<Channel> | null = null;
  const deliver: Channel['deliver'] = async (notice) => {
    opened ??= kind.open(config, deps);
    return (await opened).deliver(notice);
  };
  return guarded({ name: deps.name, deliver }, secrets);
}
