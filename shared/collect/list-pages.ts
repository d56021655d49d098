import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { type Observation, seen, unseen } from '../model/observation.ts';
import { objectOf } from './read.ts';

/** No larger page is documented; two public clients use it. */
const PAGE_SIZE = 50;

const count = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  v.integer(),
  v.minValue(0),
);

const pageSchema = v.object({
  clusters: v.nullish(v.array(v.unknown()), []),
  page_info: v.object({ page_size: v.optional(count, PAGE_SIZE), total_count: count }),
});

type Page = v.InferOutput<typeof pageSchema>;

/**
 * All entries of the cluster list, each cluster once. The first page tells how many there are, the
 * others are asked together. When entries are missing, because clusters came and went in between or a
 * page was repeated, the list is read once more; then it is `malformed`.
 */
export async function listPages(cloud: Cloud, region: string): Promise<Observation<readonly unknown[]>> {
  const first = await listOnce(cloud, region);
  return first.seen || first.because !== 'malformed' ? first : listOnce(cloud, region);
}

async function listOnce(cloud: Cloud, region: string): Promise<Observation<readonly unknown[]>> {
  const first = await page(cloud, region, 1);
  if (!first.seen) return first;
  const { page_size: size, total_count: total } = first.value.page_info;
  const numbers = Array.from({ length: Math.ceil(total / Math.max(size, 1)) - 1 }, (_, index) => index + 2);
  const pages = [first, ...(await Promise.all(numbers.map((number) => page(cloud, region, number))))];
  const entries = new Map<string, unknown>();
  let expected = total;
  for (const observed of pages) {
    if (!observed.seen) return observed;
    expected = Math.min(expected, observed.value.page_info.total_count);
    for (const entry of observed.value.clusters) entries.set(identity(entry, entries.size), entry);
  }
  if (entries.size < expected)
    return unseen('malformed', `the list holds ${entries.size} of ${expected} clusters`);
  return seen([...entries.values()], first.at);
}

/** Entries without an id cannot be told apart; each counts. */
function identity(entry: unknown, index: number): string {
  const { cluster_id: id } = objectOf(entry);
  return typeof id === 'string' && id !== '' ? id : `#${index}`;
}

async function page(cloud: Cloud, region: string, number: number): Promise<Observation<Page>> {
  const query = { page_number: number, page_size: PAGE_SIZE };
  const answer = await cloud.call(cs.describeClustersV1, { region, query });
  if (!answer.seen) return answer;
  const result = v.safeParse(pageSchema, answer.value);
  if (result.success) return seen(result.output, answer.at);
  const [issue] = result.issues;
  return unseen(
    'malformed',
    `${v.getDotPath(issue) ?? 'the body'}: expected ${issue.expected ?? 'another value'}`,
  );
}
