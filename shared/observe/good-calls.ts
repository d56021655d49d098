import type { RegionUse, Use } from '../model/activity.ts';
import type { ChangeKind } from '../model/change.ts';
import type { Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { type Key, type KeyInUse, keysInUse } from '../model/key.ts';
import { seen } from '../model/observation.ts';
import type { Resource } from '../model/resource.ts';
import { type GoodCalls, SERVICE_ROLE, type ServiceRole } from '../model/role.ts';
import { rightsOf } from '../ram/role-rights.ts';
import { factName, factsOf } from '../state/facts.ts';

/** What was done before the first look is known from the dates of the cloud only; a call must not be much older. */
const BEFORE_FIRST_LOOK_MS = 24 * 3_600_000;

interface Known {
  /** What the job knew before this run. */
  before: JobState;
  /** What `activity` knows of calls; asked for only where something is open. */
  activity: () => Promise<JobState | null>;
}

interface History {
  before: JobState;
  activity: JobState | null;
}

/** Puts beside a role whose policies leave it open whether it may, when it last succeeded: that decides. */
export async function withRoleCalls(observed: Observed, { before, activity }: Known): Promise<Observed> {
  const { role, clusters } = observed.parts;
  if (!role?.seen || !role.value.exists || !clusters?.seen || !isRoleOpen(observed.parts)) return observed;
  const { value } = role;
  const history = { before, activity: await activity() };
  const changed = value.changed ? latest([value.changed, ...changesOfRole(value, observed, history)]) : null;
  const worked = goodCalls(keysInUse(clusters.value), history.activity);
  return {
    ...observed,
    parts: { ...observed.parts, role: { ...role, value: { ...value, changed, worked } } },
  };
}

/** Whether the policies of the role leave open what it may do on a key in use. */
export function isRoleOpen({ role, clusters }: Observed['parts']): boolean {
  if (!role?.seen || !role.value.exists || !clusters?.seen) return false;
  return rightsOf(role.value, clusters.value).some(({ decision }) => decision.effect === 'open');
}

/** The same for policies of keys, of which KMS does not tell when they changed. */
export async function withKeyCalls(observed: Observed, { before, activity }: Known): Promise<Observed> {
  const { keys } = observed.parts;
  if (!keys?.seen || openKeys(observed.parts).length === 0) return observed;
  const history = { before, activity: await activity() };
  const calls = new Map(
    goodCalls(keys.value, history.activity).map((one) => [`${one.region} ${one.key}`, one]),
  );
  const told = keys.value.map((key): Key => {
    const own = isOpen(key) ? calls.get(`${key.region} ${key.id}`) : undefined;
    return own
      ? { ...key, worked: { calls: own, changed: latest(changesOfKey(key, observed, history)) } }
      : key;
  });
  return { ...observed, parts: { ...observed.parts, keys: { ...keys, value: told } } };
}

/** Keys whose own policies leave open what the role may do. */
export function openKeys({ keys }: Observed['parts']): readonly Key[] {
  return keys?.seen ? keys.value.filter(isOpen) : [];
}

function isOpen({ policy }: Key): boolean {
  const rights = policy.seen && policy.value ? Object.values(policy.value.rights) : [];
  return rights.some(({ effect }) => effect === 'open');
}

function changesOfKey({ id, region, policy }: Key, observed: Observed, history: History): string[] {
  const thing = { type: 'key', id, region } as const;
  const digest = policy.seen ? policy.value?.digest : undefined;
  const isSame = history.before.facts[factName(thing, 'policy')]?.value === digest;
  return changesOf(thing, 'key-policy-changed', isSame, observed, history);
}

function changesOfRole(
  role: Extract<ServiceRole, { exists: true }>,
  { account, finishedAt, ...rest }: Observed,
  history: History,
): string[] {
  const thing = { type: 'role', id: SERVICE_ROLE, region: '' } as const;
  const name = factName(thing, 'role');
  const now = factsOf({ account, parts: { role: seen(role, finishedAt) } }, finishedAt)[name];
  const isSame = now !== undefined && history.before.facts[name]?.value === now.value;
  return changesOf(thing, 'role-changed', isSame, { account, finishedAt, ...rest }, history);
}

/** When our own history last saw it change; what it saw for the first time, or otherwise than before, may have changed just now. */
function changesOf(
  { type, id, region }: Pick<Resource, 'type' | 'id' | 'region'>,
  kind: ChangeKind,
  isSame: boolean,
  { finishedAt }: Observed,
  { before, activity }: History,
): string[] {
  const isThis = (one: Pick<Resource, 'type' | 'id' | 'region'>): boolean =>
    one.type === type && one.id === id && one.region === region;
  const drifts = before.drifts.filter((drift) => drift.kind === kind && isThis(drift.resource));
  const events = (activity?.events ?? []).filter(
    (event) => event.errorCode === '' && event.explains.includes(kind) && isThis(event.target),
  );
  const first = new Date(Date.parse(before.since) - BEFORE_FIRST_LOOK_MS).toISOString();
  return [isSame ? first : finishedAt, ...drifts.map(({ until }) => until), ...events.map(({ at }) => at)];
}

/** The newest success on each key that no refusal for want of rights followed. */
function goodCalls(keys: readonly Pick<KeyInUse, 'id' | 'region'>[], activity: JobState | null): GoodCalls[] {
  const part = activity?.result?.parts.activity;
  const regions = new Map(part?.seen ? part.value.map(({ region, use }) => [region, use]) : []);
  return keys.flatMap(({ id, region }) => {
    const use = regions.get(region);
    if (!use?.seen) return [];
    const isAlone = keys.filter((key) => key.region === region).length === 1;
    const own = use.value.keys[id] ?? (isAlone ? use.value.unnamed : null);
    return own ? [{ region, key: id, ...unrefused(own, id, use.value) }] : [];
  });
}

function unrefused(
  { encrypt, decrypt }: Use,
  id: string,
  { failures }: RegionUse,
): Pick<GoodCalls, 'encrypt' | 'decrypt'> {
  const refused = latest(
    failures
      .filter(({ keyId, code }) => (keyId ?? id) === id && code === 'Forbidden.NoPermission')
      .map(({ at }) => at),
  );
  const good = (at: string | null): string | null => (at !== null && at > refused ? at : null);
  return { encrypt: good(encrypt), decrypt: good(decrypt) };
}

function latest(times: readonly string[]): string {
  return times.reduce((a, b) => (a > b ? a : b), '');
}
