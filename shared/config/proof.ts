import * as v from 'valibot';
import { text } from '../model/setting.ts';

const tag = v.pipe(
  v.string(),
  v.regex(/^[^=\s][^=]*(=.*)?$/, 'a tag such as env=production, or env for any value'),
);

/** A cluster by its id, or those that have the tag and are in the region. */
const selection = v.union([
  text,
  v.pipe(
    v.strictObject({ tag: v.optional(tag), region: v.optional(text) }),
    v.check((one) => one.tag !== undefined || one.region !== undefined, 'a tag, a region, or both'),
  ),
]);

/** What is asked of the API servers of clusters; nothing unless it is enabled. */
export const proofSchema = v.strictObject({
  enabled: v.optional(v.boolean(), false),
  /** `ready`: without any right; `metrics`: with a kubeconfig; `cluster`: what the CronJob in each cluster posts. */
  level: v.optional(v.picklist(['ready', 'metrics', 'cluster']), 'metrics'),
  /** Empty: every encrypted cluster in scope. */
  clusters: v.optional(v.array(selection), []),
  /** Which of the two addresses of an API server is asked. */
  network: v.optional(v.picklist(['public', 'private']), 'public'),
});

export type ProofConfig = Readonly<v.InferOutput<typeof proofSchema>>;

interface Selectable {
  id: string;
  region: string;
  tags: Readonly<Record<string, string>>;
}

/** Whether the API server of a cluster is to be asked. */
export function isSelected({ clusters }: Pick<ProofConfig, 'clusters'>, cluster: Selectable): boolean {
  if (clusters.length === 0) return true;
  return clusters.some((one) => {
    if (typeof one === 'string') return one === cluster.id;
    const isThere = one.region === undefined || one.region === cluster.region;
    return isThere && (one.tag === undefined || hasTag(cluster.tags, one.tag));
  });
}

function hasTag(tags: Readonly<Record<string, string>>, tag: string): boolean {
  const [name = '', ...rest] = tag.split('=');
  const value = Object.hasOwn(tags, name) ? tags[name] : undefined;
  return value !== undefined && (rest.length === 0 || value === rest.join('='));
}
