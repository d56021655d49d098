import { kindOf } from '../notify/channels.ts';
import type { AlertsConfig, ChannelConfig } from './alerts.ts';

/** Without a name a channel is called by its type, numbered from the second of a type on. */
export function channelNames(channels: readonly ChannelConfig[]): string[] {
  const counts = new Map<string, number>();
  return channels.map(({ name, type }) => {
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return name ?? (count === 1 ? type : `${type}-${count}`);
  });
}

/** What is wrong with channels although each setting alone is well formed. */
export function checkChannels(
  { channels }: AlertsConfig,
  report: (path: readonly PropertyKey[], what: string) => void,
): void {
  const names = channelNames(channels);
  for (const [index, channel] of channels.entries()) {
    const name = names[index] ?? '';
    const tell = (key: string, what: string): void => report(['alerts', 'channels', index, key], what);
    if (names.indexOf(name) !== index) tell('name', `there are two channels named ${name}`);
    const { fallback } = channel;
    if (fallback === name) tell('fallback', 'a channel cannot take over for itself');
    else if (fallback !== undefined && !names.includes(fallback))
      tell('fallback', `no such channel as ${fallback}; there is ${names.join(', ')}`);
    for (const { key, what } of kindOf(channel).problemsOf(channel)) tell(key, what);
  }
}
