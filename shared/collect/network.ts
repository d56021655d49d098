import pMap from 'p-map';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { ecs } from '../cloud/ecs.ts';
import { vpc } from '../cloud/vpc.ts';
import {
  type AclPassage,
  type ClusterNetwork,
  type Network,
  type Passage,
  SERVICE_RANGE,
} from '../model/network.ts';
import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import { passageOf } from './address-rules.ts';
import { askPages } from './ask-pages.ts';
import type { ClusterPlace } from './cluster-place.ts';
import { aclRules, groupRules } from './network-rules.ts';
import { read } from './read.ts';

/** Most clusters that are looked at in one run, so that a large account cannot use up the run. */
const LIMIT = 500;
const AT_ONCE = 10;
/** Largest page that is documented. */
const MaxResults = 1000;

const permissionsSchema = v.pipe(
  v.object({ Permissions: v.object({ Permission: v.array(v.unknown()) }) }),
  v.transform(({ Permissions }) => Permissions.Permission),
);

const vSwitchSchema = v.object({ NetworkAclId: v.nullish(v.string(), '') });

const aclSchema = v.object({
  NetworkAclAttribute: v.object({
    IngressAclEntries: v.object({ IngressAclEntry: v.array(v.unknown()) }),
    EgressAclEntries: v.object({ EgressAclEntry: v.array(v.unknown()) }),
  }),
});

/**
 * The way from each cluster in scope to KMS: what its security group and the network ACLs of its vSwitches do with
 * the range of the cloud's own services. Each is read once, however many clusters share it.
 */
export async function collectNetwork(
  cloud: Cloud,
  account: string,
  places: readonly ClusterPlace[],
): Promise<Network> {
  const looked = places.slice(0, LIMIT);
  const outbound = once((region, id) => outboundOf(cloud, region, id));
  const aclIds = once((region, id) => aclIdOf(cloud, region, id));
  const acls = once((region, id) => aclOf(cloud, region, id));
  const clusters = await pMap(
    looked,
    async ({ cluster, region, name, securityGroup: id, vSwitches: ids }): Promise<ClusterNetwork> => {
      const [group, vSwitches] = await Promise.all([
        id ? outbound(region, id) : notTold('security_group_id', id),
        Promise.all(
          ids.map(async (vSwitch) => ({
            id: vSwitch ?? '',
            acl: vSwitch ? await aclAt(region, vSwitch, aclIds, acls) : notTold('vswitch_ids', vSwitch),
          })),
        ),
      ]);
      return { cluster, region, name, securityGroup: { id: id ?? '', outbound: group }, vSwitches };
    },
    { concurrency: AT_ONCE },
  );
  return { account, clusters, left: places.length - looked.length };
}

/** Null: there is something, but it is no id. */
function notTold(field: string, id: string | null): Unseen {
  return id === null ? unseen('malformed', `${field} is no text`) : unseen('absent', field);
}

type Ask<T> = (region: string, id: string) => Promise<Observation<T>>;

/** Asks about each thing once; when all of the first are denied, the others would be, too. */
function once<T>(ask: Ask<T>): Ask<T> {
  const asked = new Map<string, Promise<Observation<T>>>();
  const first: Promise<Observation<T>>[] = [];
  const look: Ask<T> = async (region, id) => {
    if (first.length < AT_ONCE) {
      const answer = ask(region, id);
      first.push(answer);
      return answer;
    }
    const [told, ...others] = await Promise.all(first);
    const isDenied = (answer: Observation<T>): boolean => !answer.seen && answer.because === 'denied';
    return told && [told, ...others].every(isDenied) ? told : ask(region, id);
  };
  return (region, id) => {
    const key = resourceKey({ region, id });
    const answer = asked.get(key) ?? look(region, id);
    asked.set(key, answer);
    return answer;
  };
}

async function outboundOf(
  cloud: Cloud,
  region: string,
  SecurityGroupId: string,
): Promise<Observation<Passage>> {
  const query = { RegionId: region, SecurityGroupId, NicType: 'intranet', Direction: 'egress', MaxResults };
  const paging = {
    token: 'NextToken',
    list: permissionsSchema,
    entry: v.unknown(),
    mayRepeat: true,
  } as const;
  const rules = await askPages(cloud, ecs.describeSecurityGroupAttribute, { region, query }, paging);
  if (!rules.seen) return rules;
  // One rule more may turn the answer.
  return rules.missing?.[0] ?? seen(passageOf(SERVICE_RANGE, groupRules(rules.value)), rules.at);
}

async function aclAt(
  region: string,
  vSwitch: string,
  aclIds: Ask<string>,
  acls: Ask<AclPassage>,
): Promise<Observation<AclPassage | null>> {
  const id = await aclIds(region, vSwitch);
  if (!id.seen) return id;
  return id.value === '' ? seen(null, id.at) : acls(region, id.value);
}

async function aclIdOf(cloud: Cloud, region: string, VSwitchId: string): Promise<Observation<string>> {
  const query = { RegionId: region, VSwitchId };
  const answer = read(await cloud.call(vpc.describeVSwitchAttributes, { region, query }), vSwitchSchema);
  return answer.seen ? seen(answer.value.NetworkAclId, answer.at) : answer;
}

async function aclOf(cloud: Cloud, region: string, id: string): Promise<Observation<AclPassage>> {
  const query = { RegionId: region, NetworkAclId: id };
  const answer = read(await cloud.call(vpc.describeNetworkAclAttributes, { region, query }), aclSchema);
  if (!answer.seen) return answer;
  const { IngressAclEntries, EgressAclEntries } = answer.value.NetworkAclAttribute;
  return seen(
    {
      id,
      inbound: passageOf(SERVICE_RANGE, aclRules(IngressAclEntries.IngressAclEntry, 'inbound')),
      outbound: passageOf(SERVICE_RANGE, aclRules(EgressAclEntries.EgressAclEntry, 'outbound')),
    },
    answer.at,
  );
}
