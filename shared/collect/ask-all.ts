import pMap from 'p-map';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import type { Operation, Request } from '../cloud/operation.ts';
import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import { read } from './read.ts';

const AT_ONCE = 10;
/** Far more than the quotas of any account; ends a list that never does. */
const MOST_PAGES = 100;

/** So many are asked first; when none of them is answered, the others would end the same way. */
const SAMPLE = 3;

/** Asks about each item; one that fails takes no other along. When none of the first is answered, the rest is not asked. */
export async function askEach<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<Observation<R>>,
): Promise<Observation<R>[]> {
  const first = await pMap(items.slice(0, SAMPLE), ask, { concurrency: AT_ONCE });
  const rest = items.slice(SAMPLE);
  const last = first.at(-1);
  if (last?.seen === false && first.every(({ seen: isAnswered }) => !isAnswered))
    return [...first, ...rest.map(() => last)];
  return [...first, ...(await pMap(rest, ask, { concurrency: AT_ONCE }))];
}

/** Answers to some of several questions, and why there is none to the others. */
export interface Answers<T, R> {
  /** In the order of the items. */
  answers: readonly { item: T; value: R }[];
  failures: readonly { item: T; why: Unseen }[];
  /** What is missing of the answers themselves. */
  missing: readonly Unseen[];
}

/** Asks as `askEach` does, and sorts the answers from the failures. */
export async function answersTo<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<Observation<R>>,
): Promise<Answers<T, R>> {
  const results = (await askEach(items, ask)).map((answer, index) => ({ item: items[index] as T, answer })); // one for each
  return {
    answers: results.flatMap(({ item, answer }) => (answer.seen ? [{ item, value: answer.value }] : [])),
    failures: results.flatMap(({ item, answer }) => (answer.seen ? [] : [{ item, why: answer }])),
    missing: results.flatMap(({ answer }) => (answer.seen ? (answer.missing ?? []) : [])),
  };
}

interface Paging<T> {
  /** Names of the token in the request and in the answer; an answer without one is the last. */
  token: string;
  items: v.GenericSchema<unknown, readonly T[]>;
}

/** Every item of a list whose pages name the next one. A list that was cut short is not seen. */
export async function askPages<T>(
  cloud: Cloud,
  operation: Operation,
  { region, query }: Request,
  { token, items }: Paging<T>,
): Promise<Observation<readonly T[]>> {
  const found: T[] = [];
  const tokens = new Set<string>();
  const next = v.object({ [token]: v.optional(v.string(), '') });
  for (let more = ''; tokens.size < MOST_PAGES; ) {
    const answer = await cloud.call(operation, {
      region,
      query: { ...query, ...(more ? { [token]: more } : {}) },
    });
    const [page, paging] = [read(answer, items), read(answer, next)];
    if (!page.seen) return page;
    if (!paging.seen) return paging;
    found.push(...page.value);
    more = paging.value[token] ?? '';
    if (more === '') return seen(found, page.at);
    if (tokens.has(more)) break;
    tokens.add(more);
  }
  return unseen('malformed', `the list of ${operation.action} does not end`);
}
