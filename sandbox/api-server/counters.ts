import type { Cluster } from '../world/cluster.ts';
import { fingerprint, numberFrom } from '../world/ids.ts';
import { type Form, type Secret, type SecretWrite, secretsAt, storedAt } from '../world/secrets.ts';
import { day, minute, second } from '../world/time.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { prefixOf } from './providers.ts';
import type { ApiServer } from './servers.ts';
import { troubledTime } from './troubled-time.ts';

export interface KeyUse {
  count: number;
  last: number;
}

/** What one API server counted since it started. */
export interface Counters {
  /** by transformer prefix, as the labels name it */
  read: Map<string, number>;
  written: Map<string, number>;
  /** by key id; v2 only */
  readKeys: Map<string, KeyUse>;
  writtenKeys: Map<string, KeyUse>;
  /** keys of seeds from before the start: each was opened by KMS once, one's own are in memory */
  oldSeeds: Set<string>;
  /** values that could not be opened, by prefix */
  refused: Map<string, number>;
  secrets: number;
  /** how long KMS worked and refused since the start, in milliseconds */
  well: number;
  troubled: number;
}

/** Plain values have another name when they are read than when they are written (measured). */
const readPrefix: Record<Form, string> = { plain: 'identity', v1: prefixOf('v1'), v2: prefixOf('v2') };
const writtenPrefix: Record<Form, string> = { ...readPrefix, plain: '' };

function add(counts: Map<string, number>, name: string, count: number): void {
  if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
}

function use(keys: Map<string, KeyUse>, { form, key }: SecretWrite, count: number, last: number): void {
  if (form !== 'v2' || count === 0) return;
  const known = keys.get(key);
  keys.set(key, { count: (known?.count ?? 0) + count, last: Math.max(known?.last ?? 0, last) });
}

/** Which of the API servers a write goes through. */
function goesThrough({ namespace, name }: Secret, index: number, servers: number): boolean {
  return numberFrom(servers, fingerprint(namespace, name)) === index;
}

/** Somebody reads each Secret past the cache once a day, counted from the start; the first time is the start itself. */
function readsWithin(started: number, from: number, until: number): number {
  if (until < started) return 0;
  const before = from <= started ? 0 : Math.ceil((from - started) / day);
  return Math.max(0, Math.floor((until - started) / day) - before + 1);
}

function countReads(found: Counters, secret: Secret, started: number, at: number, sealed: boolean): void {
  for (const [index, write] of secret.writes.entries()) {
    const until = Math.min((secret.writes[index + 1]?.at ?? at + 1) - 1, at);
    if (sealed && write.form !== 'plain') continue;
    const count = readsWithin(started, write.at, until);
    if (count > 0 && write.form === 'v2' && write.at <= started) found.oldSeeds.add(write.key);
    add(found.read, readPrefix[write.form], count);
    use(found.readKeys, write, count, until - ((until - started) % day));
  }
}

/**
 * Every API server watches: it opens what was written and what was there before. The one that writes opens the old value
 * twice more, for who reads it first and for the update itself (measured).
 */
function countWrites(
  found: Counters,
  secret: Secret,
  span: { started: number; at: number; own: boolean },
): void {
  const { started, at, own } = span;
  for (const [index, write] of secret.writes.entries()) {
    if (write.at <= started || write.at > at) continue;
    const before = secret.writes[index - 1];
    const opened: [SecretWrite | undefined, number][] = [
      [write, 1],
      [before, own ? 3 : 1],
    ];
    for (const [value, times] of opened) {
      if (!value) continue;
      add(found.read, readPrefix[value.form], times);
      use(found.readKeys, value, times, write.at);
    }
    if (!own) continue;
    add(found.written, writtenPrefix[write.form], 1);
    use(found.writtenKeys, write, 1, write.at);
  }
}

/** A start while KMS refuses: the informer tries again and again, and each list fails at its first sealed value. */
function countRefused(found: Counters, secrets: readonly Secret[], started: number): void {
  const first = secrets.find(
    (secret) => secret.created <= started && storedAt(secret, started).form !== 'plain',
  );
  if (first)
    add(found.refused, readPrefix[storedAt(first, started).form], 1 + Math.floor(found.troubled / minute));
}

export function countersOf(
  world: WorldState,
  account: Account,
  cluster: Cluster,
  server: ApiServer & { index: number; sealed: boolean; startedInTrouble: boolean },
  at: number,
): Counters {
  const all = secretsAt(world, account, cluster, at);
  const troubled = troubledTime(world, account, cluster, { from: server.started, to: at });
  const found: Counters = {
    read: new Map(),
    written: new Map(),
    readKeys: new Map(),
    writtenKeys: new Map(),
    oldSeeds: new Set(),
    refused: new Map(),
    secrets: all.length,
    well: at - server.started - troubled,
    troubled,
  };
  for (const secret of all) {
    countReads(found, secret, server.started, at, server.sealed);
    const own = goesThrough(secret, server.index, cluster.inside.apiServers);
    countWrites(found, secret, { started: server.started, at, own });
  }
  if (server.startedInTrouble) countRefused(found, all, server.started);
  return found;
}

/** Health checks of KMS: one a minute while it works; each 3 s while it does not and readyz is asked (measured). */
export function healthChecks({ well, troubled }: Counters): { ok: number; failed: number } {
  return { ok: 1 + Math.floor(well / minute), failed: Math.floor(troubled / (3 * second)) };
}
