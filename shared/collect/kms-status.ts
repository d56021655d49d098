import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { kms } from '../cloud/kms.ts';
import { type Cluster, sealingKey } from '../model/cluster.ts';
import type { KmsStatus } from '../model/kms.ts';
import { seen, type Thing } from '../model/observation.ts';
import { read } from './read.ts';

const schema = v.object({ AccountStatus: v.pipe(v.string(), v.minLength(1)) });

/** Asks once in each region that holds clusters in scope; KMS allows one such call a second. */
export function collectKmsStatus(cloud: Cloud, clusters: readonly Cluster[]): Promise<KmsStatus[]> {
  const regions = new Map<string, { clusters: string[]; encrypted: string[] }>();
  for (const cluster of clusters) {
    if (!cluster.inScope || cluster.region === '') continue;
    const region = regions.get(cluster.region) ?? { clusters: [], encrypted: [] };
    region.clusters.push(cluster.id);
    if (sealingKey(cluster) !== null) region.encrypted.push(cluster.id);
    regions.set(cluster.region, region);
  }
  return Promise.all(
    [...regions].map(async ([region, members]) => {
      const thing: Thing = {
        type: 'region',
        id: region,
        region,
        clusters: members.clusters,
        facet: kms.describeAccountKmsStatus.permission,
      };
      const body = read(await cloud.call(kms.describeAccountKmsStatus, { region }), schema, thing);
      return { region, ...members, status: body.seen ? seen(body.value.AccountStatus, body.at) : body };
    }),
  );
}
