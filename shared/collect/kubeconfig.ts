import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import type { Cluster } from '../model/cluster.ts';
import { type Observation, seen } from '../model/observation.ts';
import { Secret } from '../model/secret.ts';
import { isoTime, read } from './read.ts';

/** The shortest that ACK gives. */
const MINUTES = 15;

export interface Kubeconfig {
  /** YAML. It is kept in memory only. */
  text: Secret;
  /** ISO 8601, UTC; null where ACK does not say. */
  expires: string | null;
}

const schema = v.object({ config: v.pipe(v.string(), v.minLength(1)), expiration: v.optional(v.unknown()) });

/**
 * A kubeconfig of the identity that calls, for fifteen minutes. The answer does not name the cluster: the address in the
 * kubeconfig must be one of the cluster, which whoever reads it has to hold against what the cluster is known by.
 */
export async function collectKubeconfig(
  cloud: Cloud,
  { id, region }: Pick<Cluster, 'id' | 'region'>,
  network: 'public' | 'private',
): Promise<Observation<Kubeconfig>> {
  const query = { TemporaryDurationMinutes: MINUTES, PrivateIpAddress: network === 'private' };
  const answer = await cloud.call(cs.describeClusterUserKubeconfig, {
    region,
    path: { ClusterId: id },
    query,
  });
  const config = read(answer, schema);
  if (!config.seen) return config;
  const { expiration } = config.value;
  const expires = typeof expiration === 'string' ? isoTime(expiration) : null;
  return seen({ text: new Secret(config.value.config), expires }, config.at);
}
