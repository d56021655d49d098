import * as v from 'valibot';
import { AppError } from '../model/error.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { Trigger } from '../state/paths.ts';

/** Some accounts of a run that was spread over several invocations. */
export interface AccountsTask {
  job: Job;
  /** Ids. */
  accounts: readonly string[];
  trigger: Trigger;
}

export type Started = { kind: 'timer'; trigger: Trigger } | ({ kind: 'task' } & AccountsTask);

const time = v.pipe(v.string(), v.isoTimestamp());
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

const timerSchema = v.object({
  triggerTime: v.pipe(v.string(), v.minLength(1)),
  triggerName: name,
  payload: v.optional(v.string(), ''),
});

const payloadSchema = v.strictObject({ job: v.optional(v.picklist(ALL_JOBS)) });

const taskSchema = v.strictObject({
  job: v.picklist(ALL_JOBS),
  accounts: v.pipe(v.array(v.pipe(v.string(), v.regex(/^\d{5,20}$/))), v.minLength(1)),
  trigger: v.strictObject({ time, name }),
});

/**
 * What started the function of a job: a timer event, or some accounts of a run that it spread itself. Throws
 * `AppError` TriggerInvalid, which names what is wrong; a timer must not silently do another job than it says.
 */
export function parseTrigger(event: Uint8Array, job: Job): Started {
  const raw = parseJson(Buffer.from(event).toString('utf8'), 'event');
  const task = v.safeParse(taskSchema, raw);
  if (task.success) {
    if (task.output.job !== job)
      throw wrong(`it is for job ${task.output.job}, but this is the function of ${job}`);
    return { kind: 'task', ...task.output };
  }
  const timer = v.safeParse(timerSchema, raw);
  if (!timer.success) throw wrong('it is neither a timer event nor a task of this function');
  const { triggerTime, triggerName, payload } = timer.output;
  if (payload !== '') requireJob(payload, job);
  const at = Date.parse(triggerTime);
  if (Number.isNaN(at)) throw wrong(`triggerTime is no time: ${triggerTime}`);
  return { kind: 'timer', trigger: { time: new Date(at).toISOString(), name: triggerName } };
}

function requireJob(payload: string, job: Job): void {
  const result = v.safeParse(payloadSchema, parseJson(payload, 'payload of the timer'));
  if (!result.success) throw wrong(`the payload of the timer may only name a job, such as {"job":"${job}"}`);
  const named = result.output.job ?? job;
  if (named !== job) throw wrong(`its payload names job ${named}, but this is the function of ${job}`);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(`the ${what} is not JSON`);
  }
}

function wrong(why: string): AppError {
  return new AppError(
    'TriggerInvalid',
    `The event cannot be used: ${why}.`,
    'Compare the trigger in s.yaml with docs/operations.md; leave the payload of a timer empty.',
  );
}
