import type { Actor, ChangeEvent, ChangeKind } from '../model/change.ts';
import { parseKeyArn } from '../model/key.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import { keyIn, type TrailEvent } from './event.ts';
import { objectOf, plain } from './read.ts';

/** What is watched: only events about these are changes. */
export interface Watched {
  /** `<region> <key id>`. */
  keys: ReadonlySet<string>;
  /** Cluster id to its region. */
  clusters: ReadonlyMap<string, string>;
  /** Policies attached to the service role. */
  policies: ReadonlySet<string>;
}

type Told = Pick<ChangeEvent, 'target' | 'kind' | 'explains' | 'to'>;
type Reader = (event: TrailEvent, watched: Watched) => Told | null;

const onKey =
  (kind: ChangeKind, to: string, ...alsoExplains: readonly ChangeKind[]): Reader =>
  (event, { keys }) => {
    const id = keyOf(event);
    if (id === null || !keys.has(`${event.region} ${id}`)) return null;
    const target = { type: 'key', id, region: event.region } as const;
    return { target, kind, explains: [kind, ...alsoExplains], to: to || switchedTo(event) };
  };

const onRole: Reader = ({ raw }, { policies }) => {
  const { RoleName, PolicyName } = objectOf(raw['requestParameters']);
  const isRole = plain(RoleName).toLowerCase() === SERVICE_ROLE.toLowerCase();
  const isPolicy = RoleName === undefined && policies.has(plain(PolicyName));
  if (!isRole && !isPolicy) return null;
  const target = { type: 'role', id: SERVICE_ROLE, region: '' } as const;
  return { target, kind: 'role-changed', explains: ['role-changed'], to: '' };
};

const onTrail: Reader = ({ raw, region }) => {
  const { Name, TrailName } = objectOf(raw['requestParameters']);
  const id = plain(Name) || plain(TrailName);
  if (id === '') return null;
  const target = { type: 'trail', id, region } as const;
  return { target, kind: 'trail-stopped', explains: ['trail-stopped'], to: 'stopped' };
};

const onCluster =
  (kind: ChangeKind): Reader =>
  (event, { clusters }) => {
    const id = clusterOf(event);
    const region = clusters.get(id);
    if (region === undefined) return null;
    return { target: { type: 'cluster', id, region }, kind, explains: [kind], to: '' };
  };

/** How the parameters of this event are nested is not documented; a body that cannot be read still explains a drift. */
const onEncryption: Reader = (event, { clusters }) => {
  const id = clusterOf(event);
  const region = clusters.get(id);
  if (region === undefined) return null;
  const target = { type: 'cluster', id, region } as const;
  const { disabled, keyId } = switchIn(event);
  if (disabled === true) return { target, kind: 'encryption-off', explains: ['encryption-off'], to: 'off' };
  if (disabled === false) {
    const explains = ['encryption-on', 'key-replaced'] as const;
    return { target, kind: 'encryption-on', explains, to: keyId === '' ? 'on' : `on: ${keyId}` };
  }
  return { target, kind: null, explains: ['encryption-off', 'encryption-on', 'key-replaced'], to: '' };
};

/** The calls that change what is watched, by name. */
export const CHANGING_CALLS = {
  Kms: {
    DisableKey: onKey('key-disabled', 'Disabled'),
    EnableKey: onKey('key-enabled', 'Enabled'),
    ScheduleKeyDeletion: onKey('key-deletion-scheduled', 'PendingDeletion', 'key-deleted'),
    CancelKeyDeletion: onKey('key-deletion-cancelled', ''),
    DeleteKeyMaterial: onKey('key-material-deleted', 'PendingImport'),
    ImportKeyMaterial: onKey('key-enabled', 'Enabled'),
    SetKeyPolicy: onKey('key-policy-changed', ''),
    UpdateRotationPolicy: onKey('rotation-changed', ''),
    SetDeletionProtection: onKey('protection-changed', ''),
  },
  Ram: {
    DetachPolicyFromRole: onRole,
    AttachPolicyToRole: onRole,
    UpdateRole: onRole,
    DeleteRole: onRole,
    CreateRole: onRole,
    SetDefaultPolicyVersion: onRole,
    CreatePolicyVersion: onRole,
  },
  CS: {
    UpdateKMSEncryption: onEncryption,
    CreateCluster: onCluster('cluster-added'),
    DeleteCluster: onCluster('cluster-removed'),
  },
  Actiontrail: { StopLogging: onTrail, DeleteTrail: onTrail },
} as const satisfies Record<string, Record<string, Reader>>;

const READERS: ReadonlyMap<string, Reader> = new Map(Object.values(CHANGING_CALLS).flatMap(Object.entries));

/** The change that an event is about; null for everything else. */
export function toChangeEvent(event: TrailEvent, watched: Watched): ChangeEvent | null {
  const told = READERS.get(event.name)?.(event, watched);
  if (!told) return null;
  const { id: eventId, name, at, errorCode } = event;
  return { eventId: eventId || `${name} ${at}`, name, at, ...told, actor: actorOf(event), errorCode };
}

/** Who is behind a call. For an assumed role that is the session, which names the person or the service. */
export function actorOf({ id: eventId, identity: { type, userName }, raw }: TrailEvent): Actor {
  const source = plain(raw['sourceIpAddress']);
  const colon = userName.indexOf(':');
  switch (type) {
    case 'ram-user':
      return { type: 'user', name: userName, role: '', source, eventId };
    case 'assumed-role':
      return colon < 0
        ? { type: 'role', name: userName, role: userName, source, eventId }
        : { type: 'role', name: userName.slice(colon + 1), role: userName.slice(0, colon), source, eventId };
    case 'root-account':
      return { type: 'root', name: 'root', role: '', source, eventId };
    case 'system':
      return { type: 'system', name: userName || 'system', role: '', source, eventId };
    default:
      return { type: 'unknown', name: userName, role: '', source, eventId };
  }
}

function keyOf(event: TrailEvent): string | null {
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

export function clusterOf({ raw }: TrailEvent): string {
  const { ClusterId, clusterId } = objectOf(raw['requestParameters']);
  const { cluster_id } = objectOf(raw['responseElements']);
  return plain(ClusterId) || plain(clusterId) || plain(cluster_id) || plain(raw['resourceName']);
}

function switchIn({ raw }: TrailEvent): { disabled: boolean | null; keyId: string } {
  const parameters = objectOf(raw['requestParameters']);
  const body = bodyOf(parameters['body'] ?? parameters['Body']) ?? parameters;
  const word = String(body['disable_encryption'] ?? body['DisableEncryption'] ?? '').toLowerCase();
  const disabled = word === 'true' ? true : word === 'false' ? false : null;
  return { disabled, keyId: plain(body['kms_key_id'] ?? body['KmsKeyId']) };
}

function bodyOf(body: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof body !== 'string') return body === undefined ? null : objectOf(body);
  try {
    return objectOf(JSON.parse(body));
  } catch {
    return null;
  }
}
