import { defineChannel } from '../define-channel.ts';
import { problems, settings } from './settings.ts';

/** Posts messages as JSON to an address of the user's. */
export const webhook = defineChannel({
  ...{ settings, problems },
  signsLinks: false,
  send: () => import('./send.ts'),
  probe: () => import('./probe.ts'),
});
