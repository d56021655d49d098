import pMap from 'p-map';
import type { Observation, Unseen } from '../model/observation.ts';

const AT_ONCE = 10;

/** Of more than are asked at once, so many come first; when none of them is answered, the others would end the same way. */
const SAMPLE = 3;

/** Asks about each item; one that fails takes no other along. When none of the first is answered, the rest is not asked. */
export async function askEach<T, R>(
  items: readonly T[],
  ask: (item: T) => Promise<Observation<R>>,
): Promise<Observation<R>[]> {
  const size = items.length > AT_ONCE ? SAMPLE : items.length;
  const first = await pMap(items.slice(0, size), ask, { concurrency: AT_ONCE });
  const rest = items.slice(size);
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
