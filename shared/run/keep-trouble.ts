import { AppError } from '../model/error.ts';
import type { JobState, Trouble } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { readState, writeState } from '../state/job-store.ts';
import { emptyState } from './next-state.ts';

/**
 * Tells in the stored state why the run could not finish; the state is otherwise what it was. A run whose lease has a smaller
 * number than that of the state was overtaken, and tells it in the log only.
 */
export async function keepTrouble(
  id: string,
  run: Pick<JobState, 'account' | 'name' | 'job'>,
  tools: { store: ObjectStore; now: () => Date; log: Log },
  error: unknown,
  fence = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { store, now, log } = tools;
  const at = now().toISOString();
  const trouble: Trouble = { ...troubleOf(error), at, run: id };
  try {
    const stored = await readState(store, run.account, run.job);
    if (stored.kind === 'corrupt') return;
    const state = stored.kind === 'ok' ? stored.value : emptyState(run.account, run.name, run.job, at);
    if ((state.fence ?? 0) > fence)
      throw new Error(`run ${id} holds number ${fence}, the state was written under ${state.fence}`);
    await writeState(store, { ...state, trouble });
  } catch (cause) {
    log.error('trouble not stored', { account: run.account, job: run.job, cause: troubleOf(cause).message });
  }
}

export function troubleOf(error: unknown): Pick<Trouble, 'code' | 'message' | 'hint'> {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'Bug', message, hint: 'This is a bug in sealwatch; please report it.' };
}
