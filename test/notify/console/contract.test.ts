import { settings } from '../channel-world.ts';
import { channelContract } from '../contract.ts';

channelContract({ config: () => settings({ type: 'console' }), receiver: 'none' });
