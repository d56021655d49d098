/** What a job collects only for a check that asks for it; clusters, and keys in use, are always collected. */
export const SOURCES = [
  'role',
  'trails',
  'people',
  'grants',
  'network',
  'keyPolicies',
  'formerKeys',
  'instances',
  'kmsStatus',
  'events',
  'balance',
  'bills',
  'dailySpend',
  'kmsUsage',
  'hostedKeys',
] as const;
export type Source = (typeof SOURCES)[number];
