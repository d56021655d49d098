import { CLOUD_CALLS } from './cloud-calls.ts';

/** Types that wrap an audit record; the part before is the service. https://www.alibabacloud.com/help/en/eventbridge/user-guide/kms-events */
export const AUDIT_TYPES = ['ApiCall', 'ConsoleOperation', 'AliyunServiceEvent'].map(
  (kind) => `:ActionTrail:${kind}`,
);

/**
 * What EventBridge is asked for: audit records of the calls that are reacted to, from whatever source. In which source a product
 * publishes them is documented for some only: a filter on it might miss.
 */
export function eventFilter(): object {
  const delivered = CLOUD_CALLS.filter(({ watched }) => watched !== 'authors').map(({ call }) => call);
  return {
    type: AUDIT_TYPES.map((suffix) => ({ suffix })),
    data: { eventName: [...new Set(delivered)].sort() },
  };
}
