/** Calls in a second, or in as many as are told, for each account and region (or for the account alone). */
export interface Rate {
  calls: number;
  seconds?: number;
  per: 'region' | 'account';
}

/**
 * KMS: https://www.alibabacloud.com/help/en/kms/key-management-service/product-overview/performance-data
 * LookupEvents: https://help.aliyun.com/en/actiontrail/product-overview/limits
 * Balance and instance bills: https://www.alibabacloud.com/help/en/user-center/developer-reference/api-bssopenapi-2017-12-14-quota
 * The other bills are taken to have the limit of the balance. ACK, RAM, ECS, VPC, STS, Location, Resource Manager, Function Compute and the trail operations publish no limit: generous guesses.
 */
export const rates = {
  'kms-metadata': { calls: 50, per: 'region' },
  'kms-tags': { calls: 300, per: 'region' },
  'kms-account-status': { calls: 1, per: 'region' },
  'kms-change': { calls: 30, per: 'region' },
  'kms-crypto': { calls: 1000, per: 'region' },
  'kms-signing': { calls: 200, per: 'account' },
  'actiontrail-lookup': { calls: 2, per: 'region' },
  'actiontrail-trails': { calls: 20, per: 'region' },
  cs: { calls: 20, per: 'account' },
  ram: { calls: 50, per: 'account' },
  ecs: { calls: 50, per: 'region' },
  vpc: { calls: 50, per: 'region' },
  location: { calls: 100, per: 'account' },
  sts: { calls: 100, per: 'account' },
  resourcemanager: { calls: 20, per: 'account' },
  'bss-balance': { calls: 10, per: 'account' },
  'bss-bills': { calls: 10, per: 'account' },
  'bss-instance-bill': { calls: 600, seconds: 60, per: 'account' },
  fc: { calls: 1000, per: 'region' },
  /** each app and interface, standard edition (the throttling FAQ of DingTalk) */
  'dingtalk-app': { calls: 20, per: 'account' },
} as const satisfies Record<string, Rate>;

export type RateGroup = keyof typeof rates;
