import { type NamedChannel, namedChannels } from '../alerts/channels.ts';
import type { BrokenChannel } from '../config/alerts.ts';
import type { Config } from '../config/schema.ts';
import type { Examination } from '../model/examination.ts';
import { kindOf } from '../notify/channels.ts';
import { examination } from './examination.ts';
import type { Network } from './network-items.ts';

/** Each channel as far as it can be tried without saying anything to anybody. */
export async function channelItems({ alerts }: Config, network: Network): Promise<Examination[]> {
  const channels = namedChannels(alerts);
  const broken = alerts.brokenChannels.map(brokenItem);
  if (channels.length + broken.length === 0) {
    const place = { id: 'channel', group: 'channels' } as const;
    return [
      examination('skipped', place, 'No channel is configured; docs/alerts.md shows how to set up a robot.'),
    ];
  }
  const items = channels.map((channel) => channelItem(channel, network));
  const ping = { id: 'ping', group: 'channels' } as const;
  const pinged = alerts.pingUrl
    ? [
        examination(
          'skipped',
          ping,
          'alerts.pingUrl was not called: a call would signal that all is healthy.',
        ),
      ]
    : [];
  return [...broken, ...(await Promise.all(items)), ...pinged];
}

async function channelItem(
  { name, config }: NamedChannel,
  { fetch: ask, detour, realNow, timeoutMs }: Network,
): Promise<Examination> {
  const place = { id: `channel ${name}`, group: 'channels' } as const;
  const deps = { name, fetch: ask, detour, realNow, timeoutMs };
  const { result, summary, facts = {}, advice = null } = await kindOf(config).probe(config, deps);
  return examination(result, place, summary, { channel: name, ...facts }, advice);
}

function brokenItem({ name, type, problems }: BrokenChannel): Examination {
  const place = { id: `channel ${name}`, group: 'channels' } as const;
  const told = problems.map(({ where, what }) => `${where} ${what}`).join('; ');
  return examination(
    'failed',
    place,
    'Channel {channel} cannot be opened: {problems}',
    { channel: name, type, problems: told },
    { text: 'Correct its settings, or set the variable where the functions run; the other channels work.' },
  );
}
