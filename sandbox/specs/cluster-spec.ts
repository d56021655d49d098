import * as v from 'valibot';
import { type Cluster, metaForms, type Traffic } from '../world/cluster.ts';
import { fingerprint } from '../world/ids.ts';
import { keyArn } from '../world/key.ts';
import { hour, minute, parseMoment } from '../world/time.ts';
import { always } from '../world/timeline.ts';
import { type Account, addToAccount, type WorldState } from '../world/world-state.ts';
import { duration, json, jsonObject, moment, oneOf, region, tags } from './basics.ts';
import { insideOf, insideSpec } from './inside-spec.ts';
import { networkNamed } from './network-spec.ts';
import { SpecProblem } from './problem.ts';

const traffic = v.union(
  [
    v.literal('normal'),
    v.literal('none'),
    v.strictObject({
      encrypt: v.optional(v.union([duration, v.literal('none')]), 'none'),
      decrypt: v.optional(v.union([duration, v.literal('none')]), 'none'),
      from: v.optional(moment),
      until: v.optional(moment),
    }),
  ],
  'Expected normal, none, or { encrypt: PT6H, decrypt: PT15M, from: ..., until: ... }',
);

export const clusterSpec = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1)),
  id: v.optional(v.pipe(v.string(), v.regex(/^c[0-9a-f]{32}$/, 'Expected c and 32 hex digits'))),
  region,
  type: v.optional(v.string(), 'ManagedKubernetes'),
  profile: v.optional(v.string(), 'Default'),
  spec: v.optional(v.string(), 'ack.pro.small'),
  version: v.optional(v.string(), '1.33.3-aliyun.1'),
  initVersion: v.optional(v.string()),
  nextVersion: v.optional(v.string(), ''),
  size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 6),
  created: v.optional(moment, '-P300D'),
  updated: v.optional(v.union([v.literal('never'), moment])),
  state: v.optional(v.string(), 'running'),
  /** name or id of a key of this account, or the text the flag shows, such as an ARN */
  key: v.optional(v.string(), ''),
  keyAs: v.optional(oneOf(['id', 'arn']), 'id'),
  encryption: v.optional(oneOf(['on', 'off'])),
  encryptedSince: v.optional(moment),
  tags: v.optional(v.union([tags, v.null()]), {}),
  /** names of the account's; without them the network lets everything pass */
  securityGroup: v.optional(v.string(), ''),
  networkAcl: v.optional(v.string(), ''),
  metaData: v.optional(oneOf(metaForms), 'normal'),
  list: v.optional(jsonObject, {}),
  detail: v.optional(v.record(v.string(), json), {}),
  traffic: v.optional(traffic, 'normal'),
  /** cryptographic calls that are billed beyond those of the traffic */
  callsPerDay: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** its Secrets and API servers, which the cloud does not show */
  inside: v.optional(insideSpec, {}),
});

export type ClusterSpec = v.InferOutput<typeof clusterSpec>;

function trafficOf(spec: ClusterSpec['traffic'], start: number): Traffic | null {
  if (spec === 'none') return null;
  const normal: Traffic = { encrypt: 6 * hour, decrypt: 15 * minute, from: null, until: null };
  if (spec === 'normal') return normal;
  const at = (text: string | undefined): number | null =>
    text === undefined ? null : parseMoment(text, start);
  return {
    encrypt: spec.encrypt === 'none' ? null : spec.encrypt,
    decrypt: spec.decrypt === 'none' ? null : spec.decrypt,
    from: at(spec.from),
    until: at(spec.until),
  };
}

/** What EncryptionKMSKeyId shows for a key named in a scenario. */
export function keyTextOf(account: Account, name: string, as: 'id' | 'arn'): string {
  if (name === '') return '';
  const known = account.keys.get(name);
  for (const key of known ? [known] : account.keys.values()) {
    if (key === known || key.label === name) return as === 'arn' ? keyArn(key) : key.id;
  }
  if (/^(acs:kms:|key-|[0-9a-f]{8}-)/.test(name)) return name;
  throw new SpecProblem('key', `There is no key ${name}. Known: ${knownKeys(account)}`);
}

function knownKeys(account: Account): string {
  const labels = [...account.keys.values()].map(({ label, id }) => label || id);
  return labels.slice(0, 20).join(', ') || 'none';
}

/** Puts a cluster into the world as it has been since its creation; what happened to it comes after. */
export function addCluster(world: WorldState, account: Account, spec: ClusterSpec): Cluster {
  const start = world.clock.now;
  const id =
    spec.id ?? `c${fingerprint(world.name, 'cluster', account.id, spec.region, spec.name).slice(0, 32)}`;
  if (account.clusters.has(id)) throw new SpecProblem('id', `There is already a cluster ${id}.`);
  const created = parseMoment(spec.created, start) ?? start;
  const key = keyTextOf(account, spec.key, spec.keyAs);
  const on = spec.encryption === undefined ? key !== '' : spec.encryption === 'on';
  const since =
    spec.encryptedSince === undefined ? created : (parseMoment(spec.encryptedSince, start) ?? created);
  const encryption = always({ on, key });
  if (on && since > created) {
    encryption.steps[0].value = { on: false, key: '' };
    encryption.steps.push({ from: since, value: { on, key } });
  }
  const cluster: Cluster = {
    id,
    name: spec.name,
    region: spec.region,
    account: account.id,
    type: spec.type,
    profile: spec.profile,
    spec: spec.spec,
    size: spec.size,
    created,
    updated: updatedOf(spec, created, start),
    initVersion: spec.initVersion ?? spec.version,
    version: spec.version,
    nextVersion: spec.nextVersion,
    securityGroup: networkNamed(account.securityGroups, spec.securityGroup, spec.region, 'securityGroup'),
    networkAcl: networkNamed(account.networkAcls, spec.networkAcl, spec.region, 'networkAcl'),
    tags: spec.state === 'initial' ? null : spec.tags,
    state: always(spec.state),
    encryption,
    changeDone: null,
    metaData: spec.metaData,
    listFields: spec.list,
    detailFields: spec.detail,
    traffic: trafficOf(spec.traffic, start),
    quiet: always(false),
    callsPerDay: always(spec.callsPerDay),
    inside: insideOf(spec.inside, { created, start, ...versionsOf(spec, created, start) }),
  };
  addToAccount(account, cluster);
  return cluster;
}

/** A version that differs from the first one came with the update, or somewhere on the way. */
function versionsOf(spec: ClusterSpec, created: number, start: number) {
  const { version, initVersion = version } = spec;
  const updated = updatedOf(spec, created, start) ?? created;
  const since = updated > created ? updated : Math.round((created + start) / 2);
  return { version, initVersion, since };
}

function updatedOf(spec: ClusterSpec, created: number, start: number): number | null {
  if (spec.updated === 'never' || (spec.updated === undefined && spec.state === 'initial')) return null;
  return spec.updated === undefined ? created : (parseMoment(spec.updated, start) ?? created);
}
