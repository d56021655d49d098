import { parseKeyArn } from '../model/key.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import { isoTime, objectOf, plain } from './read.ts';

/** The parts of an ActionTrail record that we read. */
export interface TrailEvent {
  id: string;
  name: string;
  service: string;
  /** ISO 8601, UTC. */
  at: string;
  region: string;
  /** Empty when the call succeeded. */
  errorCode: string;
  errorMessage: string;
  identity: { type: string; userName: string; principalId: string; accountId: string };
  raw: Readonly<Record<string, unknown>>;
}

/** Reads a record; null for one without a name or a time, which says nothing. */
export function parseEvent(value: unknown): TrailEvent | null {
  const raw = objectOf(value);
  const at = isoTime(plain(raw['eventTime']));
  const name = plain(raw['eventName']);
  if (at === null || name === '') return null;
  const identity = objectOf(raw['userIdentity']);
  return {
    id: plain(raw['eventId']),
    name,
    service: plain(raw['serviceName']),
    at,
    region: plain(raw['acsRegion']),
    errorCode: plain(raw['errorCode']),
    errorMessage: plain(raw['errorMessage']),
    identity: {
      type: plain(identity['type']),
      userName: plain(identity['userName']),
      principalId: plain(identity['principalId']),
      accountId: plain(identity['accountId']),
    },
    raw,
  };
}

/** Service roles appear in lower case, as `role:session`; what follows the colon is not documented. */
export function isByServiceRole({ identity }: TrailEvent, service = SERVICE_ROLE): boolean {
  const [role = ''] = identity.userName.split(':');
  return identity.type === 'assumed-role' && role.toLowerCase() === service.toLowerCase();
}

/**
 * Id of the key that a KMS record is about. Which of these places KMS fills for Encrypt and Decrypt is
 * not documented, so all are tried; null when none names one.
 */
export function keyIn({ raw }: TrailEvent): string | null {
  const referenced = objectOf(raw['referencedResources'])['ACS::KMS::Key'];
  const names = [
    plain(objectOf(raw['requestParameters'])['KeyId']),
    Array.isArray(referenced) ? plain(referenced[0]) : '',
    resourceOfType(raw, 'ACS::KMS::Key'),
    plain(objectOf(raw['responseElements'])['KeyId']),
  ];
  const reference = names.find((name) => name !== '' && !name.startsWith('alias/'));
  return reference === undefined ? null : (parseKeyArn(reference)?.id ?? reference);
}

/** The same event, naming its key by this id: for those that name it by an alias, or in their envelope only. */
export function namingKey(event: TrailEvent, id: string): TrailEvent {
  const requestParameters = { ...objectOf(event.raw['requestParameters']), KeyId: id };
  return { ...event, raw: { ...event.raw, requestParameters } };
}

/** `resourceType` and `resourceName` hold several values joined with `;`, in the same order. */
function resourceOfType(raw: Readonly<Record<string, unknown>>, type: string): string {
  const types = plain(raw['resourceType']).split(';');
  const names = plain(raw['resourceName']).split(';');
  return names[types.indexOf(type)] ?? '';
}
