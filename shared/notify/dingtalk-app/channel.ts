import { defineChannel } from '../define-channel.ts';
import { problems, settings } from './settings.ts';

/** The robot of an enterprise app, for a group and for people. */
export const dingtalkApp = defineChannel({
  ...{ settings, problems },
  signsLinks: true,
  send: () => import('./send.ts'),
  probe: () => import('./probe.ts'),
});
