import { defineChannel } from '../define-channel.ts';
import { problems, settings, tokenOf } from './settings.ts';

/** The robot of a DingTalk group. */
export const dingtalkRobot = defineChannel({
  ...{ settings, problems },
  parts: (config) => [tokenOf(config)],
  signsLinks: true,
  send: () => import('./send.ts'),
  probe: () => import('./probe.ts'),
});
