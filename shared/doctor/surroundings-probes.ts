import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { ecs } from '../cloud/ecs.ts';
import { ram } from '../cloud/ram.ts';
import { vpc } from '../cloud/vpc.ts';
import type { ClusterPlace } from '../collect/cluster-place.ts';
import { objectOf, plain } from '../collect/read.ts';
import { type ProbedCall, probeCall } from './probe.ts';

/** The one that the jobs ask; RAM and ACK tell of the whole account there. */
const REGION = 'cn-hangzhou';

/** Ids that nothing has, in the form of real ones: parameters may be looked at before permissions. */
const MADE_UP = {
  group: 'sealwatch-doctor-none',
  uid: '0'.repeat(18),
  securityGroup: 'sg-sealwatchdoctor000000',
  vSwitch: 'vsw-sealwatchdoctor000000',
  acl: 'nacl-sealwatchdoctor000000',
} as const;

/** A policy that every account has, for when the list tells of none that is attached. */
const EVERYWHERE = { PolicyName: 'AdministratorAccess', PolicyType: 'System' } as const;

/** Who holds which policy, and what ACK granted one of the users; it may tell of nothing to who administers no cluster. */
export async function peopleProbes(cloud: Cloud): Promise<ProbedCall[]> {
  const [holders, users] = await Promise.all([holderProbes(cloud), userProbes(cloud)]);
  return [...holders, ...users];
}

async function holderProbes(cloud: Cloud): Promise<ProbedCall[]> {
  const policies = await probeCall(cloud, ram.listPolicies, { region: REGION, query: { MaxItems: 1000 } });
  const query = mostHeld(listIn(policies, 'Policies', 'Policy'));
  const entities = await probeCall(cloud, ram.listEntitiesForPolicy, { region: REGION, query });
  const group = plain(listIn(entities, 'Groups', 'Group')[0]?.['GroupName']);
  const members = { region: REGION, query: { GroupName: group || MADE_UP.group, MaxItems: 1 } };
  return [policies, entities, await probeCall(cloud, ram.listUsersForGroup, members, group === '')];
}

/** The policy that most have is the likeliest to lead to a group. */
function mostHeld(policies: readonly Readonly<Record<string, unknown>>[]): Record<string, string> {
  const holders = (policy: Readonly<Record<string, unknown>>): number =>
    Number(policy['AttachmentCount'] ?? 0) || 0;
  const [first] = [...policies].sort((a, b) => holders(b) - holders(a));
  if (!first || holders(first) === 0) return EVERYWHERE;
  return { PolicyName: plain(first['PolicyName']), PolicyType: plain(first['PolicyType']) };
}

async function userProbes(cloud: Cloud): Promise<ProbedCall[]> {
  const users = await probeCall(cloud, ram.listUsers, { region: REGION, query: { MaxItems: 1 } });
  const uid = plain(listIn(users, 'Users', 'User')[0]?.['UserId']);
  const request = { region: REGION, path: { uid: uid || MADE_UP.uid } };
  return [users, await probeCall(cloud, cs.describeUserPermission, request, uid === '')];
}

/** The way from a cluster to KMS: the first security group and the first vSwitch that the list tells, and its ACL. */
export async function networkProbes(
  cloud: Cloud,
  clusters: readonly Pick<ClusterPlace, 'region' | 'securityGroup' | 'vSwitches'>[],
  home: string,
): Promise<ProbedCall[]> {
  const placed = clusters.filter(({ region }) => region !== '');
  const [group, switches] = await Promise.all([
    groupProbe(
      cloud,
      placed.find(({ securityGroup }) => securityGroup),
      home,
    ),
    switchProbes(
      cloud,
      placed.find(({ vSwitches: [first] }) => first),
      home,
    ),
  ]);
  return [group, ...switches];
}

function groupProbe(
  cloud: Cloud,
  place: Pick<ClusterPlace, 'region' | 'securityGroup'> | undefined,
  home: string,
): Promise<ProbedCall> {
  const { region, securityGroup } = place ?? { region: home, securityGroup: MADE_UP.securityGroup };
  const query = {
    RegionId: region,
    SecurityGroupId: securityGroup,
    NicType: 'intranet',
    Direction: 'egress',
  };
  return probeCall(cloud, ecs.describeSecurityGroupAttribute, { region, query }, place === undefined);
}

async function switchProbes(
  cloud: Cloud,
  place: Pick<ClusterPlace, 'region' | 'vSwitches'> | undefined,
  home: string,
): Promise<ProbedCall[]> {
  const region = place?.region ?? home;
  const VSwitchId = place?.vSwitches[0] ?? MADE_UP.vSwitch;
  const vSwitch = await probeCall(
    cloud,
    vpc.describeVSwitchAttributes,
    { region, query: { RegionId: region, VSwitchId } },
    place === undefined,
  );
  const acl = plain(objectOf(vSwitch.answer.seen ? vSwitch.answer.value : null)['NetworkAclId']);
  const query = { RegionId: region, NetworkAclId: acl || MADE_UP.acl };
  return [vSwitch, await probeCall(cloud, vpc.describeNetworkAclAttributes, { region, query }, acl === '')];
}

/** The items of a list in the form of RAM; none where it was not seen. */
function listIn({ answer }: ProbedCall, list: string, item: string): Readonly<Record<string, unknown>>[] {
  const items = objectOf(objectOf(answer.seen ? answer.value : null)[list])[item];
  return Array.isArray(items) ? items.map(objectOf) : [];
}
