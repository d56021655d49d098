import { expect, test } from 'vitest';
import { readMetrics, wantedLines } from '../../shared/api-server/metrics.ts';
import { recordedMetrics } from './server.ts';

const HASH = 'sha256:a7b18e41573d3954afef2c39c3d2abd71ec9f99a0aa09cbe475d0d570876a283';
const ID = 'sha256:73095bbbe8f317654631b5a70d7c53951e472e19c3daa5b71a50958a5e82991b';
const OPS = 'apiserver_storage_transformation_operations_total';

function metricsOf(page: string) {
  const read = readMetrics(page);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

const page = (...lines: readonly string[]) => `apiserver_up 1\n${lines.join('\n')}\n`;
const ops = (prefix: string, value: string | number, direction = 'from_storage', more = '') =>
  `${OPS}{status="OK",transformation_type="${direction}",transformer_prefix="${prefix}"${more}} ${value}`;

test('what Kubernetes 1.31 answered: five plain Secrets, and the key by its hash', () => {
  expect(metricsOf(recordedMetrics('1.31'))).toEqual({
    metrics: {
      id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      startedAt: '2026-11-29T03:38:14.010Z',
      counts: 'encrypted',
      read: { plain: 5, v1: 0, v2: 0, other: 0 },
      written: { plain: 0, v1: 0, v2: 0, other: 0 },
      keys: [{ hash: HASH, provider: 'ack', use: 'status', at: expect.stringMatching(/^2026-/) }],
      kmsErrors: [],
      configHash: null,
      total: 5,
    },
    odd: [],
  });
});

test('what Kubernetes 1.35 answered: the counters are those of Secrets', () => {
  expect(metricsOf(recordedMetrics('1.35'))).toMatchObject({
    metrics: {
      id: ID,
      counts: 'secrets',
      read: { plain: 5, v1: 0, v2: 0, other: 0 },
      keys: [{ hash: HASH, use: 'status' }],
      configHash: 'sha256:bacc9fd2de452feb1636723b0a198eb74c8e821eb60b79eff6946b1d5a3b59a5',
    },
    odd: [],
  });
});

test('a configuration that was taken while the server ran is told with its last time', () => {
  const name = 'apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds';
  const { metrics } = metricsOf(
    page(
      `${name}{apiserver_id_hash="${ID}",status="success"} 1.7956e+09`,
      `${name}{apiserver_id_hash="${ID}",status="failure"} 1.7955e+09`,
    ),
  );
  expect(metrics.reloadedAt).toBe(new Date(1.7956e12).toISOString());
});

test.each<[string, string, number | undefined]>([
  ['counted', 'apiserver_storage_objects{resource="secrets"} 6', 6],
  ['counted under its later name', 'apiserver_resource_objects{group="",resource="secrets"} 7', 7],
  ['of another group', 'apiserver_resource_objects{group="x.io",resource="secrets"} 7', undefined],
  ['not counted', 'apiserver_storage_objects{resource="secrets"} -1', undefined],
  ['of other things', 'apiserver_storage_objects{resource="pods"} 3', undefined],
  ['not to be understood', 'apiserver_storage_objects{resource="secrets"', undefined],
])('Secrets that are there, %s', (_how, line, total) => {
  const { metrics, odd } = metricsOf(page(line));
  expect([metrics.total, odd]).toEqual([total, []]);
});

test('what is kept of the lines of a page is read as the whole page is', () => {
  for (const version of ['1.31', '1.35'] as const) {
    const whole = recordedMetrics(version);
    const kept = wantedLines(whole);
    expect(kept.length).toBeLessThan(whole.length / 50);
    expect(readMetrics(kept)).toEqual(readMetrics(whole));
  }
  expect(wantedLines('# HELP a\ngo_x 1\n')).toBe('');
  expect(wantedLines('apiserver_up 1\napiserver_other 1\n')).toBe('apiserver_up 1\n');
});

test('values by how they were stored, read and written', () => {
  const { metrics } = metricsOf(
    page(
      ops('identity', 3),
      ops('k8s:enc:kms:v2:ack:', 412),
      ops('k8s:enc:kms:v1:ackv1:', 7),
      ops('k8s:enc:aescbc:v1:k:', 2),
      ops('', 4, 'to_storage'),
      ops('k8s:enc:kms:v2:ack:', '9e+00', 'to_storage'),
      `${OPS}{status="Internal",transformation_type="from_storage",transformer_prefix="identity"} 99`,
    ),
  );
  expect(metrics.read).toEqual({ plain: 3, v1: 7, v2: 412, other: 2 });
  expect(metrics.written).toEqual({ plain: 4, v1: 0, v2: 9, other: 0 });
});

test('labels come in any order, with blanks, a comma at the end, escapes and a time', () => {
  const line = `${OPS}{ transformer_prefix = "identity" , x="a\\"b\\\\c\\n}{" ,transformation_type="from_storage",status="OK",} 3 1795927534000`;
  expect(metricsOf(page(line)).metrics.read?.plain).toBe(3);
});

test('a label that holds another line is one label', () => {
  const { metrics, odd } = metricsOf(page(ops(`x\\"} 1\\n${OPS}{status=\\"OK\\"`, 1), ops('identity', 2)));
  expect(metrics.read).toEqual({ plain: 2, v1: 0, v2: 0, other: 1 });
  expect(odd).toEqual([]);
});

test('other resources are not Secrets', () => {
  const { metrics } = metricsOf(
    page(
      ops('identity', 3, 'from_storage', ',resource="configmaps"'),
      ops('k8s:enc:kms:v2:a:', 2, 'from_storage', ',resource="secrets"'),
    ),
  );
  expect(metrics).toMatchObject({ counts: 'secrets', read: { plain: 0, v2: 2 } });
});

test('counters that are not there are not known, and not 0', () => {
  expect(metricsOf(page('process_start_time_seconds 1.79e+09')).metrics).toMatchObject({
    read: null,
    written: null,
    startedAt: '2026-09-21T14:13:20.000Z',
  });
});

test.each([
  ['a series twice', [ops('identity', 3), ops('identity', 3)]],
  [
    'the same in another order',
    [
      ops('identity', 3),
      `${OPS}{transformer_prefix="identity",transformation_type="from_storage",status="OK"} 0`,
    ],
  ],
  ['NaN', [ops('identity', 'NaN')]],
  ['infinity', [ops('identity', '+Inf')]],
  ['less than nothing', [ops('identity', -1)]],
  ['a half', [ops('identity', 0.5)]],
  ['more than is counted exactly', [ops('identity', 2 ** 60)]],
  ['words', [ops('identity', 'many')]],
  ['hex', [ops('identity', '0x10')]],
  ['no value', [`${OPS}{status="OK"}`]],
  ['no end of the labels', [`${OPS}{status="OK" 3`]],
  ['no quote', [`${OPS}{status=OK} 3`]],
  ['an escape that is none', [ops('\\x41', 1)]],
  ['a label twice', [`${OPS}{status="OK",status="x"} 3`]],
  ['a line without an end', [ops('x'.repeat(20_000), 1)]],
  ['no prefix', [`${OPS}{status="OK",transformation_type="from_storage"} 3`]],
  ['resources here and there', [ops('identity', 0), ops('a', 1, 'from_storage', ',resource="secrets"')]],
])('%s makes the counters unknown, and is told', (_what, lines) => {
  const { metrics, odd } = metricsOf(page(ops('k8s:enc:kms:v2:ack:', 5), ...lines));
  expect(metrics).toMatchObject({ read: null, written: null });
  expect(odd).toHaveLength(1);
});

test('an odd family takes no other along', () => {
  const { metrics } = metricsOf(page(ops('identity', 'NaN'), 'process_start_time_seconds 1.79e+09'));
  expect(metrics).toMatchObject({ read: null, startedAt: '2026-09-21T14:13:20.000Z' });
});

test('keys by their use; what is no hash is told', () => {
  const total = 'apiserver_envelope_encryption_key_id_hash_total';
  const { metrics, odd } = metricsOf(
    page(
      `${total}{key_id_hash="${HASH}",provider_name="ack",transformation_type="to_storage",apiserver_id_hash="${ID}"} 4`,
      `${total}{key_id_hash="${ID}",provider_name="ack",transformation_type="to_storage",apiserver_id_hash="${ID}"} 0`,
      `${total}{key_id_hash="key-1",provider_name="ack",transformation_type="from_storage"} 1`,
      `apiserver_envelope_encryption_key_id_hash_last_timestamp_seconds{key_id_hash="${HASH}",provider_name="ack",transformation_type="to_storage"} 1.79e+09`,
    ),
  );
  expect(metrics.keys).toEqual([
    { hash: HASH, provider: 'ack', use: 'write', at: '2026-09-21T14:13:20.000Z' },
  ]);
  expect(odd).toEqual(['a key is named by what is no hash']);
});

test('calls of KMS that failed', () => {
  const calls = 'apiserver_envelope_encryption_kms_operations_latency_seconds_count';
  const { metrics } = metricsOf(
    page(
      `${calls}{grpc_status_code="OK",method_name="/v2.KeyManagementService/Encrypt",provider_name="ack"} 9`,
      `${calls}{grpc_status_code="Unknown",method_name="/v2.KeyManagementService/Status",provider_name="ack"} 65`,
    ),
  );
  expect(metrics.kmsErrors).toEqual([
    { method: '/v2.KeyManagementService/Status', code: 'Unknown', count: 65 },
  ]);
});

test('a page of two servers is of none', () => {
  const info = 'apiserver_encryption_config_controller_last_config_info';
  const { metrics, odd } = metricsOf(
    page(
      `${info}{apiserver_id_hash="${ID}",hash="${HASH}"} 1`,
      `${info}{apiserver_id_hash="${HASH}",hash="${HASH}"} 1`,
    ),
  );
  expect(metrics.id).toBeNull();
  expect(odd).toEqual(['the page names several API servers']);
});

test.each([
  ['cut off', recordedMetrics('1.31').slice(0, 700_000).trimEnd(), /end in the middle/],
  ['nothing', '', /end in the middle/],
  [
    'of another program',
    'process_start_time_seconds 1.79e+09\ngo_threads 5\n',
    /not the metrics of an API server/,
  ],
  ['endless', page(...Array.from({ length: 20_001 }, (_, i) => ops(`p${i}`, 1))), /more series/],
])('a page that is %s is of no use', (_what, text, why) => {
  expect(readMetrics(text)).toMatch(why);
});

test('twenty million characters are read in a moment', () => {
  const long = page(ops('identity', 1), 'x{'.repeat(4_999_990), `a ${'"\\'.repeat(4_999_990)}`);
  const { metrics } = metricsOf(long);
  expect(metrics.read?.plain).toBe(1);
});
