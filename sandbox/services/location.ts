import { operation, type Service } from '../api/operation.ts';
import { orElse, text } from '../api/params.ts';
import { Refusal } from '../world/refusal.ts';
import { isRegion } from '../world/regions.ts';
import { at } from './hosts.ts';

/** Regions that a product is not offered in, or that have no host of it in any map of the vendor. */
const absent: Readonly<Record<string, ReadonlySet<string>>> = {
  kms: regions(
    'ap-southeast-8 cn-nanjing cn-north-2-gov-1 cn-wulanchabu-gic-1 cn-zhongwei eu-west-2 us-southeast-1',
  ),
  actiontrail: regions('cn-fuzhou cn-heyuan-acdr-1 cn-wuhan-lr cn-wulanchabu-gic-1 cn-zhengzhou-jva'),
  fc: regions(`
    ap-southeast-6 ap-southeast-8 cn-beijing-finance-1 cn-fuzhou cn-guangzhou cn-heyuan cn-nanjing cn-north-2-gov-1
    cn-shenzhen-finance-1 cn-wuhan-lr cn-wulanchabu-gic-1 cn-zhengzhou-jva cn-zhongwei eu-west-2 me-east-1 na-south-1
    us-southeast-1
  `),
};

function regions(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}

/**
 * Older clients ask it where a product is. The refusals are those that the official Python core waits for; their statuses, the
 * namespace, and that nobody needs a right for it are assumptions.
 */
function describeEndpoints(services: readonly Service[]) {
  return operation({
    name: 'DescribeEndpoints',
    rate: 'location',
    params: { Id: text(), ServiceCode: text(), Type: orElse(text(), 'openAPI') },
    run: (_, { Id, ServiceCode, Type }) => {
      const code = ServiceCode.toLowerCase();
      const service = services.find((candidate) => candidate.code.toLowerCase() === code);
      if (!service) throw new Refusal(400, 'Illegal Parameter', 'Please check the parameters');
      if (!isRegion(Id)) throw new Refusal(400, 'InvalidRegionId', 'The specified region does not exist.');
      const endpoint = {
        Id,
        SerivceCode: code, // so does the vendor spell it
        Type,
        Namespace: code,
        Endpoint: service.hostFor(Id),
        Protocols: { Protocols: ['HTTP', 'HTTPS'] },
      };
      const isThere = Type === 'openAPI' && !absent[code]?.has(Id);
      return { Success: true, Endpoints: { Endpoint: isThere ? [endpoint] : [] } };
    },
  });
}

export function locationOf(services: readonly Service[]): Service {
  return {
    code: 'Location',
    version: '2015-06-12',
    style: 'RPC',
    ...at({
      regional: [],
      central: ['location-readonly.aliyuncs.com', 'location.aliyuncs.com'],
      atCenter: 'all',
    }),
    global: true,
    showsStatus: false,
    echoesHost: false,
    throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
    denied: () => new Refusal(403, 'NoPermission', 'You are not authorized to do this action.'),
    deniedInDetail: true,
    operations: [describeEndpoints(services)],
  };
}
