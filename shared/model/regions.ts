/*
 * Where KMS and ActionTrail are offered: the regions of their endpoint maps in the official metadata
 * (github.com/aliyun/aliyun-openapi-meta 2563691c, 2026-04-21) and in the official SDKs for TypeScript and Python
 * (2026-08-22). A region that is in the map of another product only does not have it. Internal regions are left out.
 */

const WITHOUT_KMS = [
  'ap-southeast-8',
  'cn-beijing-gov-1',
  'cn-nanjing',
  'cn-north-2-gov-1',
  'cn-wulanchabu-gic-1',
  'cn-zhongwei',
  'eu-west-2',
  'sa-east-1',
  'us-southeast-1',
];

const WITHOUT_ACTIONTRAIL = [
  'ap-south-1',
  'ap-southeast-2',
  'cn-fuzhou',
  'cn-heyuan-acdr-1',
  'cn-wuhan-lr',
  'cn-wulanchabu-gic-1',
  'cn-zhengzhou-jva',
  'sa-east-1',
];

const WITH_BOTH = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'cn-beijing',
  'cn-beijing-finance-1',
  'cn-chengdu',
  'cn-guangzhou',
  'cn-hangzhou',
  'cn-hangzhou-finance',
  'cn-heyuan',
  'cn-hongkong',
  'cn-huhehaote',
  'cn-qingdao',
  'cn-shanghai',
  'cn-shanghai-finance-1',
  'cn-shenzhen',
  'cn-shenzhen-finance-1',
  'cn-wulanchabu',
  'cn-zhangjiakou',
  'eu-central-1',
  'eu-west-1',
  'me-central-1',
  'me-east-1',
  'na-south-1',
  'us-east-1',
  'us-west-1',
];

const WITHOUT = {
  kms: new Set<string>(WITHOUT_KMS),
  actiontrail: new Set<string>(WITHOUT_ACTIONTRAIL),
} as const;
const KNOWN = new Set<string>([...WITHOUT_KMS, ...WITHOUT_ACTIONTRAIL, ...WITH_BOTH]);

/** `unknown`: the region is in no map. */
export function offerOf(
  product: keyof typeof WITHOUT,
  region: string,
): 'offered' | 'not-offered' | 'unknown' {
  if (!KNOWN.has(region)) return 'unknown';
  return WITHOUT[product].has(region) ? 'not-offered' : 'offered';
}
