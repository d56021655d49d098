import pMap from 'p-map';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { firstFault, type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import type { ClusterGrant, Person } from '../model/people.ts';
import { readEntries } from './ask-pages.ts';
import { userIds } from './ram-entities.ts';
import { read } from './read.ts';

const AT_ONCE = 5;

/** Any one endpoint tells of the whole account. */
const REGION = 'cn-hangzhou';

/** Somebody whose policies are known; the id is empty where RAM did not tell it. */
export interface Known {
  type: Person['type'];
  name: string;
  id: string;
}

interface Candidate extends Known {
  person: Person;
}

const grantSchema = v.object({ resource_id: v.string(), resource_type: v.string(), role_type: v.string() });

/** Asks ACK for the roles of those who are worth asking about; ends with the first that is denied. */
export async function withGrants(
  cloud: Cloud,
  candidates: readonly Candidate[],
  isWanted: (person: Person) => boolean,
): Promise<readonly Person[]> {
  const nameless = candidates.some(({ id, person }) => id === '' && isWanted(person));
  const ids: Observation<ReadonlyMap<string, string>> = nameless ? await userIds(cloud) : seen(new Map(), '');
  let denied: Unseen | null = null;
  const ask = async ({ person, name, id }: Candidate): Promise<Person> => {
    if (!isWanted(person)) return person;
    if (id === '' && !ids.seen) return { ...person, grants: ids };
    const uid = id || (ids.seen ? ids.value.get(name) : undefined);
    if (uid === undefined) return { ...person, grants: whyNoId(ids, name) };
    const grants = denied ?? (await grantsOf(cloud, uid));
    if (!grants.seen && grants.because === 'denied') denied = grants;
    return { ...person, grants };
  };
  return pMap(candidates, ask, { concurrency: AT_ONCE });
}

/** The list of users may be cut short, so that somebody is missing only there. */
function whyNoId(ids: Observation<unknown>, name: string): Unseen {
  const missing = ids.seen ? firstFault(ids.missing ?? []) : ids;
  return missing ?? unseen('absent', `UserId of ${name}`);
}

/** The roles of one identity in clusters. */
export async function grantsOf(cloud: Cloud, uid: string): Promise<Observation<readonly ClusterGrant[]>> {
  const answer = await cloud.call(cs.describeUserPermission, { region: REGION, path: { uid } });
  const list = read(answer, v.array(v.unknown()));
  if (!list.seen) return list;
  const { items, missing } = readEntries(list.value, grantSchema);
  const grants = items
    .filter(({ resource_type }) => resource_type === 'cluster' || resource_type === 'console')
    .map(({ resource_id: cluster, role_type: role }): ClusterGrant => ({ cluster, role }));
  return seen(grants, list.at, missing);
}
