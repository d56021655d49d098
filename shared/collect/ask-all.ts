import pMap from 'p-map';
import * as v from 'valibot';
import type { Cloud } from '../cloud/cloud.ts';
import type { Operation, Request } from '../cloud/operation.ts';
import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import { read } from './read.ts';

const AT_ONCE = 10;
/** Far more than the quotas of any account; ends a list that never does. */
const MOST_PAGES = 100;

/** Asks about each item, but no more once an answer failed: what refuses one call refuses the next. */
export async function askAll<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<Observation<R>>,
): Promise<Observation<readonly R[]>> {
  const failures: Unseen[] = [];
  const values: R[] = [];
  let at = '';
  await pMap(
    items.map((item, index) => ({ item, index })),
    async ({ item, index }) => {
      if (failures.length > 0) return;
      const answer = await ask(item);
      if (!answer.seen) failures.push(answer);
      else values[index] = answer.value;
      if (answer.seen) at = answer.at;
    },
    { concurrency: AT_ONCE },
  );
  return failures[0] ?? seen(values, at);
}

/** Asks about each item. When the first answers all fail, the others would as well, and are not asked for. */
export async function askEach<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<Observation<R>>,
): Promise<Observation<R>[]> {
  const failures: Unseen[] = [];
  let good = 0;
  const turn = async (item: T): Promise<Observation<R>> => {
    const [failure] = failures;
    if (failure && good === 0 && failures.length >= AT_ONCE) return failure;
    const answer = await ask(item);
    if (answer.seen) good += 1;
    else failures.push(answer);
    return answer;
  };
  return pMap(items, turn, { concurrency: AT_ONCE });
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
