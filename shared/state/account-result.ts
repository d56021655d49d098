import type { Actor } from '../model/change.ts';
import type { AppError } from '../model/error.ts';
import type { Job, JobResult } from '../model/job.ts';
import type { AccountMemory, AccountResult, JobState, Trouble } from '../model/job-state.ts';
import { type AccountStates, authorsOf, changesOf } from './account-changes.ts';

/**
 * An account as its jobs left it, for the report. `told`: the jobs whose results it shows; `unknown`: those of which nothing
 * is known, and why.
 */
export function accountResult(
  { id, name }: { id: string; name: string },
  states: AccountStates,
  told: readonly (JobState | null)[],
  now: Date,
  unknown: ReadonlyMap<Job, AppError> = new Map(),
): AccountResult {
  const results = told.flatMap((state) => (state?.result ? [state.result] : []));
  return { id, name, results, memory: memoryOf(states, told, results, unknown, now) };
}

function memoryOf(
  states: AccountStates,
  told: readonly (JobState | null)[],
  results: readonly JobResult[],
  unknown: ReadonlyMap<Job, AppError>,
  now: Date,
): AccountMemory {
  const { changes, attempts } = changesOf(states, now);
  const authorOf = authorsOf(states, states.activity?.events ?? [], now);
  const authors: Record<string, Actor> = {};
  for (const finding of results.flatMap(({ findings }) => findings)) {
    const author = authorOf(finding);
    if (author) authors[finding.fingerprint] = author.actor;
  }
  return {
    open: Object.assign({}, ...told.map((state) => state?.open)),
    carried: told.flatMap((state) => state?.carried ?? []),
    changes,
    attempts,
    authors,
    troubles: Object.fromEntries([
      ...told.flatMap((state) => (state?.trouble ? [[state.job, state.trouble]] : [])),
      ...[...unknown].map(([job, error]) => [job, unknownFrom(error, now)]),
    ]),
    evidence: Object.fromEntries(told.flatMap((state) => (state ? [[state.job, state.evidence.head]] : []))),
  };
}

/** An account whose run threw: nothing is known of it but why. */
export function troubledResult(
  { id, name }: { id: string; name: string },
  why: Pick<Trouble, 'code' | 'message' | 'hint'>,
  now: Date,
): AccountResult {
  const troubles = { inventory: unknownFrom(why, now) };
  const memory = { open: {}, carried: [], changes: [], attempts: [], authors: {}, troubles, evidence: {} };
  return { id, name, results: [], memory };
}

function unknownFrom(
  { code, message, hint }: Pick<Trouble, 'code' | 'message' | 'hint'>,
  now: Date,
): Trouble {
  return { code, message, hint, at: now.toISOString(), run: '' };
}
