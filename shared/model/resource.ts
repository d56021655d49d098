import { createHash } from 'node:crypto';

export type ResourceType =
  | 'cluster'
  | 'key'
  | 'instance'
  | 'role'
  | 'region'
  | 'account'
  | 'identity'
  | 'trail'
  | 'job'
  | 'channel';

/** What a finding is about. `region` is empty for what has none. */
export interface Resource {
  type: ResourceType;
  id: string;
  region: string;
  account: string;
  name: string;
}

/**
 * Names a finding for ever: the same check about the same resource of the same account has the same
 * fingerprint in every run. 16 hexadecimal digits, fit for a URL.
 */
export function fingerprint(
  account: string,
  check: string,
  resource: Pick<Resource, 'type' | 'id' | 'region'>,
  facet = '',
): string {
  const parts = [account, check, resource.type, resource.region, resource.id, facet];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}
