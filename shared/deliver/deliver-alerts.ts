import type { PlannedNotice } from '../alerts/build-notice.ts';
import type { Ledger } from '../alerts/ledger.ts';
import { pingDue } from '../alerts/plan.ts';
import { type DeliveryAttempt, recordDelivery, withMemory } from '../alerts/record.ts';
import { openRoute } from '../alerts/route.ts';
import type { Json } from '../model/finding.ts';
import type { Channel } from '../model/notice.ts';
import type { Tools } from '../run/run-job.ts';
import { acquireLease, type Lease } from '../state/lease.ts';
import { type Mark, readMarks } from '../state/marks.ts';
import type { StoredLedger } from './ledger-format.ts';
import { hashOf, readLedger, writeLedger } from './ledger-store.ts';
import { planFromStore } from './plan-from-store.ts';

const LEASE_MS = 60_000;
/** Without news the states are compared again after so long: reminders, quiet hours and late jobs come with time alone. */
const QUIET_MS = 5 * 60_000;
const FOLDER = { account: 'all', job: 'alerts' } as const;

export interface OpenedChannels {
  channels: ReadonlyMap<string, Channel>;
  /** What a channel wants to be remembered until the next run, by its name. */
  memories: ReadonlyMap<string, Json>;
  /** The address of the report as messages of that channel have it. */
  reportLink: (channel: string, reportUrl: string | null) => string | null;
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
  /** Reports to the outside that the watcher lives. */
  ping: () => Promise<void>;
  /** After its abort no further message is started. */
  signal: AbortSignal;
}

export type AlertRunResult =
  /** Nothing new: two small reads. */

  | { kind: 'quiet' }
  /** Another run sends them; at the latest then, ISO 8601, UTC, it has ended or may be taken over. */
  | { kind: 'busy'; until: string }
  | { kind: 'done'; sent: number; undelivered: number };

/**
 * Sends the messages that are due: compares what is true with the ledger of what was sent, sends each message and records it
 * before the next. A crash between sending and recording repeats one message; nothing is lost. Only one run at a time.
 */
export async function deliverAlerts(run: AlertRun): Promise<AlertRunResult> {
  const { store, now, isGone } = run.tools;
  const marks = await readMarks(store);
  if (!run.force) {
    const { stored } = await readLedger(store, now());
    if (isQuiet(stored, marks, now())) {
      if (stored.healthy) await run.ping();
      return { kind: 'quiet' };
    }
  }
  const holder = { run: run.attempt, attempt: run.attempt, until: soon(now()) };
  const lease = await acquireLease(store, FOLDER, holder, now(), isGone);
  if ('heldBy' in lease) return { kind: 'busy', until: lease.heldBy.until };
  try {
    return await deliver(run, marks, lease);
  } finally {
    await lease.release().catch(() => run.tools.log.warn('lease not released', { job: 'alerts' }));
  }
}

/** It is renewed before each message, so that the messages of a run that was killed are delayed by a minute, not by ten. */
function soon(now: Date, most = 0): string {
  return new Date(now.getTime() + Math.max(LEASE_MS, most)).toISOString();
}

function isQuiet({ seen, quietUntil }: StoredLedger, marks: readonly Mark[], now: Date): boolean {
  return seen === hashOf(marks) && now.toISOString() < quietUntil;
}

async function deliver(run: AlertRun, marks: readonly Mark[], lease: Lease): Promise<AlertRunResult> {
  const { store, config, now, log } = run.tools;
  const { stored, damaged } = await readLedger(store, now());
  if (damaged !== null) log.error('ledger damaged', { copy: damaged });
  const plan = await planFromStore(run, stored.ledger);
  let { ledger } = plan;
  const opened = run.open(memoriesOf(ledger));
  let sent = 0;
  for (const planned of plan.notices) {
    if (run.signal.aborted) break;
    // Each channel of the route may take the time of two calls.
    const route = openRoute(planned, ledger, now());
    const most = 2 * (route.length + 1) * config.limits.callTimeoutSeconds * 1000;
    if (!(await lease.renew(soon(now(), most)))) return leaseLost(run);
    const at = now();
    const attempts = await attemptAll(planned, openRoute(planned, ledger, at), opened);
    logAttempts(run, planned, attempts);
    ledger = withMemories(recordDelivery(ledger, planned, attempts, at), attempts, opened);
    if (!(await lease.held())) return leaseLost(run);
    if (attempts.some(({ delivery }) => delivery.kind === 'sent')) sent += 1;
    await writeLedger(store, { ...stored, ledger });
  }
  const failed = plan.notices.length - sent;
  const undelivered = plan.held.reduce((total, { notices }) => total + notices, failed);
  for (const held of plan.held) log.warn('messages held', { ...held });
  const quietUntil = failed > 0 ? '' : new Date(now().getTime() + QUIET_MS).toISOString();
  const healthy = undelivered === 0 && pingDue(config, ledger);
  if (!(await lease.held())) return leaseLost(run);
  await writeLedger(store, { ledger, seen: hashOf(marks), quietUntil, healthy });
  if (healthy) await run.ping();
  return { kind: 'done', sent, undelivered };
}

/** Another run writes the ledger now; what this run sent last may be sent once more. */
function leaseLost({ tools }: AlertRun): AlertRunResult {
  const { log } = tools;
  log.warn('run overtaken', { job: 'alerts' });
  return { kind: 'busy', until: soon(tools.now()) };
}

/** Asks the channels of the route one after the other until one has sent it. Throws nothing: channels do not. */
async function attemptAll(
  { notice }: PlannedNotice,
  route: readonly string[],
  { channels, reportLink }: OpenedChannels,
): Promise<DeliveryAttempt[]> {
  const attempts: DeliveryAttempt[] = [];
  for (const name of route) {
    const channel = channels.get(name);
    if (!channel) continue;
    const delivery = await channel.deliver({ ...notice, reportUrl: reportLink(name, notice.reportUrl) });
    attempts.push({ channel: name, delivery });
    if (delivery.kind === 'sent') break;
  }
  return attempts;
}

/** The ledger with what the channels that were asked want to be remembered. */
function withMemories(
  before: Ledger,
  attempts: readonly DeliveryAttempt[],
  { memories }: OpenedChannels,
): Ledger {
  let ledger = before;
  for (const { channel } of attempts) ledger = withMemory(ledger, channel, memories.get(channel) ?? null);
  return ledger;
}

function memoriesOf({ channels }: Ledger): Map<string, Json> {
  return new Map(Object.entries(channels).map(([name, { memory }]) => [name, memory]));
}

function logAttempts(
  { tools: { log } }: AlertRun,
  { notice, channel }: PlannedNotice,
  attempts: readonly DeliveryAttempt[],
): void {
  const { id, kind, severity, items, more } = notice;
  for (const { channel: asked, delivery } of attempts) {
    const fields = { notice: id, kind, severity, items: items.length + more, channel: asked };
    switch (delivery.kind) {
      case 'sent': {
        const instead = asked === channel ? {} : { insteadOf: channel };
        const { trouble: cause } = delivery;
        if (cause === undefined) log.info('message sent', { ...fields, ...instead });
        else log.warn('message sent in part', { ...fields, ...instead, cause });
        break;
      }
      case 'later': {
        const { code, why: cause, after } = delivery;
        log.warn('message postponed', { ...fields, code, cause, after });
        break;
      }
      case 'refused': {
        const { code, why: cause, hint } = delivery;
        log.error('message refused', { ...fields, code, cause, hint });
        break;
      }
    }
  }
}
