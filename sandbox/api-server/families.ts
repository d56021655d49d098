import type { Cluster } from '../world/cluster.ts';
import { fingerprint } from '../world/ids.ts';
import { keyHash, keyIdOf } from '../world/secrets.ts';
import { minute } from '../world/time.ts';
import { valueAt } from '../world/timeline.ts';
import { type Counters, healthChecks, type KeyUse } from './counters.ts';
import { type Family, goFloat, histogramLines, lines, type Series } from './exposition.ts';
import { type KmsView, prefixOf, providerNames } from './providers.ts';
import type { ApiServer } from './servers.ts';

/** What the families that the world drives are made of. */
export interface Scene {
  cluster: Cluster;
  server: ApiServer;
  view: KmsView;
  counters: Counters;
  /** label `resource` and the hash of the configuration: 1.35 has them, 1.31 does not */
  modern: boolean;
  at: number;
}

/** Help texts, types and label names are those of the source of `k8s.io/apiserver` and of the recordings. */
const seconds = (at: number): number => at / 1000;

/** `count` bounds, each twice the one before. */
function doubling(first: number, count: number): string[] {
  const bounds = Array.from({ length: count }, (_, index) =>
    goFloat(Number((first * 2 ** index).toFixed(6))),
  );
  return [...bounds, '+Inf'];
}

const kmsBounds = doubling(0.0001, 20);
const transformationBounds = doubling(5e-6, 25);

/** Without a provider there is no encryption configuration, and so no transformer that counts (measured). */
function transformed({ counters, modern, view }: Scene): Series[] {
  if (view.providers.length === 0) return [];
  const both = [
    ['from_storage', counters.read],
    ['to_storage', counters.written],
  ] as const;
  return both.flatMap(([transformation_type, counts]) =>
    [...counts].map(([transformer_prefix, value]) => ({
      labels: { ...(modern && { resource: 'secrets' }), transformation_type, transformer_prefix },
      value,
    })),
  );
}

/** What could not be opened was refused before anything was asked over gRPC: the seed is not there (measured). */
function operations(scene: Scene): Series[] {
  const refused = transformed({
    ...scene,
    counters: { ...scene.counters, read: scene.counters.refused, written: new Map() },
  });
  const withStatus = (status: string, series: readonly Series[]): Series[] =>
    series.map(({ labels, value }) => ({ labels: { ...labels, status }, value }));
  return [...withStatus('OK', transformed(scene)), ...withStatus('unknown-non-grpc', refused)];
}

/** Times between two uses of the keys of v1, which has one for each value. */
function arrivals({ counters, view }: Scene): (Series & { each: number })[] {
  if (!view.providers.includes('v1')) return [];
  const prefix = prefixOf('v1');
  const both = [
    ['from_storage', counters.read],
    ['to_storage', counters.written],
  ] as const;
  return both.flatMap(([transformation_type, counts]) => {
    const value = counts.get(prefix) ?? 0;
    return value > 0 ? [{ labels: { transformation_type }, value, each: 300 }] : [];
  });
}

function durations(scene: Scene): (Series & { each: number })[] {
  return transformed({ ...scene, modern: false }).map((one) => ({ ...one, each: 4e-6 }));
}

function keySeries(scene: Scene, value: (use: KeyUse) => number): Series[] {
  const { counters, server } = scene;
  const both = [
    ['from_storage', counters.readKeys],
    ['to_storage', counters.writtenKeys],
  ] as const;
  return both.flatMap(([transformation_type, keys]) =>
    [...keys].map(([key, use]) => ({
      labels: {
        apiserver_id_hash: server.id,
        key_id_hash: keyHash(key),
        provider_name: providerNames.v2,
        transformation_type,
      },
      value: value(use),
    })),
  );
}

/** The last good Status names the key; while KMS refuses the time stands still, and after a restart there is none. */
function statusSeries({ cluster, server, view, counters, at }: Scene): Series[] {
  const { key } = valueAt(cluster.encryption, at);
  if (!view.providers.includes('v2') || view.sealed || key === '') return [];
  const last = view.trouble ? at - counters.troubled : at - ((at - server.started) % minute);
  const labels = {
    apiserver_id_hash: server.id,
    key_id_hash: keyHash(keyIdOf(key)),
    provider_name: providerNames.v2,
  };
  return [{ labels, value: seconds(last) }];
}

/** Calls to the plugin; only the client of v2 records them (measured). */
function calls({ counters, view }: Scene): (Series & { each: number })[] {
  if (!view.providers.includes('v2')) return [];
  const { ok, failed } = healthChecks(counters);
  const seal = view.sealed ? 0 : 1;
  const counts: [string, string, number][] = [
    ['Decrypt', 'OK', seal * counters.oldSeeds.size],
    ['Encrypt', 'OK', seal],
    ['Status', 'OK', seal * ok],
    ['Status', 'Unknown', failed],
  ];
  return counts
    .filter(([, , value]) => value > 0)
    .map(([method, grpc_status_code, value]) => ({
      labels: {
        grpc_status_code,
        method_name: `/v2.KeyManagementService/${method}`,
        provider_name: providerNames.v2,
      },
      value,
      each: 0.04,
    }));
}

/** It changes when encryption is switched, as the file behind it does. */
function configHash({ cluster, view, at }: Scene): string {
  const { on } = valueAt(cluster.encryption, at);
  const config = valueAt(cluster.inside.config, at);
  return `sha256:${fingerprint(cluster.id, config, String(on), ...view.providers).padEnd(64, '0')}`;
}

const envelope = 'apiserver_envelope_encryption_';
const storage = 'apiserver_storage_';

function gauge(name: string, help: string, series: readonly Series[]): Family {
  return { name, help, type: 'gauge', lines: lines(name, series) };
}

function counter(name: string, help: string, series: readonly Series[]): Family {
  return { name, help, type: 'counter', lines: lines(name, series) };
}

function histogram(
  name: string,
  help: string,
  les: readonly string[],
  series: readonly (Series & { each: number })[],
): Family {
  return { name, help, type: 'histogram', lines: histogramLines(name, les, series) };
}

const operationsHelp = {
  old: "Total number of transformations. Successful transformation will have a status 'OK' and a varied status string when the transformation fails. This status and transformation_type fields may be used for alerting on encryption/decryption failure using transformation_type from_storage for decryption and to_storage for encryption",
  modern:
    "Total number of transformations. Successful transformation will have a status 'OK' and a varied status string when the transformation fails. The status, resource, and transformation_type fields can be used for alerting purposes. For example, you can monitor for encryption/decryption failures using the transformation_type (e.g., from_storage for decryption and to_storage for encryption). Additionally, these fields can be used to ensure that the correct transformers are applied to each resource.",
} as const;

/** The families that the world drives; everything else of /metrics is as it was recorded. */
export function familiesOf(scene: Scene): Family[] {
  const { server, modern, view } = scene;
  const config = { apiserver_id_hash: server.id, hash: configHash(scene) };
  const hasV2 = view.providers.includes('v2') && !view.sealed;
  return [
    gauge(
      'apiserver_encryption_config_controller_last_config_info',
      'Information about the last applied encryption configuration with hash as label, split by apiserver identity.',
      modern && view.providers.length > 0 ? [{ labels: config, value: 1 }] : [],
    ),
    histogram(
      `${envelope}dek_cache_inter_arrival_time_seconds`,
      'Time (in seconds) of inter arrival of transformation requests.',
      doubling(60, 10),
      arrivals(scene),
    ),
    gauge(
      `${envelope}dek_source_cache_size`,
      'Number of records in data encryption key (DEK) source cache. On a restart, this value is an approximation of the number of decrypt RPC calls the server will make to the KMS plugin.',
      hasV2 && scene.counters.readKeys.size > 0
        ? [{ labels: { provider_name: providerNames.v2 }, value: scene.counters.readKeys.size }]
        : [],
    ),
    gauge(
      `${envelope}key_id_hash_last_timestamp_seconds`,
      'The last time in seconds when a keyID was used.',
      keySeries(scene, ({ last }) => seconds(last)),
    ),
    gauge(
      `${envelope}key_id_hash_status_last_timestamp_seconds`,
      'The last time in seconds when a keyID was returned by the Status RPC call.',
      statusSeries(scene),
    ),
    counter(
      `${envelope}key_id_hash_total`,
      'Number of times a keyID is used split by transformation type, provider, and apiserver identity.',
      keySeries(scene, ({ count }) => count),
    ),
    histogram(
      `${envelope}kms_operations_latency_seconds`,
      'KMS operation duration with gRPC error code status total.',
      kmsBounds,
      calls(scene),
    ),
    histogram(
      `${storage}transformation_duration_seconds`,
      'Latencies in seconds of value transformation operations.',
      transformationBounds,
      durations(scene),
    ),
    counter(
      `${storage}transformation_operations_total`,
      modern ? operationsHelp.modern : operationsHelp.old,
      operations(scene),
    ),
  ];
}
