import type * as v from 'valibot';
import { consoleChannel } from './console/channel.ts';
import { dingtalkApp } from './dingtalk-app/channel.ts';
import { dingtalkRobot } from './dingtalk-robot/channel.ts';
import { webhook } from './webhook/channel.ts';

/** Every type of channel. */
export const CHANNELS = [dingtalkRobot, dingtalkApp, webhook, consoleChannel] as const;

type Kind = (typeof CHANNELS)[number];

/** The settings of a configured channel. */
export type ChannelConfig = v.InferOutput<Kind['settings']>;

export function kindOf({ type }: ChannelConfig): Kind {
  const kind = CHANNELS.find((one) => one.type === type);
  if (!kind) throw new Error(`no such channel as ${type}`);
  return kind;
}
