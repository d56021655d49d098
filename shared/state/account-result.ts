import type { Actor } from '../model/change.ts';
import type { AppError } from '../model/error.ts';
import type { Job, JobResult } from '../model/job.ts';
import type { AccountMemory, AccountResult, JobState, Trouble } from '../model/job-state.ts';
import { type AccountStates, authorsOf, changesOf } from './account-changes.ts';
import { unlistedWithTimes } from './known-clusters.ts';

/**
 * An account as its jobs left it, for the report. `shown`: the jobs whose results it shows; `unknown`: those of which nothing
 * is known, and why.
 */
export function accountResult(
  { id, name }: { id: string; name: string },
  states: AccountStates,
  shown: readonly (JobState | null)[],
  now: Date,
  unknown: ReadonlyMap<Job, AppError> = new Map(),
): AccountResult {
  const results = shown.flatMap((state) => (state?.result ? [state.result] : []));
  return { id, name, results, memory: memoryOf(states, shown, results, unknown, now) };
}

function memoryOf(
  states: AccountStates,
  shown: readonly (JobState | null)[],
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
    open: Object.assign({}, ...shown.map((state) => state?.open)),
    carried: shown.flatMap((state) => state?.carried ?? []),
    unlisted: shown.flatMap((state) => (state ? unlistedWithTimes(state) : [])),
    changes,
    attempts,
    authors,
    troubles: Object.fromEntries([
      ...shown.flatMap((state) => (state?.trouble ? [[state.job, state.trouble]] : [])),
      ...[...unknown].map(([job, error]) => [job, unknownFrom(error, now)]),
    ]),
    evidence: Object.fromEntries(shown.flatMap((state) => (state ? [[state.job, state.evidence.head]] : []))),
  };
}

/** An account whose run threw: nothing is known of it but why. */
export function troubledResult(
  { id, name }: { id: string; name: string },
  why: Pick<Trouble, 'code' | 'message' | 'hint'>,
  now: Date,
): AccountResult {
  const troubles = { inventory: unknownFrom(why, now) };
  const nothing = { open: {}, carried: [], unlisted: [], changes: [], attempts: [], authors: {} };
  return { id, name, results: [], memory: { ...nothing, troubles, evidence: {} } };
}

function unknownFrom(
  { code, message, hint }: Pick<Trouble, 'code' | 'message' | 'hint'>,
  now: Date,
): Trouble {
  return { code, message, hint, at: now.toISOString(), run: '' };
}
