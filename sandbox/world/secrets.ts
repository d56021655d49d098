import { createHash } from 'node:crypto';
import type { Cluster } from './cluster.ts';
import { servesV2 } from './inside.ts';
import { canSeal } from './kms-access.ts';
import { hour, second } from './time.ts';
import { valueAt } from './timeline.ts';
import type { Account, WorldState } from './world-state.ts';

export type Form = 'plain' | 'v1' | 'v2';

/** One physical write into etcd. */
export interface SecretWrite {
  at: number;
  /** revision of etcd: grows with every write of the cluster */
  revision: number;
  form: Form;
  /** key id, empty for plain ones */
  key: string;
}

export interface Secret {
  namespace: string;
  name: string;
  created: number;
  /** oldest first; at least one */
  writes: [SecretWrite, ...SecretWrite[]];
}

const namespaces = ['kube-system', 'default', 'pay', 'web'] as const;
const purposes = ['db-password', 'registry', 'tls', 'token', 'webhook'] as const;

/** Without a pace of its own, such as in a cluster that was just made. */
const usualPace = 48 * hour;
/** etcd counts writes of every kind: ten a second here. */
const revisionTime = second / 10;

/** The revision of etcd at this moment: before what a command writes then. */
function revisionBefore({ created, inside }: Cluster, at: number): number {
  let extra = 0;
  for (const batch of inside.batches) if (batch.at < at) extra += batch.count;
  return 1000 + Math.floor(Math.max(0, at - created) / revisionTime) + extra;
}

/** The revision that a list at this moment carries. */
export function revisionAt(cluster: Cluster, at: number): number {
  let now = 0;
  for (const batch of cluster.inside.batches) if (batch.at === at) now += batch.count;
  return revisionBefore(cluster, at) + now + 1;
}

/** SHA-256 of it is what the API server shows; a flag that holds an ARN means the id at its end. */
export function keyIdOf(flag: string): string {
  return flag.slice(flag.lastIndexOf('/') + 1);
}

export function keyHash(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** How a Secret that is written now is stored. */
function formAt(cluster: Cluster, at: number): { form: Form; key: string } {
  const { on, key } = valueAt(cluster.encryption, at);
  if (!on || valueAt(cluster.inside.config, at) !== 'asFlagged') return { form: 'plain', key: '' };
  return { form: servesV2(valueAt(cluster.inside.versions, at)) ? 'v2' : 'v1', key: keyIdOf(key) };
}

/** Whether a Secret can be written at all. */
export function takesWrites(world: WorldState, account: Account, cluster: Cluster, at: number): boolean {
  const { form } = formAt(cluster, at);
  return form === 'plain' || canSeal(world, account, cluster, at, form === 'v2');
}

/** When the Secrets of the beginning were made: half with the cluster, the others evenly, and so they go on. */
function firstTimes({ created, inside: { secrets } }: Cluster, until: number): number[] {
  const early = Math.ceil(secrets.count / 2);
  const later = secrets.count - early;
  const begin = created + hour;
  const pace = later > 0 && secrets.start > begin ? (secrets.start - begin) / later : usualPace;
  const times: number[] = [];
  for (let index = 0; index < early; index += 1) times.push(created + (60 + index) * second);
  if (secrets.count > 0) for (let at = begin + pace / 2; at <= until; at += pace) times.push(Math.round(at));
  return times.filter((at) => at <= until);
}

/** No even share, so that no change falls on the making of another one. */
const changedAfter = 0.618034;

interface Draft {
  created: number;
  writes: { at: number; order: number }[];
}

/** Every seventh is changed once on its own, as people change passwords. */
function firstDrafts(cluster: Cluster, until: number): Draft[] {
  return firstTimes(cluster, until).map((created, index) => {
    const writes = [{ at: created, order: 0 }];
    const changed = Math.round(created + (cluster.inside.secrets.start - created) * changedAfter);
    if (index % 7 === 3 && changed > created && changed <= until) writes.push({ at: changed, order: 0 });
    return { created, writes };
  });
}

/** What is sealed with the present key already is not written when nothing changes in it (measured). */
function rewrite(cluster: Cluster, draft: Draft | undefined, write: { at: number; order: number }): void {
  const last = draft?.writes.findLast(({ at }) => at < write.at);
  if (!draft || !last) return;
  const [then, now] = [formAt(cluster, last.at), formAt(cluster, write.at)];
  const isStale = then.form !== now.form || then.key !== now.key;
  if (isStale) draft.writes.push(write);
}

function withBatches(cluster: Cluster, drafts: Draft[], until: number): void {
  for (const { at, kind, count } of cluster.inside.batches) {
    if (at > until) continue;
    const there = drafts.filter(({ created }) => created < at);
    for (let order = 1; order <= count; order += 1) {
      if (kind === 'add') drafts.push({ created: at, writes: [{ at, order }] });
      else rewrite(cluster, there[order - 1], { at, order });
    }
  }
}

/** Whether writes of a moment fail, asked once for each moment. */
function refusals(world: WorldState, account: Account, cluster: Cluster): (at: number) => boolean {
  const known = new Map<number, boolean>();
  return (at) => {
    const found = known.get(at) ?? !takesWrites(world, account, cluster, at);
    known.set(at, found);
    return found;
  };
}

/** The Secrets that are there at this moment, each with the story of its writes. */
export function secretsAt(world: WorldState, account: Account, cluster: Cluster, at: number): Secret[] {
  const isRefused = refusals(world, account, cluster);
  const drafts = firstDrafts(cluster, at).filter(({ created }) => !isRefused(created));
  withBatches(cluster, drafts, at);
  const found: Secret[] = [];
  for (const [index, { created, writes }] of drafts.entries()) {
    const done = writes
      .filter((write) => !isRefused(write.at))
      .map((write) => ({
        at: write.at,
        revision: revisionBefore(cluster, write.at) + write.order + 1,
        ...formAt(cluster, write.at),
      }))
      .sort((one, other) => one.revision - other.revision);
    const [first, ...others] = done;
    if (!first || isRefused(created)) continue;
    const namespace = namespaces[index % namespaces.length] ?? 'default';
    const name = `${purposes[index % purposes.length]}-${index}`;
    found.push({ namespace, name, created, writes: [first, ...others] });
  }
  return found;
}

/** How a Secret lies in etcd at this revision; null: it is not there yet. */
export function storedBy({ writes }: Secret, revision: number): SecretWrite | null {
  return writes.findLast((write) => write.revision <= revision) ?? null;
}

/** How a Secret lies in etcd at this moment. */
export function storedAt({ writes }: Secret, at: number): SecretWrite {
  return writes.findLast((write) => write.at <= at) ?? writes[0];
}
