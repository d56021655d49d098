import { type Cluster, isChanging } from '../model/cluster.ts';
import type { Fact, Facts } from '../model/job-state.ts';
import type { ExistingKey, Key } from '../model/key.ts';
import type { Resource } from '../model/resource.ts';
import { NEEDED_ACTIONS, SERVICE_ROLE, type ServiceRole } from '../model/role.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { RegionTrails, Trail } from '../model/trail.ts';
import { ACK, assumeBy, decide } from '../ram/decide.ts';
import { accountIn, everyKey } from '../ram/resources.ts';
import { statementsOf } from '../ram/statement.ts';
import { factsOfProof } from './proof-facts.ts';

/** What a fact is about; the pair decides which change a difference is. */
export type Aspect =
  | 'present'
  | 'encryption'
  | 'state'
  | 'rotation'
  | 'protection'
  | 'policy'
  | 'role'
  | 'delivery'
  | 'plain'
  | 'sealing'
  | 'config';

/** What the job `proof` sees of a cluster. */
export const PROOF_ASPECTS: readonly Aspect[] = ['plain', 'sealing', 'config'];

export const ABSENT = 'absent';

/** Name of a fact. */
export function factName(
  { type, region, id }: Pick<Resource, 'type' | 'region' | 'id'>,
  aspect: Aspect,
): string {
  return `${type} ${region} ${id} ${aspect}`;
}

export function aspectOf(name: string): Aspect {
  return name.slice(name.lastIndexOf(' ') + 1) as Aspect; // names are made by `factName` only
}

type Add = (resource: Resource, clusters: readonly string[], aspect: Aspect, value: string) => void;

/**
 * The settled facts that a snapshot saw. What was not seen, or is changing right now, is left out, so
 * that the last value that was seen stays the one to compare with.
 */
export function factsOf({ account, parts }: Pick<Snapshot, 'account' | 'parts'>, at: string): Facts {
  const facts: Record<string, Fact> = {};
  const add: Add = (resource, clusters, aspect, value) => {
    facts[factName(resource, aspect)] = { value, at, resource, clusters };
  };
  const { clusters, role, trails, keys, formerKeys, proofs } = parts;
  if (clusters?.seen) {
    // What appears after a list that was not whole need not be new.
    if (!clusters.missing)
      add({ type: 'account', id: account, region: '', name: '', account }, [], 'present', 'listed');
    for (const cluster of clusters.value) addCluster(cluster, account, add);
  }
  if (role?.seen) addRole(role.value, account, clusters?.seen ? clusters.value : [], add);
  if (trails?.seen) addTrails(trails.value, account, add);
  addProofs(proofs, account, add);
  // A key in use tells its facts with the clusters that use it, also where others used it before.
  for (const watched of [formerKeys, keys])
    if (watched?.seen) for (const key of watched.value) addKey(key, account, add);
  return facts;
}

function addProofs(proofs: Snapshot['parts']['proofs'], account: string, add: Add): void {
  for (const proof of proofs?.seen ? proofs.value : []) {
    const { cluster: id, region, name } = proof;
    const resource = { type: 'cluster', id, region, name, account } as const;
    for (const { aspect, value } of factsOfProof(proof)) add(resource, [id], aspect, value);
  }
}

/** The facts of a thing share what names it: large accounts have 20,000 of them. */
function addCluster(cluster: Cluster, account: string, add: Add): void {
  const { id, name, region, scope, inScope, encryption } = cluster;
  const resource = { type: 'cluster', id, region, name, account } as const;
  const own = [id];
  if (scope !== 'gone') add(resource, own, 'present', 'present');
  if (!inScope || isChanging(cluster) || !encryption.seen) return;
  add(resource, own, 'encryption', encryption.value.on ? `on: ${encryption.value.keyId}` : 'off');
}

function addKey({ id, region, clusters, metadata, policy }: Key, account: string, add: Add): void {
  const resource = { type: 'key', id, region, name: '', account } as const;
  if (policy.seen && policy.value) add(resource, clusters, 'policy', policy.value.digest);
  if (!metadata.seen) return;
  const key = metadata.value;
  if (key.exists) addExistingKey(key, (aspect, value) => add(resource, clusters, aspect, value));
  else add(resource, clusters, 'state', ABSENT);
}

function addExistingKey(
  { state, rotation, deletionProtection }: ExistingKey,
  add: (aspect: Aspect, value: string) => void,
): void {
  if (state.seen) add('state', state.value);
  // KMS suspends rotation by itself while a key is disabled; that is told as the disabling.
  if (rotation.seen && rotation.value !== 'Suspended') add('rotation', rotation.value);
  if (deletionProtection.seen) add('protection', deletionProtection.value);
}

function addRole(role: ServiceRole, account: string, clusters: readonly Cluster[], add: Add): void {
  const encrypted = clusters
    .filter(({ encryption }) => encryption.seen && encryption.value.on)
    .map(({ id }) => id);
  const resource = { type: 'role', id: SERVICE_ROLE, region: '', name: SERVICE_ROLE, account } as const;
  const value = role.exists ? describe(role) : ABSENT;
  if (value !== null) add(resource, encrypted, 'role', value);
}

/** Null while a part of it is not read: what it says is then not known. */
function describe({ arn, trust, policies }: Extract<ServiceRole, { exists: true }>): string | null {
  if (!trust.seen || !policies.seen) return null;
  const { names, texts } = policies.value;
  if (texts.some(({ document }) => !document.seen)) return null;
  const [statements, account] = [statementsOf(texts), accountIn(arn)];
  const limits = NEEDED_ACTIONS.flatMap((action) => {
    const { effect, by } = decide({ action, resource: everyKey(account), principal: null }, statements);
    return effect === 'allowed' ? [] : [`${action} ${by.length === 0 ? 'missing' : effect}`];
  });
  return [
    TRUST[decide(assumeBy(ACK, arn), statementsOf([{ name: 'trust', document: trust }])).effect],
    names.length > 0 ? `policies ${[...names].sort().join(', ')}` : 'no policy',
    ...limits,
  ].join('; ');
}

const TRUST = {
  allowed: 'trusts ACK',
  denied: 'does not trust ACK',
  open: 'trusts ACK conditionally',
} as const;

/** Trails by their home. */
function addTrails(regions: readonly RegionTrails[], account: string, add: Add): void {
  for (const { trails } of regions) {
    for (const trail of trails.seen ? trails.value : []) {
      const state = deliveryOf(trail);
      const { name, homeRegion } = trail;
      if (state) add({ type: 'trail', id: name, region: homeRegion, name, account }, [], 'delivery', state);
    }
  }
}

function deliveryOf({ enabled, delivery }: Trail): string | null {
  if (!enabled) return 'stopped';
  if (!delivery.seen) return null;
  return delivery.value.logging ? 'delivering' : 'stopped';
}
