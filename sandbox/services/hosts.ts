import type { Service } from '../api/operation.ts';

const regionId = /^[a-z]{2}-[a-z0-9-]+$/;

/**
 * The names a product answers at: of the internet first, then those inside a VPC. From the vendor's catalogue of products
 * (aliyun-openapi-meta) and the endpoint maps of its SDKs.
 */
interface Hosts {
  /** the first names of `kms.cn-hangzhou.aliyuncs.com` */
  regional: readonly string[];
  /** whole names; which region they mean is said by the call */
  central: readonly string[];
  /** regions that are asked at the central name */
  atCenter?: ReadonlySet<string> | 'all';
}

/** What a service says of its names. */
export function at({
  regional,
  central,
  atCenter,
}: Hosts): Pick<Service, 'regionOf' | 'hostFor' | 'hostsIn'> {
  const hostsIn = (region: string): string[] => {
    const own = regional.map((name) => `${name}.${region}.aliyuncs.com`);
    return atCenter === 'all' || atCenter?.has(region) ? [...central, ...own] : [...own, ...central];
  };
  return {
    hostsIn,
    hostFor: (region) => hostsIn(region)[0] ?? '',
    regionOf: (host) => {
      if (central.includes(host)) return '';
      const [, name = '', region = ''] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.aliyuncs\.com$/.exec(host) ?? [];
      return regional.includes(name) && regionId.test(region) ? region : null;
    },
  };
}
