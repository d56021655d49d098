import * as v from 'valibot';
import { alertsSchema, type ChannelConfig } from '../../shared/config/alerts.ts';
import type { Json } from '../../shared/model/finding.ts';
import type { ChannelDeps } from '../../shared/notify/deps.ts';
import { NOW } from '../builders.ts';

export const TOKEN = 'sandboxRobotToken';
export const SECRET = 'SECsandboxRobotSecret';
export const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`;

type Settings<T extends ChannelConfig['type']> = Extract<ChannelConfig, { type: T }>;

/** The settings of a channel as the configuration file would give them. */
export function settings<T extends ChannelConfig['type']>(
  given: { type: T } & Record<string, unknown>,
): Settings<T> {
  const [channel] = v.parse(alertsSchema, { channels: [given] }).channels;
  return channel as Settings<T>; // the schema keeps the type
}

/** The world of a channel whose calls go to `host`; `written` is what the console got, `memory` what it keeps. */
export function channelWorld(host: string | null, change: Partial<ChannelDeps> = {}) {
  const written: string[] = [];
  const kept: { value: Json } = { value: null };
  const deps: ChannelDeps = {
    ...{ name: 'ops', language: 'en', fetch, now: () => NOW, realNow: () => new Date(), timeoutMs: 5000 },
    detour: host === null ? null : { host, protocol: 'http' },
    memory: {
      get: () => kept.value,
      set: (value) => {
        kept.value = JSON.parse(JSON.stringify(value)); // as it comes back from the store
      },
    },
    tokens: new Map(),
    write: (text) => written.push(text),
    ...change,
  };
  return { deps, written, kept };
}

/** The time so many seconds after the clock of the tests. */
export function inSeconds(seconds: number): string {
  return new Date(NOW.getTime() + seconds * 1000).toISOString();
}
