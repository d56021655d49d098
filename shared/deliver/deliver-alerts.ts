import type { Ledger } from '../alerts/ledger.ts';
import type { PlannedNotice } from '../alerts/notices.ts';
import { pingDue, planNotices } from '../alerts/plan.ts';
import { type Attempted, recordDelivery, withMemory } from '../alerts/record.ts';
import { openRoute } from '../alerts/route.ts';
import type { Json } from '../model/finding.ts';
import type { Channel } from '../model/notice.ts';
import type { Tools } from '../run/run-job.ts';
import { acquireLease, type Lease } from '../state/lease.ts';
import { type Mark, readMarks } from '../state/marks.ts';
import { storedAccounts } from '../state/stored-accounts.ts';
import { hashOf, readLedger, type StoredLedger, writeLedger } from './ledger-store.ts';
import { viewsOf } from './views.ts';

/** Without news the states are compared again after so long: reminders, quiet hours and late jobs come with time alone. */
const QUIET_MS = 5 * 60_000;
const FOLDER = { account: 'all', job: 'alerts' } as const;

export interface OpenedChannels {
  channels: ReadonlyMap<string, Channel>;
  /** What a channel wants to be remembered until the next run, by its name. */
  memories: ReadonlyMap<string, Json>;
}

export interface AlertRun {
  tools: Tools;
  /** This run, such as a request id: unique. */
  attempt: string;
  /** Opens the channels with what they remember from the run before, by name. */
  open: (memories: ReadonlyMap<string, Json>) => OpenedChannels;
  /** English titles of the checks by id. */
  titles: Readonly<Record<string, string>>;
  /** Compares with the states even where the marks say that there is no news. */
  force: boolean;
  /** Tells somebody outside that the watcher lives. */
  ping: () => Promise<void>;
  /** After its abort no further message is begun. */
  signal: AbortSignal;
}

export type AlertOutcome =
  /** Nothing new: two small reads. */
  { kind: 'quiet' } | { kind: 'busy' } | { kind: 'done'; sent: number; undelivered: number };

/**
 * Says what has to be said: compares what is true with the ledger of what was said, sends each message and marks it as said
 * before the next. A crash between sending and marking repeats one message; nothing is lost. Only one run at a time.
 */
export async function deliverAlerts(run: AlertRun): Promise<AlertOutcome> {
  const { store, now, until, isGone } = run.tools;
  const marks = await readMarks(store);
  if (!run.force) {
    const { stored } = await readLedger(store, now());
    if (isQuiet(stored, marks, now())) {
      if (stored.healthy) await run.ping();
      return { kind: 'quiet' };
    }
  }
  const holder = { run: run.attempt, attempt: run.attempt, until: until.toISOString() };
  const lease = await acquireLease(store, FOLDER, holder, now(), isGone);
  if ('heldBy' in lease) return { kind: 'busy' };
  try {
    return await deliver(run, marks, lease);
  } finally {
    await lease.release().catch(() => run.tools.log.warn('lease not released', { job: 'alerts' }));
  }
}

function isQuiet({ seen, quietUntil }: StoredLedger, marks: readonly Mark[], now: Date): boolean {
  return seen === hashOf(marks) && now.toISOString() < quietUntil;
}

async function deliver(run: AlertRun, marks: readonly Mark[], lease: Lease): Promise<AlertOutcome> {
  const { store, config, now, log } = run.tools;
  const { stored, damaged } = await readLedger(store, now());
  if (damaged !== null) log.error('ledger damaged', { copy: damaged });
  const plan = await planFrom(run, stored.ledger);
  let { ledger } = plan;
  const opened = run.open(memoriesOf(ledger));
  let sent = 0;
  for (const notice of plan.notices) {
    if (run.signal.aborted) break;
    if (!(await lease.held())) return overtaken(run);
    const said = await say(run, notice, ledger, opened);
    if (!(await lease.held())) return overtaken(run);
    ledger = said.ledger;
    if (said.isSent) sent += 1;
    await writeLedger(store, { ...stored, ledger });
  }
  const failed = plan.notices.length - sent;
  const undelivered = plan.held.reduce((total, { notices }) => total + notices, failed);
  for (const held of plan.held) log.warn('messages held', { ...held });
  const quietUntil = failed > 0 ? '' : new Date(now().getTime() + QUIET_MS).toISOString();
  const healthy = undelivered === 0 && pingDue(config, ledger);
  if (!(await lease.held())) return overtaken(run);
  await writeLedger(store, { ledger, seen: hashOf(marks), quietUntil, healthy });
  if (healthy) await run.ping();
  return { kind: 'done', sent, undelivered };
}

/** Sends one message, and answers the ledger that knows of it. */
async function say(
  run: AlertRun,
  notice: PlannedNotice,
  before: Ledger,
  { channels, memories }: OpenedChannels,
): Promise<{ ledger: Ledger; isSent: boolean }> {
  const now = run.tools.now();
  const attempts = await attemptAll(notice, before, channels, now);
  tell(run, notice, attempts);
  let ledger = recordDelivery(before, notice, attempts, now);
  for (const { channel } of attempts) ledger = withMemory(ledger, channel, memories.get(channel) ?? null);
  return { ledger, isSent: attempts.some(({ delivery }) => delivery.kind === 'sent') };
}

/** Somebody else writes the ledger now; what this run sent last may be sent once more. */
function overtaken({ tools: { log } }: AlertRun): AlertOutcome {
  log.warn('run overtaken', { job: 'alerts' });
  return { kind: 'busy' };
}

/** What would be said now. */
export async function planFrom(
  { tools: { store, config, now }, titles }: Pick<AlertRun, 'tools' | 'titles'>,
  ledger: Ledger,
): Promise<ReturnType<typeof planNotices>> {
  const accounts = await storedAccounts(store);
  const { views, storeTrouble } = await viewsOf(store, accounts, config, now());
  return planNotices({ views, config, titles, storeTrouble }, ledger, now());
}

/** Asks the channels of the route one after the other until one has sent it. Throws nothing: channels do not. */
async function attemptAll(
  planned: PlannedNotice,
  ledger: Ledger,
  channels: ReadonlyMap<string, Channel>,
  now: Date,
): Promise<Attempted[]> {
  const attempts: Attempted[] = [];
  for (const name of openRoute(planned, ledger, now)) {
    const channel = channels.get(name);
    if (!channel) continue;
    const delivery = await channel.deliver(planned.notice);
    attempts.push({ channel: name, delivery });
    if (delivery.kind === 'sent') break;
  }
  return attempts;
}

function memoriesOf({ channels }: Ledger): Map<string, Json> {
  return new Map(Object.entries(channels).map(([name, { memory }]) => [name, memory]));
}

function tell(
  { tools: { log } }: AlertRun,
  { notice, channel }: PlannedNotice,
  attempts: readonly Attempted[],
): void {
  const { id, kind, severity, items, more } = notice;
  for (const { channel: asked, delivery } of attempts) {
    const fields = { notice: id, kind, severity, items: items.length + more, channel: asked };
    if (delivery.kind === 'sent') {
      const instead = asked === channel ? {} : { insteadOf: channel };
      if (delivery.trouble === undefined) log.info('message sent', { ...fields, ...instead });
      else log.warn('message sent in part', { ...fields, ...instead, cause: delivery.trouble });
    } else if (delivery.kind === 'later')
      log.warn('message postponed', {
        ...fields,
        code: delivery.code,
        cause: delivery.why,
        after: delivery.after,
      });
    else
      log.error('message refused', {
        ...fields,
        code: delivery.code,
        cause: delivery.why,
        hint: delivery.hint,
      });
  }
}
