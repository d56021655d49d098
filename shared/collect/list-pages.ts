import pMap from 'p-map';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import { cs } from '../cloud/cs.ts';
import { UNCALIBRATED } from '../model/calibration.ts';
import { type Observation, type Seen, seen, type Unseen, unseen } from '../model/observation.ts';
import { countOrNull, read } from './read.ts';

/** No larger page is documented; two public clients use it. */
const PAGE_SIZE = UNCALIBRATED.clusterPageSize;

/** A page is 150 KB of JSON and as much again parsed; this bounds what large accounts hold at once. */
const PAGES_AT_ONCE = 20;
/** Far more than the quota of any account; bounds what an odd total makes us ask. */
const MOST_PAGES = 1_000;

const pageSchema = v.object({
  clusters: v.nullish(v.array(v.unknown()), []),
  page_info: v.fallback(v.object({ page_size: countOrNull, total_count: countOrNull }), {
    page_size: null,
    total_count: null,
  }),
});

type Page = v.InferOutput<typeof pageSchema>;

/** How the entries of a list are read. */
export interface Entries<T> {
  /** Reads one entry; the raw one is not kept, because large accounts deliver tens of megabytes. */
  read(entry: unknown, at: string): { id: string; value: T };
  /** What is known of a thing that the list holds twice. */
  twice(one: T, other: T): T;
  /** Is told with each page how many came until then, and how many there are if the list says so. */
  onPage?(count: number, total: number | null): void;
}

interface Listing {
  cloud: Cloud;
  region: string;
  /** A page that the account is known to deliver whole; asked only for a list that does not fit into one safe page. */
  larger: () => Promise<number>;
}

/**
 * The entries of the cluster list, each cluster once. The first page tells how many there are, the others are asked
 * together. A list that does not add up, because clusters came and went in between or a page was repeated, is read once
 * more. What is missing then is said in `missing`; not seen is a list of which nothing came.
 */
export async function listPages<T>(
  cloud: Cloud,
  region: string,
  entries: Entries<T>,
  larger: () => Promise<number> = async () => PAGE_SIZE,
): Promise<Observation<readonly T[]>> {
  const listing = { cloud, region, larger };
  const first = await listOnce(listing, entries);
  if (!gapsOf(first).some(({ because }) => because === 'malformed')) return first;
  const second = await listOnce(listing, entries);
  return sizeOf(second) >= sizeOf(first) ? second : first;
}

function gapsOf(list: Observation<unknown>): readonly Unseen[] {
  return list.seen ? (list.missing ?? []) : [list];
}

function sizeOf(list: Observation<readonly unknown[]>): number {
  return list.seen ? list.value.length : -1;
}

async function listOnce<T>(listing: Listing, entries: Entries<T>): Promise<Observation<readonly T[]>> {
  const { first, asked } = await firstPage(listing);
  if (!first.seen) return first;
  const pages = new Pages(entries);
  pages.take(first, 1);
  const { page_size: size, total_count: total } = first.value.page_info;
  const isSize = size !== null && size > 0 && size <= asked;
  if (total === null) await readToTheEnd(listing, pages, asked);
  else await readTogether(listing, pages, asked, Math.ceil(total / (isSize ? size : PAGE_SIZE)));
  return pages.result(first.at);
}

async function readTogether<T>(
  { cloud, region }: Listing,
  pages: Pages<T>,
  size: number,
  last: number,
): Promise<void> {
  const turn = async (number: number) => {
    if (!pages.hasEnded) pages.take(await page(cloud, region, number, size), number);
  };
  const numbers = Array.from({ length: Math.min(last, MOST_PAGES) - 1 }, (_, index) => index + 2);
  await pMap(numbers, turn, { concurrency: PAGES_AT_ONCE });
}

/** Where nobody says how many there are: page by page, until one is not full. */
async function readToTheEnd<T>({ cloud, region }: Listing, pages: Pages<T>, size: number): Promise<void> {
  for (let number = 2; pages.lastSize >= size && !pages.hasEnded && number <= MOST_PAGES; number += 1) {
    if (!pages.take(await page(cloud, region, number, size), number)) return;
  }
}

/** The pages of one reading, and what does not add up. */
class Pages<T> {
  readonly #entries: Entries<T>;
  readonly #pages: { id: string; value: T }[][] = []; // by number, whichever arrives first
  readonly #totals: number[] = [];
  #failure: Unseen | null = null;
  readonly #known = new Set<string>();
  /** A page held nothing new: further ones would not either. */
  hasEnded = false;
  lastSize = 0;

  constructor(entries: Entries<T>) {
    this.#entries = entries;
  }

  /** False: the page could not be read. */
  take(observed: Observation<Page>, number: number): observed is Seen<Page> {
    if (!observed.seen) {
      this.#failure ??= { ...observed, detail: `page ${number}: ${observed.detail}` };
      return false;
    }
    const { clusters, page_info } = observed.value;
    if (page_info.total_count !== null) this.#totals.push(page_info.total_count);
    this.lastSize = clusters.length;
    this.#pages[number] = clusters.map((entry, index) => {
      const { id, value } = this.#entries.read(entry, observed.at);
      return { id: id === '' ? `#${number} ${index}` : id, value }; // entries without an id cannot be told apart
    });
    const before = this.#known.size;
    for (const { id } of this.#pages[number]) if (!id.startsWith('#')) this.#known.add(id);
    if (this.#known.size === before) this.hasEnded = true;
    this.#entries.onPage?.(this.#known.size, page_info.total_count);
    return true;
  }

  result(at: string): Observation<readonly T[]> {
    const found = new Map<string, T>();
    let twice = 0;
    for (const { id, value } of this.#pages.flat()) {
      const known = found.get(id);
      if (known !== undefined) twice += 1;
      found.set(id, known === undefined ? value : this.#entries.twice(known, value));
    }
    const gap = this.#failure ?? this.#misfit(found.size, twice);
    if (gap && found.size === 0) return gap;
    return seen([...found.values()], at, gap ? [gap] : []);
  }

  /** The total may change while the pages are read: any that was told in between is right. */
  #misfit(size: number, twice: number): Unseen | null {
    const [least, most] = [Math.min(...this.#totals), Math.max(...this.#totals)];
    if (this.#totals.length === 0)
      return unseen('malformed', `the list does not say how many clusters there are; ${size} came`);
    if (size < least) return unseen('malformed', `the list holds ${size} of ${least} clusters`);
    if (size > most) return unseen('malformed', `the list holds ${size} clusters, its total says ${most}`);
    return twice > 0 ? unseen('malformed', `the list holds ${twice} of its entries twice`) : null;
  }
}

/** The first of the larger pages where there is more than one page to read and they are still accepted. */
async function firstPage({
  cloud,
  region,
  larger,
}: Listing): Promise<{ first: Observation<Page>; asked: number }> {
  const safe = await page(cloud, region, 1, PAGE_SIZE);
  const isWhole = !safe.seen || (safe.value.page_info.total_count ?? 0) <= PAGE_SIZE;
  const asked = isWhole ? PAGE_SIZE : await larger();
  if (asked <= PAGE_SIZE) return { first: safe, asked: PAGE_SIZE };
  const first = await page(cloud, region, 1, asked);
  return first.seen ? { first, asked } : { first: safe, asked: PAGE_SIZE };
}

async function page(cloud: Cloud, region: string, number: number, size: number): Promise<Observation<Page>> {
  const query = { page_number: number, page_size: size };
  return read(await cloud.call(cs.describeClustersV1, { region, query }), pageSchema);
}
