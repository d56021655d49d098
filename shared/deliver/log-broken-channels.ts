import type { Config } from '../config/schema.ts';
import type { Log } from '../model/log.ts';

/** Tells each channel that cannot be opened, and whether any other is left. */
export function logBrokenChannels({ alerts: { channels, brokenChannels } }: Config, log: Log): void {
  for (const { name, type, problems } of brokenChannels) {
    const cause = problems.map(({ where, what }) => `${where} ${what}`).join('; ');
    log.error('channel broken', { channel: name, type, cause });
  }
  if (brokenChannels.length > 0 && channels.length === 0)
    log.error('nobody is alerted', { hint: 'No channel of the configuration can be opened.' });
}
