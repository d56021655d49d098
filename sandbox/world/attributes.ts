import type { EventRecord } from './event.ts';
import { serviceRoleName } from './identity.ts';
import type { Settings } from './settings.ts';
import { namesKey, type Stream } from './stream.ts';
import type { WorldState } from './world-state.ts';

export const attributeKeys = [
  'ServiceName',
  'EventName',
  'User',
  'EventId',
  'ResourceType',
  'ResourceName',
  'EventRW',
  'EventAccessKeyId',
  'SensitiveAction',
  'SourceIpAddress',
  'EventType',
  'RoleName',
  'PrincipalId',
] as const;

export type AttributeKey = (typeof attributeKeys)[number];

export interface Attribute {
  key: AttributeKey;
  value: string;
}

/** The value that the RoleName condition must have to find calls of this user name, or null: no value does. */
function roleNameFor(userName: string, kind: string, settings: Settings): string | null {
  if (kind !== 'assumed-role') return null;
  const name = userName.slice(0, userName.indexOf(':'));
  if (name.toLowerCase() !== serviceRoleName.toLowerCase()) return name;
  return settings.roleNameAttribute === 'none' ? null : settings.roleNameAttribute;
}

function attributeOf(record: EventRecord, key: AttributeKey, settings: Settings): string | null {
  const values: Record<AttributeKey, string | null> = {
    ServiceName: record.service,
    EventName: record.name,
    User: record.actor.userName,
    EventId: record.id,
    ResourceType: record.resource?.type ?? null,
    ResourceName: null,
    EventRW: record.rw,
    EventAccessKeyId: record.actor.accessKeyId,
    // Which events count as sensitive is not documented: none does here.
    SensitiveAction: null,
    SourceIpAddress: record.actor.ip,
    EventType: 'ApiCall',
    RoleName: roleNameFor(record.actor.userName, record.actor.kind, settings),
    PrincipalId: record.actor.principalId,
  };
  return values[key];
}

/** Exact and case-sensitive. https://help.aliyun.com/zh/actiontrail/support/how-to-set-the-lookupattribute-parameter */
export function recordMatches(
  record: EventRecord,
  wanted: readonly Attribute[],
  settings: Settings,
): boolean {
  return wanted.every(({ key, value }) =>
    key === 'ResourceName'
      ? (record.resource?.names.includes(value) ?? false)
      : attributeOf(record, key, settings) === value,
  );
}

/** False when no event of the stream can match, so that its events need not be worked out. */
export function streamCanMatch(world: WorldState, stream: Stream, wanted: readonly Attribute[]): boolean {
  return wanted.every(({ key, value }) => {
    if (key === 'ServiceName') return value === 'Kms';
    if (key === 'EventName') return value === stream.event;
    if (key === 'EventType') return value === 'ApiCall';
    if (key === 'User') return value === stream.actor.userName;
    if (key === 'RoleName') {
      return value === roleNameFor(stream.actor.userName, stream.actor.kind, world.settings);
    }
    if (key !== 'ResourceName') return true;
    return value === (stream.secret || (namesKey(world, stream.event) ? stream.keyId : ''));
  });
}
