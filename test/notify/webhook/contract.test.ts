import { settings } from '../channel-world.ts';
import { channelContract } from '../contract.ts';

channelContract({
  config: (host) =>
    settings({ type: 'webhook', url: `http://${host}/tokenOfTheAddress`, secret: 'signingSecret' }),
  receiver: 'server',
});
