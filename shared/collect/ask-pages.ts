import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import type { Operation, Request } from '../cloud/operation.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { explain, objectOf, read } from './read.ts';

/** Far more than the quotas of any account; ends a list that never does. */
const MOST_PAGES = 100;

interface Paging<T> {
  /** Name of the token in the request and in the answer; an answer without one is the last, unless it says that it is cut short. */
  token: string;
  /** Where the entries are in a page. */
  list: v.GenericSchema<unknown, readonly unknown[]>;
  entry: v.GenericSchema<unknown, T>;
  /** Whether two entries may be the same. */
  mayRepeat?: true;
}

/**
 * The entries of a list whose pages name the next one. What is missing of a list that came in part is said in `missing`;
 * not seen is a list of which nothing came.
 */
export async function askPages<T>(
  cloud: Cloud,
  operation: Operation,
  request: Request,
  paging: Paging<T>,
): Promise<Observation<readonly T[]>> {
  const { raw, at, end } = await readPages((more) => pageAt(cloud, operation, request, paging, more));
  const { items, missing } = readEntries(raw, paging.entry, paging);
  const gaps = end ? [end, ...missing] : missing;
  return (items.length === 0 && gaps[0]) || seen(items, at, gaps);
}

interface Page {
  page: Observation<readonly unknown[]>;
  /** Null after the last one. */
  next: Observation<string | null>;
}

/** The entries of the pages, and why they end before the end of the list. */
async function readPages(
  ask: (token: string) => Promise<Page>,
): Promise<{ raw: readonly unknown[]; at: string; end: Unseen | null }> {
  const raw: unknown[] = [];
  const tokens = new Set<string>();
  let at = '';
  for (let token = ''; !tokens.has(token) && tokens.size < MOST_PAGES; ) {
    tokens.add(token);
    const { page, next } = await ask(token);
    if (!page.seen) return { raw, at, end: { ...page, detail: afterEntries(raw.length, page.detail) } };
    raw.push(...page.value);
    at = page.at;
    if (!next.seen) return { raw, at, end: next };
    if (next.value === null) return { raw, at, end: null };
    token = next.value;
  }
  return { raw, at, end: unseen('malformed', 'the list does not end') };
}

function afterEntries(count: number, detail: string): string {
  return count === 0 ? detail : `after ${count} entries: ${detail}`;
}

async function pageAt(
  cloud: Cloud,
  operation: Operation,
  { region, query }: Request,
  { token, list }: Pick<Paging<unknown>, 'token' | 'list'>,
  more: string,
): Promise<Page> {
  const answer = await cloud.call(operation, {
    region,
    query: { ...query, ...(more === '' ? {} : { [token]: more }) },
  });
  return { page: read(answer, list), next: nextPage(answer.seen ? answer.value : null, token) };
}

/** The token of the next page; null after the last one. */
function nextPage(body: unknown, name: string): Observation<string | null> {
  const { [name]: token, IsTruncated: isCut } = objectOf(body);
  const text = typeof token === 'number' ? String(token) : (token ?? '');
  if (typeof text !== 'string') return unseen('malformed', `${name} is a ${typeof token}`);
  if (text === '' && (isCut === true || isCut === 'true'))
    return unseen('malformed', 'the list is cut short, and no next page is named');
  return seen(text === '' ? null : text, '');
}

/** Reads entries one by one: an odd one is told, as one that comes twice, and takes no other along. */
export function readEntries<T>(
  raw: readonly unknown[],
  schema: v.GenericSchema<unknown, T>,
  { mayRepeat, thing }: { mayRepeat?: boolean; thing?: Thing } = {},
): { items: readonly T[]; missing: readonly Unseen[] } {
  const items: T[] = [];
  const odd: string[] = [];
  const known = new Set<string>();
  let twice = 0;
  for (const entry of raw) {
    const print = JSON.stringify(entry) ?? '';
    const isRepeated = mayRepeat !== true && known.has(print);
    known.add(print);
    if (isRepeated) {
      twice += 1;
      continue;
    }
    const result = v.safeParse(schema, entry);
    if (result.success) items.push(result.output);
    else odd.push(explain(result.issues[0]));
  }
  const gaps = [
    ...(odd.length > 0 ? [`${odd.length} of ${raw.length} entries: ${odd[0]}`] : []),
    ...(twice > 0 ? [`${twice} of ${raw.length} entries came twice`] : []),
  ];
  return { items, missing: gaps.map((detail) => unseen('malformed', detail, thing ? { thing } : {})) };
}
