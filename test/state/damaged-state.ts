import type { Job } from '../../shared/model/job.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { encode } from '../../shared/state/codec.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import { readStored } from '../../shared/state/formats/stored-format.ts';
import { statePath } from '../../shared/state/paths.ts';

/** A stored state with something in it changed, as this version of the code would have written it. */
export function changedState(bytes: Buffer, change: (state: JobState) => unknown): Buffer {
  const stored = readStored(STATE, 'state', bytes);
  if (stored.kind !== 'ok') throw new Error(`the state is ${stored.kind}`);
  change(stored.value);
  return encode(STATE, stored.value);
}

/** Changes a state where it is stored. */
export async function changeState(
  store: ObjectStore,
  account: string,
  job: Job,
  change: (state: JobState) => unknown,
): Promise<void> {
  const key = statePath(account, job);
  await store.put(key, changedState((await store.get(key)) ?? Buffer.alloc(0), change));
}

/** Cuts a state in half, where it is stored. */
export async function cutState(store: ObjectStore, account: string, job: Job): Promise<void> {
  const key = statePath(account, job);
  const bytes = (await store.get(key)) ?? Buffer.alloc(0);
  await store.put(key, bytes.subarray(0, bytes.length / 2));
}

/** Takes a field away that must be there. */
export function without(thing: unknown, field: string): void {
  delete Object(thing)[field];
}
