import type { ApiServerMetrics, NamedKey, Transformed } from '../model/proof.ts';
import { linesOf, readSamples, type Sample, type Samples } from './exposition.ts';

/** Longest `/metrics` that is read; those of an API server are 1 to 2 MB. */
export const MAX_METRICS_BYTES = 20_000_000;

/** What a page of metrics says, and in words what of it could not be understood. */
export interface ReadMetrics {
  metrics: ApiServerMetrics;
  odd: readonly string[];
}

/*
 * All but the start of the process are ALPHA, so they may be gone tomorrow: then they are not known, never 0.
 * kubernetes: staging/src/k8s.io/apiserver/pkg/storage/value/metrics.go and …/encrypt/envelope/metrics/metrics.go
 */
const TRANSFORMED = 'apiserver_storage_transformation_operations_total';
const KEY_TOTAL = 'apiserver_envelope_encryption_key_id_hash_total';
const KEY_USED = 'apiserver_envelope_encryption_key_id_hash_last_timestamp_seconds';
const KEY_STATUS = 'apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds';
const KMS_CALLS = 'apiserver_envelope_encryption_kms_operations_latency_seconds_count';
const CONFIG = 'apiserver_encryption_config_controller_last_config_info';
const RELOADS = 'apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds';
const STARTED = 'process_start_time_seconds';
/** The one is stable, its heir of 1.35 ALPHA; -1 where the API server could not count. They only bound: nothing is odd without. */
const OBJECTS = ['apiserver_storage_objects', 'apiserver_resource_objects'] as const;
const WANTED = new Set([
  TRANSFORMED,
  KEY_TOTAL,
  KEY_USED,
  KEY_STATUS,
  KMS_CALLS,
  CONFIG,
  RELOADS,
  STARTED,
  ...OBJECTS,
]);

/**
 * Of whole lines of a page, those that are read, and the first one by which an API server is known: a page has a megabyte, and
 * what is read of it a few kilobytes.
 */
export function wantedLines(lines: string): string {
  let isOne = false;
  let kept = '';
  const isWanted = (name: string): boolean => WANTED.has(name) || (!isOne && name.startsWith('apiserver_'));
  for (const { name, start, end } of linesOf(lines, isWanted)) {
    isOne ||= name.startsWith('apiserver_');
    kept += lines.slice(start, end + 1);
  }
  return kept;
}

/** Reads one page of `/metrics`, or what `wantedLines` kept of it. A text: why nothing of it can be used. */
export function readMetrics(page: string): ReadMetrics | string {
  if (!page.endsWith('\n')) return 'the metrics end in the middle of a line';
  if (!/^apiserver_/m.test(page)) return 'these are not the metrics of an API server';
  const read = readSamples(page, WANTED);
  if (!read) return 'there are more series than an API server has';
  const of = familiesOf(read);
  const broken = [...read.broken].filter((name) => !OBJECTS.some((one) => one === name));
  const odd = broken.map((name) => `${name} cannot be understood`);
  const add = (what: string): void => void odd.push(what);
  const total = totalOf(OBJECTS.flatMap((name) => of(name) ?? []));
  const transformed = transformedOf(of(TRANSFORMED), add);
  return {
    metrics: {
      id: serverId(read.samples, add),
      startedAt: timeOf(of(STARTED)?.[0]),
      ...transformed,
      keys: keysOf({ total: of(KEY_TOTAL), used: of(KEY_USED), status: of(KEY_STATUS) }, add),
      kmsErrors: errorsOf(of(KMS_CALLS) ?? []),
      configHash: configOf(of(CONFIG) ?? [], add),
      ...reloadOf(of(RELOADS) ?? []),
      ...(total === null ? {} : { total }),
    },
    odd,
  };
}

type Family = readonly Sample[] | null;

/** The series of a name; null where there is none, or where one cannot be understood. */
function familiesOf({ samples, broken }: Samples): (name: string) => Family {
  return (name) => {
    const family = samples.filter((sample) => sample.name === name);
    return broken.has(name) || family.length === 0 ? null : family;
  };
}

/** Each series of a page that names its server names the same. */
function serverId(samples: readonly Sample[], add: (what: string) => void): string | null {
  const ids = new Set(samples.flatMap(({ labels }) => labels.get('apiserver_id_hash') ?? []));
  if (ids.size > 1) add('the page names several API servers');
  const [id = ''] = ids;
  return ids.size === 1 && isHash(id) ? id : null;
}

type Counted = Pick<ApiServerMetrics, 'counts' | 'read' | 'written'>;

/** From 1.35 on each series has its resource, and only those of Secrets are counted. */
function transformedOf(family: Family, add: (what: string) => void): Counted {
  const all = family ?? [];
  const labelled = all.filter(({ labels }) => labels.has('resource'));
  const unknown: Counted = { counts: 'encrypted', read: null, written: null };
  if (all.length === 0) return unknown;
  if (labelled.length > 0 && labelled.length < all.length) {
    add(`some series of ${TRANSFORMED} name their resource and some do not`);
    return unknown;
  }
  const counts = labelled.length > 0 ? 'secrets' : 'encrypted';
  const own = all.filter(({ labels }) => (labels.get('resource') ?? 'secrets') === 'secrets');
  if (!own.every(({ value, labels }) => isCount(value) && labels.has('transformer_prefix'))) {
    add(`${TRANSFORMED} holds what is no count`);
    return { ...unknown, counts };
  }
  return { counts, read: sumOf(own, 'from_storage'), written: sumOf(own, 'to_storage') };
}

function sumOf(family: readonly Sample[], direction: string): Transformed {
  const sum = { plain: 0, v1: 0, v2: 0, other: 0 };
  for (const { labels, value } of family) {
    if (labels.get('transformation_type') !== direction || labels.get('status') !== 'OK') continue;
    sum[kindOf(labels.get('transformer_prefix') ?? '', direction)] += value ?? 0;
  }
  return sum;
}

/** A value that is written has no prefix when it is plain; one that is read was opened by `identity` then. */
function kindOf(prefix: string, direction: string): keyof Transformed {
  if (prefix === (direction === 'from_storage' ? 'identity' : '')) return 'plain';
  if (prefix === 'identity') return 'plain';
  const [, version] = /^k8s:enc:kms:(v[12]):/.exec(prefix) ?? [];
  return version === 'v1' || version === 'v2' ? version : 'other';
}

interface KeyFamilies {
  total: Family;
  used: Family;
  status: Family;
}

const USES: Readonly<Record<string, NamedKey['use']>> = { from_storage: 'read', to_storage: 'write' };

function keysOf({ total, used, status }: KeyFamilies, add: (what: string) => void): NamedKey[] {
  const keys = new Map<string, NamedKey>();
  const note = (sample: Sample, use: NamedKey['use'] | undefined, at: string | null): void => {
    const hash = sample.labels.get('key_id_hash') ?? '';
    const provider = sample.labels.get('provider_name') ?? '';
    // A key id may be empty: Kubernetes counts it under no hash.
    if (use === undefined || hash === '') return;
    if (!isHash(hash)) {
      add('a key is named by what is no hash');
      return;
    }
    const id = `${use} ${hash} ${provider}`;
    keys.set(id, { hash, provider, use, at: at ?? keys.get(id)?.at ?? null });
  };
  for (const sample of total ?? [])
    if (isCount(sample.value) && sample.value) note(sample, useOf(sample), null);
  for (const sample of used ?? []) note(sample, useOf(sample), timeOf(sample));
  for (const sample of status ?? []) note(sample, 'status', timeOf(sample));
  return [...keys.values()];
}

function useOf({ labels }: Sample): NamedKey['use'] | undefined {
  return USES[labels.get('transformation_type') ?? ''];
}

function errorsOf(family: readonly Sample[]): ApiServerMetrics['kmsErrors'] {
  const counts = new Map<string, { method: string; code: string; count: number }>();
  for (const { labels, value } of family) {
    const [method = '', code = ''] = [labels.get('method_name'), labels.get('grpc_status_code')];
    if (code === 'OK' || !isCount(value) || value === 0) continue;
    const before = counts.get(`${method} ${code}`)?.count ?? 0;
    counts.set(`${method} ${code}`, { method, code, count: before + value });
  }
  return [...counts.values()];
}

function configOf(family: readonly Sample[], add: (what: string) => void): string | null {
  const hashes = new Set(
    family.flatMap(({ labels, value }) => (value === 1 ? (labels.get('hash') ?? []) : [])),
  );
  if (hashes.size > 1) add('the page names several encryption configurations');
  const [hash = ''] = hashes;
  return hashes.size === 1 && isHash(hash) ? hash : null;
}

/** Other resources of that name, such as those of a CRD, have a group. */
function totalOf(family: readonly Sample[]): number | null {
  const own = family.filter(
    ({ labels }) => labels.get('resource') === 'secrets' && (labels.get('group') ?? '') === '',
  );
  const counts = own.flatMap(({ value }) => (isCount(value) ? [value] : []));
  return counts.length === 0 ? null : Math.max(...counts);
}

function isHash(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

function isCount(value: number | null): value is number {
  return value !== null && Number.isSafeInteger(value) && value >= 0;
}

/** Seconds since 1970, of this century. */
function reloadOf(family: readonly Sample[]): Pick<ApiServerMetrics, 'reloadedAt'> {
  const last = family
    .flatMap((sample) => timeOf(sample) ?? [])
    .sort()
    .at(-1);
  return last === undefined ? {} : { reloadedAt: last };
}

function timeOf(sample: Sample | undefined): string | null {
  const seconds = sample?.value ?? 0;
  return seconds >= 946_684_800 && seconds < 4_102_444_800 ? new Date(seconds * 1000).toISOString() : null;
}
