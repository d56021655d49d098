import * as v from 'valibot';
import { REASONS } from '../model/observation.ts';
import type { ClusterProof } from '../model/proof.ts';

/** A post of 100,000 Secrets with short names; how many bytes it may have is in `body-limits.ts`. */
const MOST_SECRETS = 100_000;
const MOST_SERVERS = 32;
const MOST_SERIES = 1000;

/** Words of others are shown to people: bounded, and no control or direction characters. */
const words = v.pipe(v.string(), v.maxLength(500), v.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u));
const name = v.pipe(v.string(), v.maxLength(320), v.regex(/^[\x21-\x7e]+$/));
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/), v.isoTimestamp());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Compared later, where garbage is `unknown`: one odd Secret must not cost the others. */
const resourceVersion = v.pipe(v.string(), v.maxLength(40), v.regex(/^[\x20-\x7e]*$/));

function list<T>(item: v.GenericSchema<unknown, T>, most: number) {
  return v.pipe(v.array(item), v.maxLength(most));
}

const unseen = v.object({
  seen: v.literal(false),
  because: v.picklist(REASONS),
  detail: words,
  code: v.exactOptional(words),
});

function observed<T>(value: v.GenericSchema<unknown, T>) {
  return v.variant('seen', [
    v.object({ seen: v.literal(true), value, at: time, missing: v.exactOptional(list(unseen, 100)) }),
    unseen,
  ]);
}

const transformed = v.nullable(v.object({ plain: count, v1: count, v2: count, other: count }));

const metrics = v.object({
  id: v.nullable(words),
  startedAt: v.nullable(time),
  counts: v.picklist(['secrets', 'encrypted']),
  read: transformed,
  written: transformed,
  keys: list(
    v.object({
      hash: words,
      provider: words,
      use: v.picklist(['read', 'write', 'status']),
      at: v.nullable(time),
    }),
    MOST_SERIES,
  ),
  kmsErrors: list(v.object({ method: words, code: words, count }), MOST_SERIES),
  configHash: v.nullable(words),
  reloadedAt: v.exactOptional(time),
  total: v.exactOptional(count),
});

const secrets = v.object({
  at: time,
  resourceVersion,
  rows: list(v.object({ resourceVersion, created: time, name: v.exactOptional(name) }), MOST_SECRETS),
});

/** What a cluster posts about itself. Where it is and what it is called is known here, and not taken from it. */
export const postSchema = v.object({
  schema: v.literal('sealwatch.proof/1'),
  /** Id of its account; it must be the one that the cluster is known in. */
  account: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,32}$/))),
  proof: v.object({
    cluster: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
    at: time,
    level: v.picklist(['ready', 'metrics', 'cluster']),
    version: observed(words),
    providers: observed(list(v.object({ name: words, ok: v.boolean(), detail: v.nullable(words) }), 100)),
    servers: observed(list(metrics, MOST_SERVERS)),
    secrets: observed(secrets),
  }),
});

export type Posted = v.InferOutput<typeof postSchema>;

/** Every time that the cluster claims to have looked. */
export function timesOf({ proof }: Posted): string[] {
  const { at, version, providers, servers, secrets } = proof;
  const looks = [version, providers, servers, secrets].flatMap((look) => (look.seen ? look.at : []));
  return [at, ...looks, ...(secrets.seen ? [secrets.value.at] : [])];
}

/** The post as it is stored. */
export function proofOf({ proof }: Posted, known: Pick<ClusterProof, 'region' | 'name'>): ClusterProof {
  return { ...proof, region: known.region, name: known.name, source: 'push' };
}
