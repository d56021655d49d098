import * as v from 'valibot';
import type { Instance } from '../world/instance.ts';
import { isObject, spaced } from '../world/json.ts';
import { defaultKeyPolicy, type Key, type KeyLife, type KeyVersion, setKeyState } from '../world/key.ts';
import { day, parseMoment } from '../world/time.ts';
import { always } from '../world/timeline.ts';
import { versionId } from '../world/versions.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import * as basic from './basics.ts';
import { inventedId } from './instance-spec.ts';
import { SpecProblem } from './problem.ts';

export const keySpec = v.strictObject({
  /** for people and for references inside the scenario */
  name: v.pipe(v.string(), v.minLength(1)),
  id: v.optional(
    v.pipe(v.string(), v.regex(/^(key-[a-z0-9]+|[0-9a-f-]{36})$/, 'Expected key-... or a UUID')),
  ),
  region: basic.region,
  spec: v.optional(v.string(), 'Aliyun_AES_256'),
  usage: v.optional(v.string(), 'ENCRYPT/DECRYPT'),
  origin: v.optional(basic.oneOf(['Aliyun_KMS', 'EXTERNAL']), 'Aliyun_KMS'),
  protectionLevel: v.optional(basic.oneOf(['SOFTWARE', 'HSM'])),
  creator: v.optional(v.string()),
  created: v.optional(basic.moment, '-P300D'),
  description: v.optional(v.string(), ''),
  state: v.optional(basic.oneOf(['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport']), 'Enabled'),
  deleteDate: v.optional(basic.moment),
  materialExpires: v.optional(basic.moment),
  deletionProtection: v.optional(v.union([v.boolean(), v.literal('absent')]), true),
  rotation: v.optional(
    v.strictObject({ every: v.optional(basic.duration, 'P365D'), next: v.optional(basic.moment) }),
  ),
  /** when further versions were made */
  rotated: v.optional(v.array(basic.moment), []),
  instance: v.optional(v.string(), ''),
  aliases: v.optional(v.array(v.pipe(v.string(), v.regex(/^alias\/.+/, 'Expected alias/...'))), []),
  tags: v.optional(basic.tags, {}),
  policy: v.optional(basic.policyDocument),
});

export type KeySpec = v.InferOutput<typeof keySpec>;

export function documentText(document: unknown): string {
  if (typeof document === 'string') return document;
  const parsed = v.safeParse(basic.json, document);
  return parsed.success && isObject(parsed.output) ? spaced(parsed.output) : '{}';
}

function instanceFor(account: Account, spec: KeySpec): Instance | undefined {
  if (spec.instance === '') return undefined;
  for (const instance of account.instances.values()) {
    if (instance.label === spec.instance || instance.id === spec.instance) return instance;
  }
  throw new SpecProblem('instance', `There is no instance ${spec.instance}.`);
}

function policyOf(account: Account, spec: KeySpec, instance: Instance | undefined): string | null {
  if (spec.policy !== undefined) return documentText(spec.policy);
  return instance ? defaultKeyPolicy(account.id) : null;
}

function versionsOf(world: WorldState, key: Key, made: readonly number[]): KeyVersion[] {
  return made.map((created, index) => ({ id: versionId(world, key, index), created }));
}

function deleteDateOf(spec: KeySpec, start: number): number | null {
  if (spec.deleteDate !== undefined) return parseMoment(spec.deleteDate, start);
  return spec.state === 'PendingDeletion' ? start + 30 * day : null;
}

function rotationOf(spec: KeySpec, last: number, start: number): Key['rotation'] {
  if (!spec.rotation) return null;
  const { every, next } = spec.rotation;
  return { interval: every, next: (next === undefined ? null : parseMoment(next, start)) ?? last + every };
}

/** Puts a key into the world as it has been since its creation; what happened to it comes after. */
export function addKey(world: WorldState, account: Account, spec: KeySpec): Key {
  const start = world.clock.now;
  const at = (text: string): number => parseMoment(text, start) ?? start;
  const id = spec.id ?? inventedId(world, 'key-', spec);
  if (account.keys.has(id)) throw new SpecProblem('id', `There is already a key ${id}.`);
  const instance = instanceFor(account, spec);
  const policy = policyOf(account, spec, instance);
  const made = [spec.created, ...spec.rotated].map(at).sort((one, other) => one - other);
  const { region, usage, origin, description, aliases, tags, deletionProtection } = spec;
  const key: Key = {
    id,
    region,
    usage,
    origin,
    description,
    aliases,
    tags,
    deletionProtection,
    label: spec.name,
    account: account.id,
    spec: spec.spec,
    protectionLevel: spec.protectionLevel ?? (instance?.version === '1' ? 'HSM' : 'SOFTWARE'),
    creator: spec.creator ?? account.id,
    created: at(spec.created),
    instance: instance?.id ?? '',
    state: always<KeyLife>(spec.state),
    deleteDate: deleteDateOf(spec, start),
    material: {
      present: spec.state !== 'PendingImport',
      expires: spec.materialExpires === undefined ? null : at(spec.materialExpires),
    },
    deletionProtectionNote: '',
    rotation: rotationOf(spec, made.at(-1) ?? start, start),
    versions: [],
    policy: policy === null ? null : always(policy),
  };
  key.versions = versionsOf(world, key, made);
  for (const version of key.versions) account.keyByVersion.set(version.id, key);
  setKeyState(key, key.created, spec.state);
  account.keys.set(id, key);
  return key;
}
