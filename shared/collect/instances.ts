import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { kms } from '../cloud/kms.ts';
import type { Key } from '../model/key.ts';
import type { Instance } from '../model/kms.ts';
import { type Observation, seen, type Thing, unseen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import { field, objectOf, plain, read, timeField } from './read.ts';

const schema = v.object({ KmsInstance: v.looseObject({}) });

/** Describes each KMS instance that holds a key in use once; `known` ones are taken as they are. */
export function collectInstances(
  cloud: Cloud,
  keys: readonly Key[],
  known: readonly Instance[] = [],
): Promise<Instance[]> {
  const details = new Map(known.map((one) => [resourceKey(one), one.detail]));
  const instances = new Map<string, { id: string; region: string; clusters: Set<string> }>();
  for (const { region, clusters, metadata } of keys) {
    const id = metadata.seen && metadata.value.exists ? metadata.value.instanceId : null;
    if (id === null) continue;
    const instance = instances.get(resourceKey({ region, id })) ?? { id, region, clusters: new Set() };
    for (const cluster of clusters) instance.clusters.add(cluster);
    instances.set(resourceKey({ region, id }), instance);
  }
  return Promise.all(
    [...instances].map(async ([name, held]) => {
      const instance = { ...held, clusters: [...held.clusters] };
      const detail = details.get(name);
      return detail ? { ...instance, detail } : describe(cloud, instance);
    }),
  );
}

async function describe(cloud: Cloud, instance: Omit<Instance, 'detail'>): Promise<Instance> {
  const { id, region, clusters } = instance;
  const thing: Thing = { type: 'instance', id, region, clusters, facet: kms.getKmsInstance.permission };
  const answer = await cloud.call(kms.getKmsInstance, { region, query: { KmsInstanceId: id } });
  if (!answer.seen && answer.code === 'Forbidden.DKMSInstanceNotFound')
    return { ...instance, detail: seen({ released: true }, '') };
  const body = read(answer, schema, thing);
  if (!body.seen) return { ...instance, detail: body };
  const data = objectOf(body.value.KmsInstance);
  const detail = {
    name: plain(data['InstanceName']),
    status: field('Status', data['Status'], body.at),
    chargeType: field('ChargeType', data['ChargeType'], body.at),
    endDate: timeField('EndDate', data['EndDate'], body.at),
    deletionProtection: protectionOf(data['DeletionProtection'], body.at),
  };
  return { ...instance, detail: seen(detail, body.at) };
}

/** A boolean here, a word in answers about keys; either is read. */
function protectionOf(value: unknown, at: string): Observation<boolean> {
  const word = String(value ?? '').toLowerCase();
  if (word === '') return unseen('absent', 'DeletionProtection');
  if (word === 'true' || word === 'enabled') return seen(true, at);
  return word === 'false' || word === 'disabled'
    ? seen(false, at)
    : unseen('malformed', 'DeletionProtection is neither on nor off');
}
