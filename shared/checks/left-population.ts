import { type Cluster, isAcs, isChanging } from '../model/cluster.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { Ending } from '../model/job-state.ts';
import { formerKeysOf, type Key, type KeyInUse, keysInUse } from '../model/key.ts';
import type { Seen } from '../model/observation.ts';
import { maySwitch } from '../model/people.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import type { Parts, Snapshot } from '../model/snapshot.ts';
import type { Text } from '../text/zh.ts';

/** Still among what is judged; how it left; or null, where what was seen does not tell. */
export type Left = 'present' | Ending | null;

/** All that was seen of them, as far as they could be listed. */
export type Clusters = Seen<Parts['clusters']>;

/** How a thing leaves what one check judges, where that differs from other checks. */
export type TellLeft = (finding: Finding, clusters: Clusters) => Left;

/**
 * Why a check may have nothing to say of a thing any more: it is no longer among what is judged. That it left is concluded
 * only from what was seen whole.
 */
export function whyLeft(
  finding: Finding,
  parts: Snapshot['parts'],
  regions: readonly string[],
  ofCheck?: TellLeft,
): Left {
  const { type, region } = finding.resource;
  if (type === 'account' || type === 'trail') return 'present';
  if (region !== '' && regions.length > 0 && !regions.includes(region) && type !== 'region')
    return closed('The region {region} is no longer in the configuration.', { region });
  const { clusters } = parts;
  if (!clusters?.seen) return null;
  if (ofCheck) return ofCheck(finding, clusters);
  switch (type) {
    case 'cluster':
      return clusterLeft(finding, clusters);
    case 'key':
      return keyLeft(finding, clusters, parts);
    case 'instance':
      return instanceLeft(finding, parts);
    case 'region':
      return regionLeft(finding, clusters, parts, regions);
    case 'role':
      return roleLeft(finding, clusters);
    case 'identity':
      return identityLeft(finding, parts);
    default:
      return 'present';
  }
}

function closed(summary: Text, evidence: Finding['evidence'] = {}): Ending {
  return { kind: 'closed', summary, evidence };
}

function clusterLeft({ resource: { id } }: Finding, clusters: Clusters): Left {
  const cluster = clusters.value.find((one) => one.id === id);
  if (cluster?.inScope || cluster?.scope === 'unknown') return 'present';
  if (cluster) return closed('The cluster is no longer in scope.');
  return clusters.missing ? null : closed('The cluster is no longer in the cluster list.');
}

function keyLeft(finding: Finding, clusters: Clusters, parts: Snapshot['parts']): Left {
  const isOne = isKeyOf(finding);
  const isLooked = [parts.keys, parts.formerKeys].some((keys) => keys?.seen && keys.value.some(isOne));
  if (keysInUse(clusters.value).some(isOne)) return 'present';
  if (finding.check === UNREADABLE && isLooked) return 'present';
  if (mayStillUse(finding, clusters)) return null;
  return formerKeysOf(clusters.value).some(isOne)
    ? closed('No cluster uses the key any more; former-key checks it until all Secrets are rewritten.')
    : closed('No cluster uses the key any more.');
}

/** What a former key was watched for. */
export function formerKeyLeft(finding: Finding, clusters: Clusters): Left {
  const isOne = isKeyOf(finding);
  if (keysInUse(clusters.value).some(isOne))
    return closed('A cluster uses the key again; key-state checks it.');
  if (formerKeysOf(clusters.value).some(isOne)) return 'present';
  if (mayStillUse(finding, clusters)) return null;
  return closed('No known Secret needs the former key any more.');
}

function isKeyOf({ resource }: Finding): (key: KeyInUse | Key) => boolean {
  return ({ region, id }) => region === resource.region && id === resource.id;
}

/** A cluster that was not listed, or whose flag is not known, may still need the key. */
function mayStillUse({ clusters: members }: Finding, { value, missing }: Clusters): boolean {
  const listed = value.filter(({ id }) => members.includes(id));
  const mayUse = (cluster: Cluster): boolean =>
    cluster.inScope && (!cluster.encryption.seen || isChanging(cluster));
  return (missing !== undefined && listed.length < members.length) || listed.some(mayUse);
}

/** Which instances matter is told by the keys. */
function instanceLeft({ resource: { region, id } }: Finding, parts: Snapshot['parts']): Left {
  const { keys, formerKeys, instances } = parts;
  if (!keys?.seen || !instances?.seen) return null;
  if (instances.value.some((one) => one.region === region && one.id === id)) return 'present';
  const watched = [...keys.value, ...(formerKeys?.seen ? formerKeys.value : [])];
  const isTold = watched.every(
    ({ metadata }) => metadata.seen && !(metadata.value.exists && metadata.value.instanceUnread),
  );
  return isTold ? closed('The instance no longer holds a checked key.') : null;
}

function regionLeft(
  { resource: { region } }: Finding,
  clusters: Clusters,
  parts: Snapshot['parts'],
  regions: readonly string[],
): Left {
  if (clusters.value.some((one) => one.inScope && one.region === region)) return 'present';
  // Events of RAM come from a region that need not hold a cluster.
  const { changeEvents } = parts;
  if (changeEvents?.seen && changeEvents.value.some(({ place }) => place === region)) return 'present';
  if (regions.length > 0 && !regions.includes(region))
    return closed('The region {region} is no longer in the configuration.', { region });
  return clusters.missing ? null : closed('No cluster in scope is in {region} any more.', { region });
}

function roleLeft({ resource: { id } }: Finding, clusters: Clusters): Left {
  const needsRole = clusters.value.some((cluster) => cluster.inScope && !isAcs(cluster));
  if (id !== SERVICE_ROLE || needsRole) return 'present';
  return clusters.missing ? null : closed('No cluster in scope calls KMS as this role any more.');
}

/** Identities are found from policies that speak of encryption; who is not found may be left out. */
function identityLeft({ resource: { id } }: Finding, { people }: Snapshot['parts']): Left {
  if (!people?.seen || !people.value.persons.seen) return null;
  const { persons, cuts, gaps } = people.value;
  const person = persons.value.find(({ type, name }) => `${type}/${name}` === id);
  if (person && !maySwitch(person)) return closed('The identity cannot turn encryption on or off.');
  if (person) return person.grants?.seen ? closed('The identity operates no cluster in scope.') : null;
  if (cuts.length > 0 || gaps.length > 0 || persons.missing) return null;
  return closed('No policy grants the identity permissions over encryption any more.');
}
