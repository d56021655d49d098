import type { Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { RunOutcome } from '../run/run-job.ts';
import type { Waiting } from './account-jobs.ts';

/** One line for what became of a run on one account. */
export function logOutcome(log: Log, of: { account: string; job: Job }, outcome: RunOutcome | Waiting): void {
  switch (outcome.kind) {
    case 'done':
      log.info('run finished', { ...of, ...lastRun(outcome.state) });
      break;
    case 'repeated':
      log.info('run repeated', { ...of, ...lastRun(outcome.state) });
      break;
    case 'busy':
      log.info('another run is at work', {
        ...of,
        heldBy: outcome.heldBy.attempt,
        until: outcome.heldBy.until,
      });
      break;
    case 'overtaken':
      log.warn('run overtaken', { ...of, cause: outcome.why });
      break;
    case 'waiting':
      log.warn('no inventory yet', of);
      break;
  }
}

function lastRun({ runs: [run], drifts }: JobState): Record<string, string | number | boolean> {
  if (!run) return {};
  const { id, complete, findings, startedAt, finishedAt } = run;
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  const found = drifts.filter(({ until }) => until === finishedAt).length;
  return { run: id, complete, ms, ...findings, drifts: found };
}
