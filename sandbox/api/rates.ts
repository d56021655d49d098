/** Calls a second, for each account and region (or for the account alone). */
export interface Rate {
  perSecond: number;
  per: 'region' | 'account';
}

/**
 * KMS: https://www.alibabacloud.com/help/en/kms/key-management-service/product-overview/performance-data
 * LookupEvents: https://help.aliyun.com/en/actiontrail/product-overview/limits
 * ACK, RAM, ECS, VPC, STS, Resource Manager, Function Compute and the trail operations publish no limit: generous guesses.
 */
export const rates = {
  'kms-metadata': { perSecond: 50, per: 'region' },
  'kms-tags': { perSecond: 300, per: 'region' },
  'kms-account-status': { perSecond: 1, per: 'region' },
  'kms-change': { perSecond: 30, per: 'region' },
  'kms-crypto': { perSecond: 1000, per: 'region' },
  'actiontrail-lookup': { perSecond: 2, per: 'region' },
  'actiontrail-trails': { perSecond: 20, per: 'region' },
  cs: { perSecond: 20, per: 'account' },
  ram: { perSecond: 50, per: 'account' },
  ecs: { perSecond: 50, per: 'region' },
  vpc: { perSecond: 50, per: 'region' },
  sts: { perSecond: 100, per: 'account' },
  resourcemanager: { perSecond: 20, per: 'account' },
  fc: { perSecond: 1000, per: 'region' },
  /** each app and interface, standard edition (the throttling FAQ of DingTalk) */
  'dingtalk-app': { perSecond: 20, per: 'account' },
} as const satisfies Record<string, Rate>;

export type RateGroup = keyof typeof rates;
