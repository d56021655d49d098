import { seen } from '../shared/model/observation.ts';
import type { ApiServerMetrics, ClusterProof } from '../shared/model/proof.ts';

/** What one API server with KMS v2 tells, whose Secrets are all encrypted. */
export function metricsOf(more: Partial<ApiServerMetrics> = {}): ApiServerMetrics {
  return {
    id: 'sha256:a1',
    startedAt: '2026-11-01T00:00:00Z',
    counts: 'secrets',
    read: { plain: 0, v1: 0, v2: 412, other: 0 },
    written: { plain: 0, v1: 0, v2: 20, other: 0 },
    keys: [{ hash: 'sha256:b2', provider: 'ack', use: 'write', at: '2026-11-01T00:00:00Z' }],
    kmsErrors: [],
    configHash: null,
    ...more,
  };
}

/** A cluster with KMS v2 and one Secret, as seen from inside. */
export function proofOf(cluster: string, at: string, more: Partial<ClusterProof> = {}): ClusterProof {
  const row = { resourceVersion: '455', created: '2026-01-01T00:00:00Z', name: 'shop/db' };
  return {
    cluster,
    region: 'cn-hangzhou',
    name: 'shop',
    at,
    level: 'cluster',
    source: 'push',
    version: seen('v1.32.1-aliyun.1', at),
    providers: seen([{ name: 'kms-providers', ok: true, detail: null }], at),
    servers: seen([metricsOf()], at),
    secrets: seen({ at, resourceVersion: '456', rows: [row] }, at),
    ...more,
  };
}
