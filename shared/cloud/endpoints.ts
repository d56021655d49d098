export type Product =
  | 'sts'
  | 'cs'
  | 'kms'
  | 'actiontrail'
  | 'ram'
  | 'ecs'
  | 'vpc'
  | 'resourcemanager'
  | 'fc'
  | 'bss';

/** Regions whose ActionTrail events are asked for at the central endpoint. Of all these: the official endpoint maps, test/wire. */
const CENTRAL_ACTIONTRAIL = new Set(['cn-beijing-finance-1', 'cn-hangzhou-finance', 'cn-shenzhen-finance-1']);

/** Regions whose ECS and VPC are asked at the central endpoint. */
const CENTRAL_NETWORK = new Set(['cn-hangzhou-finance', 'cn-north-2-gov-1']);

/** Regions whose Function Compute has the older form of host. */
const OLDER_FUNCTIONS = new Set([
  'cn-hangzhou-finance',
  'cn-heyuan-acdr-1',
  'cn-shanghai-finance-1',
  'me-central-1',
]);

/** Host of a product in a region, as the official clients resolve it. */
export function endpointOf(product: Product, region: string): string {
  switch (product) {
    case 'sts':
      return 'sts.aliyuncs.com';
    case 'ram':
      return 'ram.aliyuncs.com';
    case 'resourcemanager':
      return 'resourcemanager.aliyuncs.com';
    case 'bss': // by where the account was opened, not by region
      return region === 'ap-southeast-1' ? 'business.ap-southeast-1.aliyuncs.com' : 'business.aliyuncs.com';
    case 'fc':
      return OLDER_FUNCTIONS.has(region) ? `${region}.fc.aliyuncs.com` : `fcv3.${region}.aliyuncs.com`;
    case 'actiontrail':
      return CENTRAL_ACTIONTRAIL.has(region)
        ? 'actiontrail.aliyuncs.com'
        : `actiontrail.${region}.aliyuncs.com`;
    case 'ecs':
    case 'vpc':
      return CENTRAL_NETWORK.has(region) ? `${product}.aliyuncs.com` : `${product}.${region}.aliyuncs.com`;
    case 'cs':
    case 'kms':
      return `${product}.${region}.aliyuncs.com`;
  }
}

/** Products that know only what happens in the region they are asked in. */
export function isRegional(product: Product): boolean {
  return product === 'kms' || product === 'actiontrail';
}

/** Where all API calls go instead of the cloud: a sandbox, a proxy or a recorder. */
export interface Detour {
  /** Host and port. */
  host: string;
  protocol: 'http' | 'https';
}
