import type { Actor } from '../model/change.ts';
import type { AccountMemory, AccountResult, JobResult } from '../model/job.ts';
import type { JobState, Trouble } from '../model/job-state.ts';
import { type AccountStates, authorsOf, changesOf } from './account-changes.ts';

/** An account as its jobs left it, for the report. `told`: the jobs whose results it shows. */
export function accountResult(
  { id, name }: { id: string; name: string },
  states: AccountStates,
  told: readonly (JobState | null)[],
  now: Date,
): AccountResult {
  const results = told.flatMap((state) => (state?.result ? [state.result] : []));
  return { id, name, results, memory: memoryOf(states, told, results, now) };
}

function memoryOf(
  states: AccountStates,
  told: readonly (JobState | null)[],
  results: readonly JobResult[],
  now: Date,
): AccountMemory {
  const { changes, attempts } = changesOf(states, now);
  const authorOf = authorsOf(states, states.activity?.events ?? [], now);
  const authors: Record<string, Actor> = {};
  for (const finding of results.flatMap(({ findings }) => findings)) {
    const actor = authorOf(finding);
    if (actor) authors[finding.fingerprint] = actor;
  }
  return {
    open: Object.assign({}, ...told.map((state) => state?.open)),
    carried: told.flatMap((state) => state?.carried ?? []),
    changes,
    attempts,
    authors,
    troubles: Object.fromEntries(
      told.flatMap((state) => (state?.trouble ? [[state.job, state.trouble]] : [])),
    ),
  };
}

/** An account whose run threw: nothing is known of it but why. */
export function troubledResult(
  { id, name }: { id: string; name: string },
  why: Pick<Trouble, 'code' | 'message' | 'hint'>,
  now: Date,
): AccountResult {
  const troubles = { inventory: { ...why, at: now.toISOString(), run: '' } };
  const memory = { open: {}, carried: [], changes: [], attempts: [], authors: {}, troubles };
  return { id, name, results: [], memory };
}
