import type { ObjectStore } from '../model/object-store.ts';
import { MARKS, type Mark, marksIn } from './marks.ts';
import { digest } from './paths.ts';

/** Which states there are, as two listings tell. */
export interface StoredVersion {
  /** Another one: some job has finished since, or a state came or went. */
  id: string;
  accounts: readonly string[];
  marks: readonly Mark[];
}

/** Tells whether anything has changed without reading a state. */
export async function storedVersion(store: ObjectStore): Promise<StoredVersion> {
  const [states, marks] = await Promise.all([store.list('state/'), store.list(MARKS)]);
  const accounts = new Set(states.flatMap((key) => /^state\/([^/]+)\/\w+\.json$/.exec(key)?.[1] ?? []));
  return { id: digest([...states, ...marks].join('\n')), accounts: [...accounts], marks: marksIn(marks) };
}
