import type { Actor, ChangeEvent } from '../model/change.ts';
import { parseKeyArn } from '../model/key.ts';
import { parsedJson } from '../model/parse-json.ts';
import { ACS_ROLE, SERVICE_ROLE } from '../model/role.ts';
import { CLOUD_CALLS, type CloudCall } from './cloud-calls.ts';
import { keyIn, type TrailEvent } from './event.ts';
import { objectOf, plain } from './read.ts';

/** What is watched: only events about these are changes. */
export interface Watched {
  /** Id of the account that all of it belongs to. */
  account: string;
  /** `<region> <key id>`. */
  keys: ReadonlySet<string>;
  /** Cluster id to its region. */
  clusters: ReadonlyMap<string, string>;
  /** Policies attached to the service role. */
  policies: ReadonlySet<string>;
  /** `<region> <instance id>` of the KMS instances that hold keys in use. */
  instances: ReadonlySet<string>;
  /** `<region> <id>` of security groups, vSwitches and network ACLs on the way to KMS, to the ids of their clusters. */
  ways: ReadonlyMap<string, readonly string[]>;
}

type Told = Pick<ChangeEvent, 'target' | 'kind' | 'explains' | 'to'>;
type Reader = (event: TrailEvent, watched: Watched, row: CloudCall) => Told | null;

const onKey: Reader = (event, { keys }, { kind, explains, to }) => {
  const id = keyOf(event);
  if (id === null || !keys.has(`${event.region} ${id}`)) return null;
  const target = { type: 'key', id, region: event.region } as const;
  return { target, kind, explains, to: to || switchedTo(event) };
};

const onRole: Reader = (event, { policies }, { kind, explains, to }) => {
  const { role, policy } = roleIn(event);
  const named = role?.toLowerCase();
  const isPolicy = role === null && policies.has(policy);
  const id =
    [SERVICE_ROLE, ACS_ROLE].find((name) => name.toLowerCase() === named) ?? (isPolicy ? SERVICE_ROLE : null);
  return id === null ? null : { target: { type: 'role', id, region: '' }, kind, explains, to };
};

const onInstance: Reader = ({ raw, region }, { instances }, { kind, explains, to }) => {
  const id = plain(objectOf(raw['requestParameters'])['KmsInstanceId']);
  if (!instances.has(`${region} ${id}`)) return null;
  return { target: { type: 'instance', id, region }, kind, explains, to };
};

/** Nothing in the event shows that it is about what is watched, so it must be of the right product: names of calls are not unique. */
const onAccount: Reader = (event, { account }, { service, kind, explains, to }) =>
  event.service.toLowerCase() === service.toLowerCase()
    ? { target: { type: 'account', id: account, region: '' }, kind, explains, to }
    : null;

/** Who may do what: in one cluster, in several, or in all. */
const onPeople: Reader = (event, watched, row) => {
  const named = clustersIn(event);
  const known = named.filter((id) => watched.clusters.has(id));
  const [first, ...others] = known;
  if (first === undefined) return named.length === 0 ? onAccount(event, watched, row) : null;
  if (others.length > 0) return onAccount(event, watched, row);
  const { kind, explains, to } = row;
  return {
    target: { type: 'cluster', id: first, region: watched.clusters.get(first) ?? '' },
    kind,
    explains,
    to,
  };
};

/** What more than one cluster goes through is told of its region. */
const onWay: Reader = (event, { ways }, { kind, explains, to }) => {
  const { region } = event;
  const touched = new Set(waysIn(event).flatMap((id) => ways.get(`${region} ${id}`) ?? []));
  const [first] = touched;
  if (first === undefined) return null;
  const target =
    touched.size === 1
      ? ({ type: 'cluster', id: first } as const)
      : ({ type: 'region', id: region } as const);
  return { target: { ...target, region }, kind, explains, to };
};

const onTrail: Reader = ({ raw, region }, _watched, { kind, explains, to }) => {
  const { Name, TrailName } = objectOf(raw['requestParameters']);
  const id = plain(Name) || plain(TrailName);
  return id === '' ? null : { target: { type: 'trail', id, region }, kind, explains, to };
};

const onCluster: Reader = (event, { clusters }, { kind, explains, to }) => {
  const id = clusterOf(event);
  const region = clusters.get(id);
  return region === undefined ? null : { target: { type: 'cluster', id, region }, kind, explains, to };
};

/** How the parameters of this event are nested is not documented; a body that cannot be read still explains a drift. */
const onEncryption: Reader = (event, watched, row) => {
  const told = onCluster(event, watched, row);
  if (!told) return null;
  const { disabled, keyId } = switchIn(event);
  if (disabled === null) return told;
  if (disabled) return { ...told, kind: 'encryption-off', explains: ['encryption-off'], to: 'off' };
  const to = keyId === '' ? 'on' : `on: ${keyId}`;
  return { ...told, kind: 'encryption-on', explains: ['encryption-on', 'key-replaced'], to };
};

const READERS: Readonly<Record<CloudCall['target'], Reader>> = {
  key: onKey,
  alias: () => null,
  instance: onInstance,
  cluster: onCluster,
  encryption: onEncryption,
  people: onPeople,
  way: onWay,
  account: onAccount,
  role: onRole,
  policy: onRole,
  trail: onTrail,
};

/** The rows that are a change, or may have caused one, by the name of the call: how ActionTrail spells ACK is not documented. */
const ROWS = new Map(CLOUD_CALLS.filter(({ explains }) => explains.length > 0).map((row) => [row.call, row]));

/** The change that an event is about; null for everything else. */
export function toChangeEvent(event: TrailEvent, watched: Watched): ChangeEvent | null {
  const row = ROWS.get(event.name);
  const told = row ? READERS[row.target](event, watched, row) : null;
  if (!told) return null;
  const { id: eventId, name, at, errorCode } = event;
  const actor = actorOf(event, watched.account);
  return { eventId: eventId || `${name} ${at}`, name, at, ...told, actor, errorCode };
}

/**
 * Who is behind a call. For an assumed role that is the session, which names the person or the service. An identity
 * without a name goes by its id. `own`: the account that the event was read in.
 */
export function actorOf({ id: eventId, identity, raw }: TrailEvent, own: string): Actor {
  const { type, userName, principalId, accountId } = identity;
  const told = userName || principalId;
  const source = plain(raw['sourceIpAddress']);
  const foreign = accountId === '' || accountId === own ? {} : { account: accountId };
  const more = { source, eventId, ...foreign };
  switch (type) {
    case 'ram-user':
      return { type: 'user', name: told, role: '', ...more };
    case 'assumed-role': {
      const [role = '', ...session] = told.split(':');
      return { type: 'role', name: session.join(':') || role, role, ...more };
    }
    case 'root-account':
      return { type: 'root', name: 'root', role: '', ...more };
    case 'system':
      return { type: 'system', name: userName || 'system', role: '', ...more };
    default:
      return { type: 'unknown', name: told, role: '', ...more };
  }
}

/** The role that a call names, as RAM or as Resource Manager does; null when it names none. */
export function roleIn({ raw }: TrailEvent): { role: string | null; policy: string } {
  const { RoleName, PrincipalType, PrincipalName, PolicyName } = objectOf(raw['requestParameters']);
  const principal =
    PrincipalType === undefined || plain(PrincipalType) === 'ServiceRole' ? PrincipalName : '';
  const role = RoleName ?? principal;
  return { role: role === undefined ? null : plain(role), policy: plain(PolicyName) };
}

/** Security groups, network ACLs and the vSwitches that get one, as a call names them. */
function waysIn({ raw }: TrailEvent): string[] {
  const parameters = objectOf(raw['requestParameters']);
  const { SecurityGroupId, NetworkAclId, Resource } = parameters;
  const listed = [asJson(Resource)].flat().map((item) => objectOf(item)['ResourceId']);
  const flat = Object.entries(parameters).flatMap(([name, value]) =>
    /\.ResourceId$/.test(name) ? [value] : [],
  );
  return [SecurityGroupId, NetworkAclId, ...listed, ...flat].map(plain).filter((id) => id !== '');
}

/** Id of the key that a call on a key names; null when it names none, or an alias. */
export function keyOf(event: TrailEvent): string | null {
  const { ProtectedResourceArn } = objectOf(event.raw['requestParameters']);
  return parseKeyArn(plain(ProtectedResourceArn))?.id ?? keyIn(event);
}

/** What a switch was set to, for the calls that have one. */
function switchedTo({ raw }: TrailEvent): string {
  const { EnableAutomaticRotation, EnableDeletionProtection } = objectOf(raw['requestParameters']);
  const value = EnableAutomaticRotation ?? EnableDeletionProtection;
  if (value === undefined) return '';
  return String(value).toLowerCase() === 'true' ? 'Enabled' : 'Disabled';
}

/** Id of the cluster that a call names; empty when it names none. */
export function clusterOf({ raw }: TrailEvent): string {
  const { ClusterId, clusterId, cluster_id } = objectOf(raw['requestParameters']);
  const { cluster_id: made } = objectOf(raw['responseElements']);
  const asked = plain(ClusterId) || plain(clusterId) || plain(cluster_id);
  const named = asked || plain(made) || plain(raw['resourceName']);
  const referenced = objectOf(raw['referencedResources'])['ACS::ACK::Cluster'];
  return named || (Array.isArray(referenced) ? plain(referenced[0]) : '');
}

/** The clusters that a call on permissions names, in its body or as a list; how the event nests them is not documented. */
function clustersIn(event: TrailEvent): string[] {
  const { body, Body, ClusterIds } = objectOf(event.raw['requestParameters']);
  const items = [asJson(body ?? Body)].flat();
  const ids = [asJson(ClusterIds) ?? ClusterIds].flat().map(plain);
  const named = [clusterOf(event), ...ids, ...items.map((item) => plain(objectOf(item)['cluster']))];
  return [...new Set(named)].filter((id) => id !== '');
}

function switchIn({ raw }: TrailEvent): { disabled: boolean | null; keyId: string } {
  const parameters = objectOf(raw['requestParameters']);
  const body = bodyOf(parameters['body'] ?? parameters['Body']) ?? parameters;
  const word = String(body['disable_encryption'] ?? body['DisableEncryption'] ?? '').toLowerCase();
  const disabled = word === 'true' ? true : word === 'false' ? false : null;
  return { disabled, keyId: plain(body['kms_key_id'] ?? body['KmsKeyId']) };
}

function bodyOf(body: unknown): Readonly<Record<string, unknown>> | null {
  const value = asJson(body);
  return value === undefined ? null : objectOf(value);
}

/** What a text says where it is JSON; undefined where it is not. */
function asJson(value: unknown): unknown {
  return typeof value === 'string' ? parsedJson(value) : value;
}
