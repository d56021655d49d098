import { namedChannels } from '../alerts/channels.ts';
import type { ChannelConfig } from '../config/alerts.ts';
import type { Config } from '../config/schema.ts';
import type { Examination } from '../model/examination.ts';
import type { AppClient } from '../notify/app-client.ts';
import { appFailure } from '../notify/app-failure.ts';
import { withoutAnswer } from '../notify/later.ts';
import { examination } from './examination.ts';
import { addressOf, type Network } from './network-items.ts';

/** Each channel as far as it can be tried without saying anything to anybody. */
export async function channelItems({ alerts }: Config, network: Network): Promise<Examination[]> {
  const channels = namedChannels(alerts);
  if (channels.length === 0) {
    const place = { id: 'channel', group: 'channels' } as const;
    return [
      examination('skipped', place, 'No channel is configured; docs/alerts.md shows how to set up a robot.'),
    ];
  }
  const items = channels.map(({ name, config }) => channelItem(name, config, network));
  const ping = { id: 'ping', group: 'channels' } as const;
  const pinged = alerts.pingUrl
    ? [examination('skipped', ping, 'alerts.pingUrl was not asked: that would say that all is well.')]
    : [];
  return [...(await Promise.all(items)), ...pinged];
}

async function channelItem(name: string, config: ChannelConfig, network: Network): Promise<Examination> {
  switch (config.type) {
    case 'console':
      return examination('ok', placeOf(name), '{channel} writes to the output of the command.', {
        channel: name,
      });
    case 'dingtalk-robot':
      return hostItem(name, new URL(config.webhook.reveal()), network);
    case 'webhook':
      return hostItem(name, new URL(config.url.reveal()), { ...network, detour: null }); // a receiver of the user's own
    case 'dingtalk-app':
      return appItem(name, config, network);
  }
}

function placeOf(channel: string) {
  return { id: `channel ${channel}`, group: 'channels' } as const;
}

/** Asks the host, without the path and the token, which would be a message. Any answer will do. */
async function hostItem(channel: string, url: URL, network: Network): Promise<Examination> {
  const { fetch: ask, detour, timeoutMs } = network;
  const { host } = url;
  const { origin, headers } = detour ? addressOf(host, detour) : { origin: url.origin, headers: {} };
  const facts = { channel, host };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await ask(`${origin}/`, { method: 'HEAD', headers, signal, redirect: 'manual' });
    await answer.body?.cancel();
    return examination(
      'ok',
      placeOf(channel),
      '{channel}: {host} answers. Not tried: its token, its secret and a message; sealwatch alerts test {channel} sends one.',
      facts,
    );
  } catch (error) {
    const { code: detail } = withoutAnswer(error, network.realNow(), 0);
    return examination(
      'failed',
      placeOf(channel),
      '{channel}: {host} does not answer ({detail}).',
      { ...facts, detail },
      {
        text: 'Let this machine reach {host}; check DNS, a proxy and the firewall.',
        command: `sealwatch alerts test ${channel}`,
      },
    );
  }
}

/** The token of an app says nothing to anybody, so it can be asked for. */
async function appItem(
  channel: string,
  config: Extract<ChannelConfig, { type: 'dingtalk-app' }>,
  { detour, timeoutMs, realNow }: Network,
): Promise<Examination> {
  const facts = { channel };
  try {
    const client: AppClient = new (await import('../notify/app-client.ts')).AppClient({
      detour,
      timeoutMs,
    });
    await client.token(config.appKey, config.appSecret.reveal());
    return examination(
      'ok',
      placeOf(channel),
      '{channel}: DingTalk gives a token for the app. Not tried: its robot, the group and the people; sealwatch alerts test {channel} sends a message.',
      facts,
    );
  } catch (error) {
    const failure = appFailure(error, config.appSecret.reveal(), realNow());
    const isRefused = failure === 'token' || failure.kind === 'refused';
    const { code, why } = failure === 'token' ? { code: 'token', why: 'the app is refused' } : failure;
    return examination(
      'failed',
      placeOf(channel),
      '{channel}: DingTalk gives no token for the app ({code}): {why}',
      { ...facts, code, why },
      isRefused
        ? { text: 'Check `appKey` and `appSecret` of the channel.' }
        : { text: 'Let this machine reach api.dingtalk.com, then run sealwatch doctor again.' },
    );
  }
}
