import type { Cluster } from '../world/cluster.ts';
import { uuidFrom } from '../world/ids.ts';
import { isObject, type JsonObject, parseJson } from '../world/json.ts';
import { revisionAt, type Secret, secretsAt, storedBy } from '../world/secrets.ts';
import { minute, utc } from '../world/time.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { badRequest, expired } from './status.ts';

/** etcd is compacted after five minutes: a list cannot go on from before. */
const kept = 5 * minute;

/** Nobody may ever ask for it: a test can look for it in all that is stored and sent. */
export const secretValue = 'sandbox-secret-value';

export interface ListQuestion {
  namespace: string;
  limit: number;
  token: string;
  /** names and times only: PartialObjectMetadataList */
  metadataOnly: boolean;
}

export interface SecretScene {
  world: WorldState;
  account: Account;
  cluster: Cluster;
  at: number;
}

interface Token {
  rv: number;
  start: string;
  /** when the list was begun; -1: it need not be of one moment */
  at: number;
}

function tokenText({ rv, start, at }: Token): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start, at })).toString('base64url');
}

function tokenOf(text: string): Token {
  const read = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  const { rv, start, at } = isObject(read) ? read : {};
  if (typeof rv !== 'number' || typeof start !== 'string' || typeof at !== 'number') {
    throw badRequest('invalid continue token: continue key is not valid: invalid character in it');
  }
  return { rv, start, at };
}

function keyOf({ namespace, name }: Secret): string {
  return `${namespace}/${name}`;
}

function metadataOf(cluster: Cluster, secret: Secret, revision: number): JsonObject {
  const created = utc(secret.created);
  return {
    name: secret.name,
    namespace: secret.namespace,
    uid: uuidFrom(cluster.id, secret.namespace, secret.name),
    resourceVersion: `${storedBy(secret, revision)?.revision ?? 0}`,
    creationTimestamp: created,
    managedFields: [
      {
        manager: 'kubectl-create',
        operation: 'Update',
        apiVersion: 'v1',
        // A write that changes nothing keeps the old time (measured).
        time: created,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { '.': {}, 'f:value': {} }, 'f:type': {} },
      },
    ],
  };
}

function itemOf(metadata: JsonObject, metadataOnly: boolean): JsonObject {
  if (metadataOnly) return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  return { metadata, data: { value: Buffer.from(secretValue).toString('base64') }, type: 'Opaque' };
}

/** Where the page begins, and of which moment it is. */
function pageStart(scene: SecretScene, { token }: ListQuestion): Token {
  const fresh = { rv: revisionAt(scene.cluster, scene.at), start: '', at: scene.at };
  if (token === '') return fresh;
  const begun = tokenOf(token);
  if (begun.at < 0) return { ...fresh, start: begun.start };
  if (scene.at - begun.at > kept) throw expired(tokenText({ ...fresh, start: begun.start, at: -1 }));
  return begun;
}

/** GET /api/v1/secrets, page by page, as it was when the list was begun. */
export function secretList(scene: SecretScene, question: ListQuestion): JsonObject {
  const { world, account, cluster } = scene;
  const { namespace, limit, metadataOnly } = question;
  const from = pageStart(scene, question);
  const all = secretsAt(world, account, cluster, from.at < 0 ? scene.at : from.at)
    .filter((secret) => storedBy(secret, from.rv) !== null)
    .filter((secret) => namespace === '' || secret.namespace === namespace)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
    .filter((secret) => keyOf(secret) >= from.start);
  const page = limit > 0 ? all.slice(0, limit) : all;
  const next = all[page.length];
  const more = next
    ? {
        continue: tokenText({ rv: from.rv, start: keyOf(next), at: from.at }),
        remainingItemCount: all.length - page.length,
      }
    : {};
  const list = metadataOnly
    ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' }
    : { kind: 'SecretList', apiVersion: 'v1' };
  return {
    ...list,
    metadata: { resourceVersion: `${from.rv}`, ...more },
    items: page.map((secret) => itemOf(metadataOf(cluster, secret, from.rv), metadataOnly)),
  };
}
