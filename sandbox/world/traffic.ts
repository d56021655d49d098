import { serviceActor } from './actors.ts';
import { lostAt } from './arrears.ts';
import type { Ledger } from './billing.ts';
import type { Cluster, Encryption } from './cluster.ts';
import type { Actor } from './event.ts';
import { ackCanAssume } from './grants.ts';
import { acsRoleName, type Role, serviceRoleName } from './identity.ts';
import { ledgerOf } from './ledger.ts';
import type { Stream } from './stream.ts';
import { type Span, spans } from './timeline.ts';
import type { Account, Noise, WorldState } from './world-state.ts';

/** A quick even hash (FNV-1a); thousands are needed for one lookup. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}

/** When in each interval the calls come, in whole seconds. */
function phaseOf(order: string, every: number): number {
  return (spread(order) % Math.max(1, Math.floor(every / 1000))) * 1000;
}

/** Spans in which ACK can use its role: without the role, or with another trust, its calls are not even made. */
function usableSpans(role: Role | undefined, from: number, to: number): Span<boolean>[] {
  if (!role) return [];
  const found: Span<boolean>[] = [];
  for (const existing of spans(role.exists, from, to)) {
    for (const trusted of spans(role.trust, existing.from, existing.to)) {
      const usable = ackCanAssume(role, trusted.from);
      const last = found.at(-1);
      if (last && last.value === usable && last.to === trusted.from) last.to = trusted.to;
      else found.push({ from: trusted.from, to: trusted.to, value: usable });
    }
  }
  return found.filter((span) => span.value);
}

function keyIdIn(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

interface Window {
  from: number;
  to: number;
}

interface Caller {
  role: Role | undefined;
  actor: Actor;
}

function clusterStreams(
  ledger: Ledger,
  cluster: Cluster,
  caller: Caller,
  window: Window,
  found: Stream[],
): void {
  const { traffic } = cluster;
  if (!traffic) return;
  const from = Math.max(window.from, cluster.created, traffic.from ?? cluster.created);
  const end = lostAt(ledger, cluster) ?? window.to;
  const to = Math.min(window.to, traffic.until ?? window.to, end);
  const pairs = [['Encrypt', traffic.encrypt] as const, ['Decrypt', traffic.decrypt] as const];
  for (const span of spans(cluster.encryption, from, to).filter(({ value }) => value.on)) {
    for (const heard of spans(cluster.quiet, span.from, span.to).filter(({ value }) => !value)) {
      for (const [event, every] of pairs)
        if (every !== null)
          found.push(clusterStream(cluster, caller, { ...heard, value: span.value }, event, every));
    }
  }
}

function clusterStream(
  cluster: Cluster,
  caller: Caller,
  span: Span<Encryption>,
  event: 'Encrypt' | 'Decrypt',
  every: number,
): Stream {
  const order = `s${cluster.id}/${event}`;
  const begun = cluster.encryption.steps.findLast((step) => step.from <= span.from)?.from ?? span.from;
  return {
    order,
    event,
    every,
    phase: phaseOf(order, every),
    from: span.from,
    to: span.to,
    keyId: keyIdIn(span.value.key),
    keyName: span.value.key,
    secret: '',
    actor: caller.actor,
    place: cluster.id,
    role: caller.role,
    since: Math.max(begun, cluster.created),
  };
}

function noiseStream(noise: Noise, index: number, caller: Caller, window: Window): Stream {
  const order = `s~${index}/${noise.region}/${noise.event}/${noise.role}`;
  return {
    order,
    event: noise.event,
    every: noise.every,
    phase: phaseOf(order, noise.every),
    from: Math.max(window.from, noise.from ?? window.from),
    to: Math.min(window.to, noise.until ?? window.to),
    keyId: keyIdIn(noise.key),
    keyName: noise.key,
    secret: noise.secret,
    actor: caller.actor,
    place: `${noise.role}/${index}`,
    // Permissions of other roles are not modelled: their calls always pass RAM.
    role: caller.role,
    since: window.from,
  };
}

/** Calls of one role, for the clusters that call as it. */
function roleStreams(
  ledger: Ledger,
  account: Account,
  name: string,
  region: string,
  window: Window,
): Stream[] {
  const found: Stream[] = [];
  const clusters = (account.clustersByRegion.get(region) ?? []).filter(
    ({ profile }) => (profile.toLowerCase() === 'acs') === (name === acsRoleName),
  );
  if (clusters.length === 0) return found;
  const caller: Caller = { role: account.roles.get(name.toLowerCase()), actor: serviceActor(account, name) };
  for (const span of usableSpans(caller.role, window.from, window.to)) {
    for (const cluster of clusters) clusterStreams(ledger, cluster, caller, span, found);
  }
  return found;
}

/** Every repeating call in one region within [from, to). */
export function streamsOf(world: WorldState, account: Account, region: string, window: Window): Stream[] {
  const ledger = ledgerOf(world, account);
  const found: Stream[] = [];
  for (const name of [serviceRoleName, acsRoleName])
    found.push(...roleStreams(ledger, account, name, region, window));
  const role = account.roles.get(serviceRoleName.toLowerCase());
  const usable = usableSpans(role, window.from, window.to);
  for (const [index, noise] of account.noise.entries()) {
    if (noise.region !== region) continue;
    const actor = serviceActor(account, noise.role);
    const byService = noise.role === serviceRoleName;
    for (const span of byService ? usable : [window]) {
      found.push(noiseStream(noise, index, { role: byService ? role : undefined, actor }, span));
    }
  }
  return found;
}
