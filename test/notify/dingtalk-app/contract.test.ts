import { settings } from '../channel-world.ts';
import { channelContract } from '../contract.ts';

channelContract({
  config: () =>
    settings({
      ...{ type: 'dingtalk-app', appKey: 'dingsandboxapp', appSecret: 'sandboxAppSecret' },
      ...{ robotCode: 'dingsandboxrobot', openConversationId: 'cidsandbox', userIds: ['li', 'chen'] },
      ding: 'app',
    }),
  receiver: 'dingtalk',
});
