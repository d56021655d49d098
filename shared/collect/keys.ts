import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { kms } from '../cloud/kms.ts';
import {
  type ExistingKey,
  type Key,
  type KeyInUse,
  type KeyMetadata,
  type KeyPolicy,
  parseKeyArn,
} from '../model/key.ts';
import { type Observation, type Seen, seen, type Thing, unseen } from '../model/observation.ts';
import type { Decision } from '../model/ram-policy.ts';
import { type NeededAction, needed, SERVICE_ROLE } from '../model/role.ts';
import { decide } from '../ram/decide.ts';
import { accountPart, keyResource } from '../ram/resources.ts';
import { oddIn, statementsOf } from '../ram/statement.ts';
import { field, isoTime, objectOf, plain, policyText, read, timeField } from './read.ts';

const NOT_FOUND = new Set(['Forbidden.KeyNotFound', 'Forbidden.AliasNotFound', 'EntityNotExist.Key']);

/** Names no thing: nobody is to be told that it could not be read. */
const NOT_ASKED = unseen('absent', 'not asked for: the check is off');

const describeSchema = v.object({ KeyMetadata: v.looseObject({}) });
const policySchema = v.object({ Policy: v.string() });

export type OnKey = (key: Key) => void;

/** Describes each distinct key once, in the region of the clusters that use it. `onKey` is told each when it was read. */
export function collectKeys(
  cloud: Cloud,
  keys: readonly KeyInUse[],
  account: string,
  withPolicy: boolean,
  onKey: OnKey = () => undefined,
): Promise<Key[]> {
  return Promise.all(
    keys.map(async (key) => {
      const metadata = await describe(cloud, key, account);
      const policy = withPolicy ? await policyOf(cloud, key, metadata, account) : NOT_ASKED;
      const { id, region, reference, clusters } = key; // not spread, as in clusters.ts
      const read = { id, region, reference, clusters, metadata, policy };
      onKey(read);
      return read;
    }),
  );
}

/** A bare id is looked up in the account that asks; one that nobody told may be any. */
async function describe(
  cloud: Cloud,
  { id, region, reference, clusters }: KeyInUse,
  account: string,
): Promise<Observation<KeyMetadata>> {
  const answer = await cloud.call(kms.describeKey, { region, query: { KeyId: reference } });
  if (!answer.seen && NOT_FOUND.has(answer.code ?? '')) return seen({ exists: false }, '');
  const thing: Thing = { type: 'key', id, region, clusters, facet: kms.describeKey.permission };
  const body = read(answer, describeSchema, thing);
  if (!body.seen) return body;
  const key = toKey(objectOf(body.value.KeyMetadata), body.at);
  const owner = parseKeyArn(reference) ? undefined : parseKeyArn(key.arn)?.account; // an ARN may name any account
  const isOther = owner !== undefined && /^\d+$/.test(account) && owner !== account;
  return isOther
    ? unseen('malformed', `the answer is about a key of account ${owner}`, { thing })
    : seen(key, body.at);
}

/** Id of the key that an alias stands for now; null when there is none. */
export async function keyBehind(
  cloud: Cloud,
  region: string,
  alias: string,
): Promise<Observation<string | null>> {
  const metadata = await describe(cloud, { id: alias, region, reference: alias, clusters: [] }, '');
  if (!metadata.seen) return metadata;
  return seen(metadata.value.exists ? metadata.value.id : null, metadata.at);
}

function toKey(data: Readonly<Record<string, unknown>>, at: string): ExistingKey {
  return {
    exists: true,
    id: plain(data['KeyId']),
    arn: plain(data['Arn']),
    description: plain(data['Description']),
    state: field('KeyState', data['KeyState'], at),
    spec: field('KeySpec', data['KeySpec'], at),
    usage: field('KeyUsage', data['KeyUsage'], at),
    origin: field('Origin', data['Origin'], at),
    creator: field('Creator', data['Creator'], at),
    protectionLevel: plain(data['ProtectionLevel']),
    created: requiredTime('CreationDate', data['CreationDate'], at),
    rotation: field('AutomaticRotation', data['AutomaticRotation'], at),
    lastRotation: timeField('LastRotationDate', data['LastRotationDate'], at),
    materialExpires: timeField('MaterialExpireTime', data['MaterialExpireTime'], at),
    deletionProtection: field('DeletionProtection', data['DeletionProtection'], at),
    deleteDate: isoTime(plain(data['DeleteDate'])),
    ...instanceOf(data['DKMSInstanceId'], at),
  };
}

/** A key that is in no instance has none, or an empty one. What is no text tells nothing. */
function instanceOf(value: unknown, at: string): Pick<ExistingKey, 'instanceId' | 'instanceUnread'> {
  const id = field('DKMSInstanceId', value, at);
  if (id.seen) return { instanceId: id.value };
  return id.because === 'absent' ? { instanceId: null } : { instanceId: null, instanceUnread: id };
}

function requiredTime(name: string, value: unknown, at: string): Observation<string> {
  const time = timeField(name, value, at);
  if (!time.seen) return time;
  return time.value === null ? unseen('absent', name) : seen(time.value, at);
}

async function policyOf(
  cloud: Cloud,
  { id, region, reference, clusters }: KeyInUse,
  metadata: Observation<KeyMetadata>,
  account: string,
): Promise<Observation<KeyPolicy | null>> {
  if (!metadata.seen) return metadata;
  if (!metadata.value.exists) return seen(null, metadata.at);
  const { instanceId, instanceUnread } = metadata.value;
  if (instanceUnread) return instanceUnread;
  if (instanceId === null) return seen(null, metadata.at);
  const thing: Thing = { type: 'key', id, region, clusters, facet: kms.getKeyPolicy.permission };
  const query = { KeyId: metadata.value.id || id, PolicyName: 'default' };
  const body = read(await cloud.call(kms.getKeyPolicy, { region, query }), policySchema, thing);
  if (!body.seen) return body;
  const { arn, id: own } = metadata.value;
  const resource = parseKeyArn(arn) ? arn : keyResource({ id: own || id, region, reference }, account);
  const text = policyText(body.value.Policy, 'the key policy is no policy document', body.at, thing);
  return text.seen ? seen(judgePolicy(text, resource, account), body.at) : text;
}

/** What the policy says of the service role of the account whose clusters use the key, which may be of another account. */
function judgePolicy(document: Seen<string>, resource: string, account: string): KeyPolicy {
  const statements = statementsOf([{ name: 'default', document }]);
  const principal = { type: 'role', account: accountPart(account), name: SERVICE_ROLE } as const;
  const on = (action: NeededAction): Decision => decide({ action, resource, principal }, statements);
  return {
    rights: needed(on),
    odd: statements.filter((statement) => oddIn(statement, true).length > 0).map(({ name }) => name),
    digest: createHash('sha256').update(document.value).digest('hex').slice(0, 12),
  };
}
