import type { AuditedAccount } from '../accounts/plan-accounts.ts';
import type { ChannelLedger } from '../alerts/ledger.ts';
import { parsePayload } from '../collect/cloud-events.ts';
import { keyBehind } from '../collect/keys.ts';
import { namedThing } from '../collect/named-thing.ts';
import type { AlertRunResult } from '../deliver/deliver-alerts.ts';
import { readLedger } from '../deliver/ledger-store.ts';
import { JOBS, type Job } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { hintFromEvents, type NamedEvent, type Note } from '../observe/hint-from-events.ts';
import type { Hint } from '../observe/reobserve.ts';
import { troubleOf } from '../run/keep-trouble.ts';
import type { JobRun, Tools } from '../run/run-job.ts';
import { digest, type Trigger } from '../state/paths.ts';
import type { AccountAccess } from './account-jobs.ts';
import { busy } from './busy.ts';
import { logOutcome } from './log-outcome.ts';
import { type Caller, openAccounts } from './open-accounts.ts';
import { runJobs } from './run-jobs.ts';
import { patiently, runPatiently } from './run-patiently.ts';
import { stateOf } from './stored-parts.ts';

/** One delivery of EventBridge. */
export interface EventsInvocation extends Caller {
  event: Uint8Array;
  /** Request id of the platform. */
  attempt: string;
  tools: Tools;
  /** Sends due alerts; null when there is no channel. */
  deliver: (() => Promise<AlertRunResult>) | null;
}

export interface Reacted {
  /** Events that name something to look at. */
  events: number;
  /** Entries that are nothing to react to. */
  ignored: number;
  /** Events about nothing that is watched. */
  noted: number;
  accounts: readonly string[];
  /** Messages that were sent at once. */
  sent: number;
}

/**
 * Reacts to what EventBridge delivers: looks again at what each event names, puts what it tells into the states of the
 * jobs, and says at once what is critical. Throws what a later delivery of the same events may mend; an event
 * that was dealt with before costs next to nothing. What it does not understand it leaves to the sweeps.
 */
export async function handleEvents(invocation: EventsInvocation): Promise<Reacted> {
  const { event, tools } = invocation;
  const { delivered, ignored: unread } = parsePayload(event);
  const events = delivered.flatMap((one): NamedEvent[] => {
    const thing = namedThing(one);
    return thing ? [{ ...one, thing }] : [];
  });
  const ignored = unread + delivered.length - events.length;
  if (ignored > 0) tools.log.info('events ignored', { ignored });
  if (events.length === 0) return { events: 0, ignored, noted: 0, accounts: [], sent: 0 };
  try {
    return { ...(await react(events, invocation)), ignored };
  } catch (error) {
    const { code, message: cause, hint } = troubleOf(error);
    tools.log.error('run failed', { code, cause, hint });
    throw error;
  }
}

async function react(
  events: readonly NamedEvent[],
  invocation: EventsInvocation,
): Promise<Omit<Reacted, 'ignored'>> {
  const { plan, accessTo, own } = await openAccounts(invocation, { purpose: 'events', directory: 'known' });
  const states: JobState[] = [];
  const accounts: string[] = [];
  let noted = 0;
  for (const [id, ofAccount] of byAccount(events, own)) {
    const account = plan.find((planned) => planned.id === id);
    const done = account ? await reactIn(account, ofAccount, await accessTo(account), invocation) : null;
    const notes = done?.notes ?? ofAccount.map(({ event }) => ({ event, why: 'the account is not audited' }));
    for (const note of notes) logNote(invocation.tools, id, note);
    noted += notes.length;
    if (done && done.states.length > 0) accounts.push(id);
    states.push(...(done?.states ?? []));
  }
  return { events: events.length, noted, accounts, sent: await sendAtOnce(states, invocation) };
}

function byAccount(events: readonly NamedEvent[], own: string): Map<string, NamedEvent[]> {
  const accounts = new Map<string, NamedEvent[]>();
  for (const event of events) {
    const id = event.account || own;
    accounts.set(id, [...(accounts.get(id) ?? []), event]);
  }
  return accounts;
}

function logNote({ log }: Tools, account: string, { event, why }: Note): void {
  const { id, name, region, errorCode } = event;
  log.info('event noted', { account, event: id, name, region, errorCode, why });
}

/** The states that the events changed, in the account in which they happened. */
async function reactIn(
  account: AuditedAccount,
  events: readonly NamedEvent[],
  access: AccountAccess,
  invocation: EventsInvocation,
): Promise<{ states: JobState[]; notes: readonly Note[] }> {
  const { store } = invocation.tools;
  const { cloud } = access;
  const [inventory, keys, activity] = await Promise.all(
    (['inventory', 'keys', 'activity'] as const).map((job) => stateOf(store, account.id, job)),
  );
  if (!inventory?.result) {
    return { states: [], notes: events.map(({ event }) => ({ event, why: 'there is no inventory yet' })) };
  }
  const known = {
    inventory,
    keys: keys ?? null,
    ask: async (region: string, alias: string) =>
      cloud.seen ? keyBehind(cloud.value, region, alias) : cloud,
  };
  const { hint, notes } = await hintFromEvents(events, known);
  const trigger = triggerOf(events);
  const ran = await runJobs(
    jobsFor(hint, cloud.seen, activity),
    { ...access, hint, inventory },
    (job, given) => runToEnd({ ...account, account: account.id, job, trigger }, given, invocation),
  );
  return { states: JOBS.flatMap((job) => ran[job] ?? []), notes };
}

/** The same events are the same run, however often they are delivered. */
function triggerOf(events: readonly NamedEvent[]): Trigger {
  const ids = events.map(({ event: { id, name, at } }) => id || `${name} ${at}`).sort();
  const time = events.map(({ event }) => event.at).sort();
  const [only = ''] = ids;
  return { time: time.at(-1) ?? '', name: `event/${ids.length === 1 ? only : digest(ids.join('\n'))}` };
}

/** Without access nothing can be looked at, but who did it is still worth knowing. */
function jobsFor(hint: Hint, canLook: boolean, activity: JobState | null | undefined): ReadonlySet<Job> {
  const { keys, instances, clusters, role, trails, events } = hint;
  const jobs = new Set<Job>();
  if (canLook && (clusters.size > 0 || role || trails)) jobs.add('inventory');
  if (canLook && (keys.size > 0 || instances.size > 0 || clusters.size > 0)) jobs.add('keys');
  if (events.length > 0 && activity?.result) jobs.add('activity');
  return jobs;
}

/** Throws `AppError` RunUnderWay when another run takes too long; then the event is to be delivered again. */
async function runToEnd(
  { account, name, job, trigger }: Omit<JobRun, 'attempt'>,
  access: AccountAccess,
  { tools, connection, attempt }: EventsInvocation,
): Promise<JobState> {
  const run = { account, name, job, trigger, attempt };
  const outcome = await runPatiently(run, tools, access, connection);
  logOutcome(tools.log, { account, job }, outcome);
  if (outcome.kind === 'done' || outcome.kind === 'repeated') return outcome.state;
  throw busy(run, outcome);
}

/** What is critical does not wait for the timer of the alerts. Answers how many messages were sent. */
async function sendAtOnce(states: readonly JobState[], invocation: EventsInvocation): Promise<number> {
  const { tools, connection, deliver } = invocation;
  if (!deliver || !(await isNews(states, tools))) return 0;
  const outcome = await patiently(connection, deliver);
  if (outcome.kind === 'busy') tools.log.warn('messages left to the timer', {});
  return outcome.kind === 'done' ? outcome.sent : 0;
}

/** Whether something critical is open that nobody was told of, as critical and since it began. */
async function isNews(states: readonly JobState[], { store, now }: Tools): Promise<boolean> {
  const critical = states.flatMap(({ result, open }) =>
    (result?.findings ?? [])
      .filter(({ status, severity, mutedBy }) => status === 'fail' && severity === 'critical' && !mutedBy)
      .map(({ fingerprint }) => ({ fingerprint, since: open[fingerprint]?.firstSeen ?? '' })),
  );
  if (critical.length === 0) return false;
  const { stored } = await readLedger(store, now());
  const channels = Object.values(stored.ledger.channels);
  const isTold = ({ said }: ChannelLedger, { fingerprint, since }: (typeof critical)[number]): boolean => {
    const told = said[fingerprint];
    return told !== undefined && told.severity === 'critical' && told.since >= since;
  };
  return critical.some((finding) => !channels.some((channel) => isTold(channel, finding)));
}
