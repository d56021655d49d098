import pMap from 'p-map';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { UNCALIBRATED } from '../model/calibration.ts';
import { type Observation, type Seen, seen, unseen } from '../model/observation.ts';
import { explain } from './read.ts';

/** No larger page is documented; two public clients use it. */
const PAGE_SIZE = UNCALIBRATED.clusterPageSize;

/** A page is 150 KB of JSON and as much again parsed; this bounds what large accounts hold at once. */
const PAGES_AT_ONCE = 20;

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

/** Reads one entry; the raw one is not kept, because large accounts deliver tens of megabytes. */
type Reader<T> = (entry: unknown, at: string) => { id: string; value: T };

/**
 * All entries of the cluster list, each cluster once. The first page tells how many there are, the
 * others are asked together. When entries are missing, because clusters came and went in between or a
 * page was repeated, the list is read once more; then it is `malformed`. `larger`: a page that the account is known to
 * deliver whole; asked only for a list that does not fit into one safe page.
 */
export async function listPages<T>(
  cloud: Cloud,
  region: string,
  reader: Reader<T>,
  larger: () => Promise<number> = async () => PAGE_SIZE,
): Promise<Observation<readonly T[]>> {
  const first = await listOnce(cloud, region, reader, larger);
  return first.seen || first.because !== 'malformed' ? first : listOnce(cloud, region, reader, larger);
}

async function listOnce<T>(
  cloud: Cloud,
  region: string,
  reader: Reader<T>,
  larger: () => Promise<number>,
): Promise<Observation<readonly T[]>> {
  const { first, asked } = await firstPage(cloud, region, larger);
  if (!first.seen) return first;
  const { page_size: size, total_count: total } = first.value.page_info;
  const pages: (readonly [id: string, value: T])[][] = []; // by number, whichever arrives first
  let expected = total;
  const take = (observed: Seen<Page>, number: number): void => {
    expected = Math.min(expected, observed.value.page_info.total_count);
    pages[number] = observed.value.clusters.map((entry, index) => {
      const { id, value } = reader(entry, observed.at);
      return [id === '' ? `#${number} ${index}` : id, value]; // entries without an id cannot be told apart
    });
  };
  take(first, 1);
  const turn = async (number: number) => {
    const observed = await page(cloud, region, number, asked);
    if (!observed.seen) return observed;
    take(observed, number);
    return null;
  };
  const numbers = Array.from({ length: Math.ceil(total / Math.max(size, 1)) - 1 }, (_, index) => index + 2);
  const rest = await pMap(numbers, turn, { concurrency: PAGES_AT_ONCE });
  const failed = rest.find((observed) => observed !== null);
  if (failed) return failed;
  const entries = new Map(pages.flat());
  if (entries.size < expected) {
    return unseen('malformed', `the list holds ${entries.size} of ${expected} clusters`);
  }
  return seen([...entries.values()], first.at);
}

/** The first of the larger pages where there is more than one page to read and they are still accepted. */
async function firstPage(
  cloud: Cloud,
  region: string,
  larger: () => Promise<number>,
): Promise<{ first: Observation<Page>; asked: number }> {
  const safe = await page(cloud, region, 1, PAGE_SIZE);
  const isWhole = !safe.seen || safe.value.page_info.total_count <= PAGE_SIZE;
  const asked = isWhole ? PAGE_SIZE : await larger();
  if (asked <= PAGE_SIZE) return { first: safe, asked: PAGE_SIZE };
  const first = await page(cloud, region, 1, asked);
  return first.seen ? { first, asked } : { first: safe, asked: PAGE_SIZE };
}

async function page(cloud: Cloud, region: string, number: number, size: number): Promise<Observation<Page>> {
  const query = { page_number: number, page_size: size };
  const answer = await cloud.call(cs.describeClustersV1, { region, query });
  if (!answer.seen) return answer;
  const result = v.safeParse(pageSchema, answer.value);
  if (result.success) return seen(result.output, answer.at);
  return unseen('malformed', explain(result.issues[0]));
}
