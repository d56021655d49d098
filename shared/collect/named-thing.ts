import { parseKeyArn } from '../model/key.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import { clusterOf, keyOf } from './change-event.ts';
import type { Delivered } from './cloud-events.ts';
import { objectOf, plain } from './read.ts';

/** What an event is about, as it names it. */
export type NamedThing =
  /** `name` is the id of a key, or an alias. */
  | { type: 'key'; region: string; name: string }
  /** A key that the event does not name. */
  | { type: 'some-key'; region: string }
  | { type: 'instance'; region: string; id: string }
  | { type: 'cluster'; id: string }
  | { type: 'role' }
  | { type: 'trails' };

type Reader = (delivered: Delivered) => NamedThing | null;

const onKey: Reader = ({ event, subject }) => {
  const { region, raw } = event;
  const alias = plain(objectOf(raw['requestParameters'])['KeyId']);
  const name = keyOf(event) ?? (keyInSubject(subject) || alias);
  return name === '' ? { type: 'some-key', region } : { type: 'key', region, name };
};

const onAlias: Reader = ({ event: { raw, region }, subject }) => {
  const { AliasName } = objectOf(raw['requestParameters']);
  const name = plain(AliasName) || (/(alias\/.+)$/.exec(subject)?.[1] ?? '');
  return name === '' ? { type: 'some-key', region } : { type: 'key', region, name };
};

const onInstance: Reader = ({ event: { raw, region } }) => {
  const id = plain(objectOf(raw['requestParameters'])['KmsInstanceId']);
  return id === '' ? { type: 'some-key', region } : { type: 'instance', region, id };
};

const onCluster: Reader = ({ event, subject }) => ({
  type: 'cluster',
  id: clusterOf(event) || (/^acs\.cs:[^:]*:\d+:(?:cluster\/)?([^/]+)$/.exec(subject)?.[1] ?? ''),
});
/** Roles other than the service role are nobody's business; one that is not named may be it. */
const onRole: Reader = ({ event: { raw }, subject }) => {
  const { RoleName } = objectOf(raw['requestParameters']);
  const name = plain(RoleName) || (/:role\/(.+)$/.exec(subject)?.[1] ?? '');
  return name === '' || name.toLowerCase() === SERVICE_ROLE.toLowerCase() ? { type: 'role' } : null;
};

const onTrails: Reader = () => ({ type: 'trails' });

/** The calls that are reacted to, by the source of the events; s.yaml asks EventBridge for these. */
export const WATCHED_CALLS = {
  kms: {
    DisableKey: onKey,
    EnableKey: onKey,
    ScheduleKeyDeletion: onKey,
    CancelKeyDeletion: onKey,
    DeleteKeyMaterial: onKey,
    ImportKeyMaterial: onKey,
    UpdateRotationPolicy: onKey,
    SetDeletionProtection: onKey,
    SetKeyPolicy: onKey,
    UpdateAlias: onAlias,
    DeleteAlias: onAlias,
    ReleaseKmsInstance: onInstance,
  },
  cs: {
    UpdateKMSEncryption: onCluster,
    ModifyCluster: onCluster,
    MigrateCluster: onCluster,
    DeleteCluster: onCluster,
  },
  ram: {
    DetachPolicyFromRole: onRole,
    AttachPolicyToRole: onRole,
    UpdateRole: onRole,
    DeleteRole: onRole,
    CreateRole: onRole,
  },
  actiontrail: { StopLogging: onTrails, DeleteTrail: onTrails, UpdateTrail: onTrails },
} as const satisfies Record<string, Record<string, Reader>>;

const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries(WATCHED_CALLS).flatMap(([service, calls]) =>
    Object.entries(calls).map(([call, reader]) => [`${service} ${call}`, reader] as const),
  ),
);

/** What an event is about; null for a call that changes nothing that is watched. */
export function namedThing(delivered: Delivered): NamedThing | null {
  const { service, name } = delivered.event;
  return READERS.get(`${service.toLowerCase()} ${name}`)?.(delivered) ?? null;
}

/** The part after the account: a key id, or nothing when it is an alias. */
function keyInSubject(subject: string): string {
  const [, named = ''] = /^acs\.kms:[^:]*:\d+:(?:key\/)?(.+)$/.exec(subject) ?? [];
  return named.startsWith('alias/') ? '' : (parseKeyArn(named)?.id ?? named);
}
