import { createHash } from 'node:crypto';
import { unseen } from '../../shared/model/observation.ts';
import type {
  ApiServerMetrics,
  CountedServer,
  NamedKey,
  ProvenCluster,
  SecretList,
  Transformed,
} from '../../shared/model/proof.ts';
import { countedServers } from '../../shared/observe/counted-servers.ts';
import { ACCOUNT, days, NOW, seen } from '../builders.ts';

export const NONE: Transformed = { plain: 0, v1: 0, v2: 0, other: 0 };

export function hash(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

export const namedKey = (name: string, use: NamedKey['use'] = 'write'): NamedKey => ({
  hash: hash(name),
  provider: 'ack',
  use,
  at: days(-1),
});

/** Of the cluster that `cluster` makes, started a day ago: all is sealed with its key. */
export function server(change: Partial<ApiServerMetrics> = {}): ApiServerMetrics {
  return {
    id: `sha256:${'1'.repeat(64)}`,
    startedAt: days(-1),
    counts: 'encrypted',
    read: { ...NONE, v2: 412 },
    written: { ...NONE, v2: 20 },
    keys: [namedKey('key-1'), namedKey('key-1', 'read'), namedKey('key-1', 'status')],
    kmsErrors: [],
    configHash: null,
    ...change,
  };
}

export function secretList(revisions: readonly number[], change: Partial<SecretList> = {}): SecretList {
  const rows = revisions.map((revision) => ({
    resourceVersion: String(revision),
    created: days(-300),
    name: `default/s${revision}`,
  }));
  return { at: NOW.toISOString(), resourceVersion: '100000', rows, ...change };
}

/** A cluster that was looked at now. `before`: what was counted at earlier looks. */
export function proof(
  servers: readonly ApiServerMetrics[] = [server()],
  change: Partial<ProvenCluster> = {},
  before: readonly CountedServer[] = [],
): ProvenCluster {
  const at = NOW.toISOString();
  return {
    cluster: 'c-1',
    region: 'cn-hangzhou',
    name: 'pay-prod',
    at,
    level: 'metrics',
    source: 'pull',
    version: seen('v1.32.1-aliyun.1'),
    providers: seen([{ name: 'kms-providers', ok: true, detail: null }]),
    servers: seen(servers),
    secrets: unseen('absent', 'Secrets are listed from inside the cluster only'),
    counted: countedServers(before, servers, at),
    markers: [],
    ...change,
  };
}

export { ACCOUNT };
