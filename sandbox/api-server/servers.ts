import type { Cluster } from '../world/cluster.ts';
import { fingerprint } from '../world/ids.ts';
import { keyHash } from '../world/secrets.ts';
import { second } from '../world/time.ts';
import { type Timeline, valueAt } from '../world/timeline.ts';

/** One of the API servers behind the address of a cluster. */
export interface ApiServer {
  /** hash of its identity, as metrics show it */
  id: string;
  started: number;
}

/** They are restarted one after the other. */
const apart = 20 * second;

function stepsOf<T>({ steps }: Timeline<T>): number[] {
  return steps.map(({ from }) => from).filter(Number.isFinite);
}

/** Whatever changes how Secrets are stored restarts the API servers, as an upgrade does. */
function startsOf({ created, encryption, inside }: Cluster): number[] {
  const changes = [...stepsOf(encryption), ...stepsOf(inside.config), ...stepsOf(inside.versions)];
  return [created, ...changes, ...inside.restarts];
}

export function serverAt(cluster: Cluster, index: number, at: number): ApiServer {
  let started = cluster.created;
  for (const start of startsOf(cluster)) {
    const own = start + index * apart;
    if (own <= at && own > started) started = own;
  }
  // Real names look so: apiserver-<suffix>.
  return { id: keyHash(`apiserver-${fingerprint(cluster.id, index).slice(0, 26)}`), started };
}

export function versionNow({ inside }: Cluster, at: number): string {
  return `v${valueAt(inside.versions, at).replace(/^v/, '')}`;
}

/** Recorded of 1.31 and of 1.35; where between them each difference came was not looked for. */
export function isModern(cluster: Cluster, at: number): boolean {
  const [, minor = '0'] = /^v1\.(\d+)/.exec(versionNow(cluster, at)) ?? [];
  return Number(minor) >= 35;
}
