import { type Connection, pause } from '../accounts/connect.ts';
import type { JobRun, RunOutcome, Tools } from '../run/run-job.ts';
import { type AccountAccess, runAccountJob } from './account-jobs.ts';

const LOOK_AGAIN_MS = 300;
/** So often a run that is at work is waited for: runs that events start are over in seconds. */
const LOOKS = 60;

/** Asks again while it is busy, for some seconds; then answers what it is told. */
export async function patiently<T extends { kind: string }>(
  { clock, signal }: Pick<Connection, 'clock' | 'signal'>,
  ask: () => Promise<T>,
): Promise<T> {
  let outcome = await ask();
  for (let look = 0; outcome.kind === 'busy' && look < LOOKS && !signal.aborted; look += 1) {
    await pause(clock, LOOK_AGAIN_MS, signal);
    outcome = await ask();
  }
  return outcome;
}

/** Runs one job on one account, once another run of it that is at work has ended. */
export function runPatiently(
  run: JobRun,
  tools: Tools,
  access: AccountAccess,
  connection: Pick<Connection, 'clock' | 'signal'>,
): Promise<RunOutcome> {
  return patiently(connection, () => runAccountJob(run, tools, access));
}
