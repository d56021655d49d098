import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { goFloat, text } from './exposition.ts';
import { familiesOf, type Scene } from './families.ts';
import { versionNow } from './servers.ts';

/** A stretch of a recording that the world does not change, plain and as a member of a gzip stream. */
interface Still {
  plain: Buffer;
  packed: Buffer;
}

/** A whole recorded /metrics, cut where the world puts its own families in. */
type Template = readonly (Still | { driven: string })[];

/** In a folder beside this file in the sources, beside the bundle when built. */
function recorded(file: string): Buffer {
  return readFileSync(new URL(`./recorded/${file}`, import.meta.url));
}

/** Families one line of which is driven. */
const partly = ['apiserver_storage_objects', 'kubernetes_build_info', 'process_start_time_seconds'];
const wholly = [
  'apiserver_encryption_config_controller_last_config_info',
  'apiserver_envelope_encryption_dek_cache_inter_arrival_time_seconds',
  'apiserver_envelope_encryption_dek_source_cache_size',
  'apiserver_envelope_encryption_key_id_hash_last_timestamp_seconds',
  'apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds',
  'apiserver_envelope_encryption_key_id_hash_total',
  'apiserver_envelope_encryption_kms_operations_latency_seconds',
  'apiserver_storage_transformation_duration_seconds',
  'apiserver_storage_transformation_operations_total',
];

interface Block {
  name: string;
  text: string;
}

function blocksOf(whole: string): Block[] {
  return whole
    .split(/^(?=# HELP )/m)
    .filter((block) => block !== '')
    .map((block) => ({ name: block.split(' ', 3)[2] ?? '', text: block }));
}

function cut(whole: string): { template: Template; partly: ReadonlyMap<string, string> } {
  const blocks = blocksOf(whole);
  const known = new Map(
    blocks.filter(({ name }) => partly.includes(name)).map((one) => [one.name, one.text]),
  );
  const driven = [...partly, ...wholly];
  const all = [...blocks.filter(({ name }) => !driven.includes(name))];
  for (const name of driven) all.push({ name, text: '' });
  all.sort((one, other) => (one.name < other.name ? -1 : 1));
  const template: (Still | { driven: string })[] = [];
  let run = '';
  const close = (): void => {
    if (run === '') return;
    const plain = Buffer.from(run);
    template.push({ plain, packed: gzipSync(plain) });
    run = '';
  };
  for (const { name, text: block } of all) {
    if (!driven.includes(name)) {
      run += block;
      continue;
    }
    close();
    template.push({ driven: name });
  }
  close();
  return { template, partly: known };
}

const cutOf = new Map<string, ReturnType<typeof cut>>();

function templateFor(modern: boolean): ReturnType<typeof cut> {
  const file = `metrics-${modern ? '1.35' : '1.31'}.txt.gz`;
  const known = cutOf.get(file) ?? cut(gunzipSync(recorded(file)).toString('utf8'));
  cutOf.set(file, known);
  return known;
}

/** The recorded families with the one line that the world knows better. */
function redrawn(blocks: ReadonlyMap<string, string>, { cluster, server, counters, at }: Scene) {
  const version = versionNow(cluster, at);
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  const block = (name: string): string => blocks.get(name) ?? '';
  return new Map([
    [
      'apiserver_storage_objects',
      block('apiserver_storage_objects').replace(
        /(\{resource="secrets"\}) .*/,
        `$1 ${goFloat(counters.secrets)}`,
      ),
    ],
    [
      'kubernetes_build_info',
      block('kubernetes_build_info')
        .replace(/git_version="[^"]*"/, `git_version="${version}"`)
        .replace(/major="[^"]*",minor="[^"]*"/, `major="${major}",minor="${minor}"`),
    ],
    [
      'process_start_time_seconds',
      block('process_start_time_seconds').replace(
        /^(process_start_time_seconds) .*/m,
        `$1 ${goFloat(server.started / 1000)}`,
      ),
    ],
  ]);
}

/** The answer of /metrics; `packed` as a gzip stream of several members, whose still parts are packed once for all. */
export function metricsBody(scene: Scene, packed: boolean): Buffer {
  const { template, partly: blocks } = templateFor(scene.modern);
  const driven = redrawn(blocks, scene);
  for (const family of familiesOf(scene)) driven.set(family.name, text(family));
  const parts = template.map((part) => {
    if ('plain' in part) return packed ? part.packed : part.plain;
    const plain = Buffer.from(driven.get(part.driven) ?? '');
    return packed && plain.length > 0 ? gzipSync(plain, { level: 1 }) : plain;
  });
  return Buffer.concat(parts);
}
