import type { ObjectStore } from '../model/object-store.ts';
import { ACKNOWLEDGEMENTS } from './acknowledgements.ts';
import { MARKS, type Mark, marksIn } from './marks.ts';
import { digest } from './paths.ts';

/** Which states there are, as three listings tell. */
export interface StoredVersion {
  /** Another one: some job has finished since, a state came or went, or somebody acknowledged something. */
  id: string;
  accounts: readonly string[];
  marks: readonly Mark[];
}

/** Tells whether anything has changed without reading a state. */
export async function storedVersion(store: ObjectStore): Promise<StoredVersion> {
  const lists = ['state/', MARKS, ACKNOWLEDGEMENTS].map((prefix) => store.list(prefix));
  const [states = [], marks = [], acknowledgements = []] = await Promise.all(lists);
  const accounts = new Set(states.flatMap((key) => /^state\/([^/]+)\/\w+\.json$/.exec(key)?.[1] ?? []));
  return {
    id: digest([...states, ...marks, ...acknowledgements].join('\n')),
    accounts: [...accounts],
    marks: marksIn(marks),
  };
}
