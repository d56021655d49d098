import type { Actor, EventRecord } from './event.ts';
import { roleArn, roleMay } from './grants.ts';
import type { Role } from './identity.ts';
import { numberFrom, uuidFrom } from './ids.ts';
import { keyArn, versionAt } from './key.ts';
import type { KmsCode } from './kms-refusals.ts';
import { kmsRefusal } from './kms-refusals.ts';
import { closedCode, cryptoCode, findKey } from './serving.ts';
import { settled } from './versions.ts';
import type { Account, WorldState } from './world-state.ts';

/** Calls that repeat at a fixed interval; every one of them can be worked out from the story of the world. */
export interface Stream {
  /** orders events of the same moment */
  order: string;
  event: string;
  every: number;
  phase: number;
  from: number;
  /** exclusive */
  to: number;
  /** key id the calls are about, or empty */
  keyId: string;
  /** key id or ARN as the caller sends it */
  keyName: string;
  secret: string;
  /** without its address */
  actor: Actor;
  /** what the address is derived from */
  place: string;
  role: Role | undefined;
  /** since when the caller uses the key: what it decrypts was written with the version of that time */
  since: number;
}

interface Outcome {
  code: KmsCode | null;
  keyId: string;
  versionId: string;
}

function outcomeAt(world: WorldState, account: Account, region: string, stream: Stream, at: number): Outcome {
  const none = { keyId: '', versionId: '' };
  const closed = closedCode(world, account, region, at);
  if (closed) return { code: closed, ...none };
  const action = `kms:${stream.event}`;
  const key = stream.keyName === '' ? null : findKey(account, region, stream.keyName, at);
  const resource = typeof key === 'object' && key !== null ? keyArn(key) : '*';
  if (stream.role && !roleMay(account, stream.role, { action, resource }, at)) {
    return { code: 'Forbidden.NoPermission', ...none };
  }
  if (key === null) return { code: null, ...none };
  if (typeof key === 'string') return { code: key, ...none };
  const principal = stream.role ? roleArn(account, stream.role) : '';
  const code = cryptoCode(world, account, key, { action, principal, byService: true, at });
  const version = versionAt(settled(world, account, key), stream.event === 'Decrypt' ? stream.since : at);
  return { code, keyId: key.id, versionId: version?.id ?? '' };
}

export function namesKey(world: WorldState, event: string): boolean {
  if (event === 'Encrypt') return world.settings.encryptNamesKey;
  return event !== 'Decrypt' || world.settings.decryptNamesKey;
}

/** An address of the cloud's own network, as the control plane has (100.64.0.0/10). */
function controlPlaneAddress(place: string): string {
  return `100.64.${numberFrom(64, 'address', place)}.${1 + numberFrom(250, 'host', place)}`;
}

/** The call of this stream at this moment, with the outcome KMS gave it then. */
export function streamRecord(
  world: WorldState,
  account: Account,
  region: string,
  stream: Stream,
  at: number,
): EventRecord {
  const { event } = stream;
  const actor: Actor = { ...stream.actor, ip: controlPlaneAddress(stream.place) };
  const { code, keyId, versionId } = outcomeAt(world, account, region, stream, at);
  const host = `kms-vpc.${region}.aliyuncs.com`;
  const named = namesKey(world, event);
  const resource = stream.secret
    ? { type: 'ACS::KMS::Secret', names: [stream.secret], referenced: false }
    : { type: 'ACS::KMS::Key', names: [keyId], referenced: code === null };
  const id = uuidFrom(world.name, stream.order, at);
  return {
    id,
    at,
    order: stream.order,
    service: 'Kms',
    name: event,
    apiVersion: '2016-01-20',
    source: host,
    region,
    global: false,
    rw: event === 'Encrypt' || event === 'Decrypt' ? world.settings.cryptoEventRw : 'Read',
    actor,
    parameters: {
      AcsHost: host,
      AcsProduct: 'Kms',
      RegionId: region,
      stsTokenPrincipalName: actor.userName.replace(':', '/'),
      stsTokenPlayerUid: account.id,
      ...(event !== 'Decrypt' && named && stream.keyName && { KeyId: stream.keyName }),
      ...(stream.secret && { SecretName: stream.secret }),
    },
    resource: stream.secret || (named && keyId) ? resource : null,
    response:
      event === 'Decrypt' && named && code === null ? { KeyId: keyId, KeyVersionId: versionId } : null,
    error: code === null ? null : { code, message: kmsRefusal(code).message },
    requestId: id,
    fields: {},
  };
}
