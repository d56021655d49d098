import { PERIOD } from '../alerts/job-freshness.ts';
import type { Examination } from '../model/examination.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { StoredStates } from '../state/stored-states.ts';
import type { Text } from '../text/zh.ts';
import { examination, type Place } from './examination.ts';

/** When each job of an account ran last. A job that is late is a trouble only where a timer should start it. */
export function runItems(
  { account: { id }, states, damaged }: Pick<StoredStates, 'account' | 'states' | 'damaged'>,
  timed: ReadonlySet<string>,
  now: Date,
): Examination[] {
  const jobs = ALL_JOBS.filter((job) => states[job] !== undefined); // one that is off has none
  if (jobs.every((job) => !states[job] && !damaged.has(job))) {
    const place: Place = { id: 'runs', group: 'deployment', account: id };
    return [
      examination('skipped', place, 'No job has stored data of account {account} yet.', { account: id }),
    ];
  }
  return jobs.flatMap((job) => [
    runItem(id, job, { states, damaged }, timed.has(job), now),
    ...missedItems(id, job, states[job]?.result?.findings ?? []),
  ]);
}

/** So many names stand in an item; the report has all. */
const NAMES = 3;

/** What the last run could not read, once for each right that it missed. */
function missedItems(account: string, job: Job, findings: readonly Finding[]): Examination[] {
  const missed = findings.filter(
    ({ check, missingPermission }) => check === UNREADABLE || missingPermission !== null,
  );
  const rights = new Set(missed.map(({ missingPermission }) => missingPermission));
  return [...rights].map((permission) => {
    const own = missed.filter(({ missingPermission }) => missingPermission === permission);
    const names = [...new Set(own.map(({ resource: { name, id } }) => name || id))];
    const isNeeded = own.some(({ check }) => check === UNREADABLE);
    const place: Place = { id: `missed ${job} ${permission ?? ''}`.trim(), group: 'deployment', account };
    const facts = { job, account, names: names.slice(0, NAMES).join(', '), count: names.length };
    const result = isNeeded ? 'failed' : 'warned';
    if (permission === null)
      return examination(result, place, LAST_MISSED, facts, {
        text: 'The report gives the cause under “Could not check”.',
        command: 'sealwatch report',
      });
    const advice = { text: 'Grant {permission} to the identity that runs the jobs.', permission } as const;
    return examination(result, place, LAST_DENIED, { ...facts, permission }, advice);
  });
}

const LAST_DENIED: Text =
  'The last run of job {job} in account {account} was denied {permission}; not read ({count}): {names}';
const LAST_MISSED: Text = 'The last run of job {job} in account {account} could not read ({count}): {names}';

function runItem(
  account: string,
  job: Job,
  { states, damaged }: Pick<StoredStates, 'states' | 'damaged'>,
  isTimed: boolean,
  now: Date,
): Examination {
  const place: Place = { id: `run ${job}`, group: 'deployment', account };
  const command = `sealwatch audit --job ${job}`;
  const damage = damaged.get(job);
  if (damage) {
    const { message, hint } = damage;
    return examination(
      'failed',
      place,
      '{message}',
      { job, account, message, hint },
      { text: '{hint}', command },
    );
  }
  const state = states[job];
  const trouble = state?.trouble;
  if (trouble) {
    const { code, message, hint, at } = trouble;
    const facts = { job, account, code, message, hint, at };
    return examination(
      'failed',
      place,
      'The last run of job {job} in account {account} failed at {at} ({code}): {message}',
      facts,
      { text: '{hint}', command },
    );
  }
  return judgeAge(place, job, state?.result?.finishedAt ?? null, isTimed, now);
}

function judgeAge(place: Place, job: Job, last: string | null, isTimed: boolean, now: Date): Examination {
  const minutes = PERIOD[job];
  const facts = { job, account: place.account ?? '', last: last ?? '', minutes };
  const result = isTimed ? 'failed' : 'warned';
  const command = `sealwatch audit --job ${job}`;
  if (last === null)
    return examination(result, place, 'Job {job} has not finished in account {account} yet.', facts, {
      text: 'Check its log, or start it manually.',
      command,
    });
  if (now.getTime() - Date.parse(last) >= 2 * minutes * 60_000)
    return examination(
      result,
      place,
      'Job {job} last ran in account {account} at {last}; it is due every {minutes} minutes.',
      facts,
      { text: 'Check its log, or start it manually.', command },
    );
  return examination('ok', place, 'Job {job} ran in account {account} at {last}.', facts);
}
