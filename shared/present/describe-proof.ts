import { momentOf, secretAge } from '../checks/secret-age.ts';
import type { Json } from '../model/finding.ts';
import type { Observation, Unseen } from '../model/observation.ts';
import type {
  ApiServerMetrics,
  ClusterProof,
  KmsProvider,
  Marker,
  SecretList,
  Transformed,
} from '../model/proof.ts';
import { writingKeys } from '../model/proven.ts';
import type { Text } from '../text/zh.ts';

/** One thing that a look into a cluster says. `info` asks for nothing and proves nothing. */
export interface ProofLine {
  status: 'fail' | 'unknown' | 'pass' | 'info';
  text: Text;
  params: Readonly<Record<string, Json>>;
}

/** What is known of the cluster besides the look. */
export interface KnownOfCluster {
  /** Its key, and the hashes by which an API server may name it. */
  key: { id: string; hashes: ReadonlySet<string> } | null;
  /** When encryption was switched on, ISO 8601, UTC. */
  switched: string | null;
  markers: readonly Marker[];
}

type Line = (text: Text, params?: ProofLine['params']) => ProofLine;
const line =
  (status: ProofLine['status']): Line =>
  (text, params = {}) => ({ status, text, params });
const fail = line('fail');
const unknown = line('unknown');
const pass = line('pass');
const info = line('info');

/** What one look says of one cluster: what was seen to be wrong, what could not be seen, and what is good as far as it was seen. */
export function describeProof(proof: ClusterProof, known: KnownOfCluster): ProofLine[] {
  const { version, providers, servers, secrets, level } = proof;
  return [
    version.seen
      ? info('API server {version}', { version: version.value })
      : unknown('The version could not be read: {why}', { why: version.detail }),
    ...providerLines(providers),
    ...(level === 'ready' ? [info('The storage of Secrets was not checked; use --level metrics.')] : []),
    ...(level === 'ready' ? [] : serverLines(servers, known)),
    ...(level === 'cluster' ? secretLines(secrets, known) : []),
  ];
}

function providerLines(providers: Observation<readonly KmsProvider[]>): ProofLine[] {
  if (!providers.seen) return [unknown('KMS providers could not be read: {why}', { why: providers.detail })];
  if (providers.value.length === 0)
    return [fail('The API server has no KMS provider; new Secrets are not encrypted with KMS.')];
  const good = providers.value.filter(({ ok }) => ok).map(({ name }) => name);
  const bad = providers.value.filter(({ ok }) => !ok);
  return [
    ...bad.map(({ name, detail }) =>
      detail === null
        ? fail('KMS provider {name} fails; the API server gives no reason.', { name })
        : fail('KMS provider {name} fails: {why}', { name, why: detail }),
    ),
    ...(bad.length > 0
      ? [info('Do not restart the API server: it still reads from memory, but would not become ready again.')]
      : []),
    ...(good.length > 0 ? [pass('KMS provider {names} answers.', { names: good })] : []),
    ...gaps(providers.missing),
  ];
}

function serverLines(servers: Observation<readonly ApiServerMetrics[]>, known: KnownOfCluster): ProofLine[] {
  if (!servers.seen) return [unknown('Metrics could not be read: {why}', { why: servers.detail })];
  return [
    ...servers.value.flatMap((server) => [
      ...(servers.value.length > 1 ? [nameLine(server)] : []),
      ...readLines(server),
      ...writeLines(server),
      ...errorLines(server),
    ]),
    ...keyLines(servers.value, known),
    ...gaps(servers.missing),
  ];
}

/** Which of several it is: by the beginning of its hash. */
function nameLine({ id, startedAt }: ApiServerMetrics): ProofLine {
  return info('API server {id}, started {since}', { id: (id ?? '?').slice(0, 15), since: startedAt ?? '?' });
}

function readLines({ read, startedAt, counts }: ApiServerMetrics): ProofLine[] {
  const since = startedAt ?? '?';
  if (read === null) return [unknown('The read counters are missing or have another name.')];
  const { plain, v1, v2, other } = read;
  const params = { plain, v1, v2, other, since };
  const what =
    plain > 0
      ? fail(
          '{plain} {plain:value|values} read in plain text since {since}; encrypted: {v2} with KMS v2, {v1} with KMS v1.',
          params,
        )
      : v1 + v2 > 0
        ? pass(
            'No value read in plain text since {since}; encrypted: {v2} with KMS v2, {v1} with KMS v1.',
            params,
          )
        : unknown('No value encrypted with KMS has been read since {since}; nothing is proven yet.', params);
  return [
    what,
    ...(v1 > 0
      ? [
          info(
            'Some values are still encrypted with KMS v1 ({v1} {v1:read|reads}); rewrite the Secrets to remove them.',
            params,
          ),
        ]
      : []),
    ...(other > 0 ? [unknown('{other} {other:value|values} read through an unknown provider.', params)] : []),
    ...(counts === 'encrypted'
      ? [info('This version counts all encrypted resources together, not only Secrets.')]
      : []),
  ];
}

function writeLines({ written, startedAt }: ApiServerMetrics): ProofLine[] {
  const since = startedAt ?? '?';
  if (written === null) return [unknown('The write counters are missing or have another name.')];
  if (written.plain > 0)
    return [
      fail('{plain} {plain:value|values} written in plain text since {since}: encryption is off, or was.', {
        since,
        plain: written.plain,
      }),
    ];
  return encrypted(written) > 0
    ? [
        pass('{count} {count:value|values} written since {since}, all encrypted.', {
          since,
          count: encrypted(written),
        }),
      ]
    : [info('No values written since {since}.', { since })];
}

function encrypted({ v1, v2 }: Transformed): number {
  return v1 + v2;
}

function errorLines({ kmsErrors }: ApiServerMetrics): ProofLine[] {
  const count = kmsErrors.reduce((sum, error) => sum + error.count, 0);
  const codes = [...new Set(kmsErrors.map(({ code }) => code))];
  return count === 0
    ? []
    : [
        info('{count} KMS plugin {count:call|calls} failed since the API server started: {codes}', {
          count,
          codes,
        }),
      ];
}

/** What it writes with; before the first write only the health check of the plugin names a key. */
function keyLines(servers: readonly ApiServerMetrics[], { key }: KnownOfCluster): ProofLine[] {
  const hashes = [...new Set(writingKeys(servers).map(({ hash }) => hash))];
  if (hashes.length === 0)
    return key === null
      ? []
      : [unknown('The API server reports no key to compare with {key}.', { key: key.id })];
  if (key === null) return [info('SHA-256 of the ID of the key in use: {hashes}', { hashes })];
  return hashes.every((hash) => key.hashes.has(hash))
    ? [pass('The key in use is {key}, as configured for the cluster.', { key: key.id })]
    : [unknown('The key in use ({hashes}) is not {key}, or its ID has a version.', { key: key.id, hashes })];
}

function secretLines(secrets: Observation<SecretList>, { markers, switched }: KnownOfCluster): ProofLine[] {
  if (!secrets.seen) return [unknown('Secrets could not be listed: {why}', { why: secrets.detail })];
  const total = secrets.value.rows.length;
  const lines = [info('{total} {total:Secret|Secrets}.', { total }), ...gaps(secrets.missing)];
  if (switched === null) return lines;
  const { before, between, after, unknown: odd } = secretAge(secrets.value, markers, momentOf(switched));
  const params = { before, between: between + odd, after, since: switched };
  const isWhole = !secrets.missing && total > 0;
  return [...lines, ...ageLines(params, isWhole)];
}

function ageLines(
  params: Readonly<Record<'before' | 'between' | 'after', number>>,
  isWhole: boolean,
): ProofLine[] {
  if (params.before > 0)
    return [
      fail(
        '{before} {before:Secret|Secrets} last written before encryption was turned on ({since}); {between} unknown, {after} after it.',
        params,
      ),
    ];
  if (params.between > 0)
    return [
      unknown(
        '{between} {between:Secret|Secrets} may be older than the start of encryption ({since}); {after} {after:is|are} newer.',
        params,
      ),
    ];
  return isWhole
    ? [
        pass(
          'All {after} {after:Secret|Secrets} last written after encryption was turned on ({since}).',
          params,
        ),
      ]
    : [];
}

function gaps(missing: readonly Unseen[] = []): ProofLine[] {
  return missing.map(({ detail }) => unknown('Incomplete: {why}', { why: detail }));
}
