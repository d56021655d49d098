import * as v from 'valibot';
import { channelSettings } from '../channel-settings.ts';
import { defineChannel } from '../define-channel.ts';

/** Prints messages, for a terminal and for logs. */
export const consoleChannel = defineChannel({
  settings: v.strictObject({ type: v.literal('console'), ...channelSettings }),
  signsLinks: false,
  send: () => import('./send.ts'),
  probe: () => import('./probe.ts'),
});
