import { AppError } from '../model/error.ts';
import type { JobRun, RunOutcome } from '../run/run-job.ts';
import type { Waiting } from './account-jobs.ts';

type Idle = Exclude<RunOutcome, { kind: 'done' | 'repeated' }> | Waiting;

/** Why a job of an account could not run now, for somebody who waits for its result. */
export function busy({ account, job }: JobRun, outcome: Idle): AppError {
  switch (outcome.kind) {
    case 'busy':
      return new AppError(
        'RunUnderWay',
        `Another run of ${job} works on account ${account} (${outcome.heldBy.attempt}, until ${outcome.heldBy.until}).`,
        'Wait until it has ended, or use another store.',
      );
    case 'overtaken':
      return new AppError(
        'RunOvertaken',
        `The run of ${job} on account ${account} took so long that another one took over: ${outcome.why}.`,
        'Run it again; raise limits.jobTimeoutSeconds if this happens often.',
      );
    case 'waiting':
      return new AppError(
        'InventoryMissing',
        `There is no inventory of account ${account} yet, which ${job} starts from.`,
        'Run the job inventory first.',
      );
  }
}
