import { SECRET, settings, WEBHOOK } from '../channel-world.ts';
import { channelContract } from '../contract.ts';

channelContract({
  config: () =>
    settings({ type: 'dingtalk-robot', webhook: WEBHOOK, secret: SECRET, mobiles: ['13800000000'] }),
  receiver: 'dingtalk',
});
