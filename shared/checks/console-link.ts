import type { Resource } from '../model/resource.ts';
import type { ConsolePage } from './define-check.ts';

type Site = 'china' | 'international';

/** Page of the Alibaba Cloud console where the remedy can be done; empty when there is none. */
export function consoleLink(page: ConsolePage, resource: Resource, site: Site): string {
  const host = (product: string) =>
    `https://${product}.console.${site === 'china' ? 'aliyun.com' : 'alibabacloud.com'}`;
  /** What is about the whole account has no region, and the console then opens in the usual one. */
  const inRegion = (section: string) =>
    resource.region === '' ? '' : `${encodeURIComponent(resource.region)}/${section}`;
  const id = encodeURIComponent(resource.id);
  switch (page) {
    case 'cluster':
      return `${host('cs')}/#/k8s/cluster/${id}/v2/info/overview`;
    case 'key':
    case 'instance': // deep links into the KMS console are not documented
      return `${host('kms')}/`;
    case 'role':
      return `${host('ram')}/roles/${id}`;
    case 'trails':
      return `${host('actiontrail')}/${inRegion('trails')}`;
    case 'events':
      return `${host('actiontrail')}/${inRegion('event-list')}`;
    case 'billing':
      return site === 'china'
        ? 'https://usercenter2.aliyun.com/home'
        : 'https://usercenter2-intl.aliyun.com/billing';
    case 'policies':
      return `${host('ram')}/policies`;
  }
}
