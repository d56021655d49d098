import * as v from 'valibot';
import type {
  ApiServerMetrics,
  ClusterProof,
  KmsProvider,
  Marker,
  PushedProof,
  SecretList,
  Transformed,
} from '../../model/proof.ts';
import { number, observation, text, textOrNull } from './common.ts';
import { type StoredFormat, schemaOf } from './stored-format.ts';

const transformed = schemaOf<Transformed>()(
  v.object({ plain: number, v1: number, v2: number, other: number }),
);

const metrics = schemaOf<ApiServerMetrics>()(
  v.object({
    id: textOrNull,
    startedAt: textOrNull,
    counts: v.picklist(['secrets', 'encrypted']),
    read: v.nullable(transformed),
    written: v.nullable(transformed),
    keys: v.array(
      v.object({ hash: text, provider: text, use: v.picklist(['read', 'write', 'status']), at: textOrNull }),
    ),
    kmsErrors: v.array(v.object({ method: text, code: text, count: number })),
    configHash: textOrNull,
    reloadedAt: v.exactOptional(text),
    total: v.exactOptional(number),
  }),
);

const provider = schemaOf<KmsProvider>()(v.object({ name: text, ok: v.boolean(), detail: textOrNull }));

const secrets = schemaOf<SecretList>()(
  v.object({
    at: text,
    resourceVersion: text,
    rows: v.array(v.object({ resourceVersion: text, created: text, name: v.exactOptional(text) })),
  }),
);

export const clusterProofEntries = {
  cluster: text,
  region: text,
  name: text,
  at: text,
  level: v.picklist(['ready', 'metrics', 'cluster']),
  source: v.picklist(['pull', 'push']),
  version: observation(text),
  providers: observation(v.array(provider)),
  servers: observation(v.array(metrics)),
  secrets: observation(secrets),
};

const clusterProof = schemaOf<ClusterProof>()(v.object(clusterProofEntries));

export const marker = schemaOf<Marker>()(v.object({ at: text, resourceVersion: text }));

/** What a cluster posted last. */
export const PUSHED_PROOF: StoredFormat<PushedProof> = {
  name: 'sealwatch.proofs',
  version: 1,
  schema: schemaOf<PushedProof>()(
    v.object({ signedAt: text, proof: clusterProof, markers: v.array(marker) }),
  ),
  migrations: [],
};
