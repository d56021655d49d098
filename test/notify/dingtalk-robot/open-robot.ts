import { onTestFinished } from 'vitest';
import type { ChannelDeps } from '../../../shared/notify/deps.ts';
import { open } from '../../../shared/notify/dingtalk-robot/send.ts';
import { fixture } from '../../fixture.ts';
import { type Reply, scriptedServer } from '../../scripted-server.ts';
import { channelWorld, SECRET, settings, WEBHOOK } from '../channel-world.ts';

export const OK: Reply = { status: 200, body: { errcode: 0, errmsg: 'ok' } };

/** DingTalk's answer of that name. */
export function says(name: string): Reply {
  return { status: 200, body: fixture(`dingtalk/webhook.response.${name}`) };
}

/** A robot whose messages go to a server that answers like this. */
export async function robot(
  given: Record<string, unknown> = {},
  replies: [Reply, ...Reply[]] = [OK],
  change: Partial<ChannelDeps> = {},
) {
  const server = await scriptedServer(...replies);
  onTestFinished(() => server.close());
  const { received } = server;
  const { deps, kept } = channelWorld(server.host, change);
  const config = settings({ type: 'dingtalk-robot', webhook: WEBHOOK, secret: SECRET, ...given });
  const channel = open(config, deps);
  const bodies = () => received.map(({ body }) => JSON.parse(body));
  return { channel, deps, kept, config, received, bodies, stop: () => server.close() };
}

/** What the reader of a body sees. */
export function wordsOf(body: { msgtype: string } & Record<string, Record<string, string> | string>): string {
  const content = body[body.msgtype];
  if (typeof content !== 'object') throw new Error('no content');
  return content['text'] ?? content['content'] ?? '';
}
