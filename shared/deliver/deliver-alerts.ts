import type { Ledger } from '../alerts/ledger.ts';
import { type Plan, pingDue } from '../alerts/plan.ts';
import type { Json } from '../model/finding.ts';
import type { Tools } from '../run/run-job.ts';
import { acquireLease, type Lease } from '../state/lease.ts';
import { type Mark, readMarks } from '../state/marks.ts';
import type { StoredLedger } from './ledger-format.ts';
import { hashOf, readLedger, writeLedger } from './ledger-store.ts';
import type { OutboxMessage } from './outbox-format.ts';
import { planFromStore } from './plan-from-store.ts';
import { type OpenedChannels, Sender, soon } from './sender.ts';
import { type Settled, settleOutbox } from './settle-outbox.ts';

/** Without news the states are compared again after so long: reminders, quiet hours and late jobs come with time alone. */
const QUIET_MS = 5 * 60_000;
const FOLDER = { account: 'all', job: 'alerts' } as const;

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
  /** Nothing new: two small reads, side by side. */
  | { kind: 'quiet' }
  /** Another run sends them; at the latest then, ISO 8601, UTC, it has ended or may be taken over. */
  | { kind: 'busy'; until: string }
  | { kind: 'done'; sent: number; undelivered: number };

/**
 * Sends the messages that are due: compares what is true with the ledger of what was sent. Each message is noted in the outbox
 * before it is sent and after; the ledger takes over what the outbox knows, at the end. A crash between sending and noting repeats
 * one message; nothing is lost. Only one run at a time.
 */
export async function deliverAlerts(run: AlertRun): Promise<AlertRunResult> {
  const { store, now, isGone } = run.tools;
  // Both at once: most runs end here, and each minute has one.
  const [marks, known] = await Promise.all([readMarks(store), run.force ? null : readLedger(store, now())]);
  if (known && isQuiet(known.stored, marks, now())) {
    if (known.stored.healthy) await run.ping();
    return { kind: 'quiet' };
  }
  const until = soon(now());
  const holder = { run: run.attempt, attempt: run.attempt, until };
  const lease = await acquireLease(store, FOLDER, holder, now(), isGone);
  if ('heldBy' in lease) return { kind: 'busy', until: lease.heldBy.until };
  try {
    return await deliver(run, marks, lease, until);
  } finally {
    await lease.release().catch(() => run.tools.log.warn('lease not released', { job: 'alerts' }));
  }
}

function isQuiet({ seen, quietUntil }: StoredLedger, marks: readonly Mark[], now: Date): boolean {
  return seen === hashOf(marks) && now.toISOString() < quietUntil;
}

async function deliver(
  run: AlertRun,
  marks: readonly Mark[],
  lease: Lease,
  until: string,
): Promise<AlertRunResult> {
  const { tools, signal } = run;
  const { stored, damaged } = await readLedger(tools.store, tools.now());
  if (damaged !== null) tools.log.error('ledger damaged', { copy: damaged });
  const lost = await lease.raise(stored.fence);
  if (lost !== null) return overtaken(run, lost);
  const settled = await settleOutbox(tools, stored);
  const sender = new Sender(
    tools,
    { lease, attempt: run.attempt, until },
    settled,
    run.open(memoriesOf(settled.ledger)),
  );
  const isOver = (): boolean => signal.aborted || sender.lost !== null;
  // What ended a run twice may end every run: it comes last.
  const [late, first] = [
    settled.owed.filter(isSuspect),
    settled.owed.filter((message) => !isSuspect(message)),
  ];
  for (const message of first) if (!isOver()) await sender.sendAgain(message);
  const plan = await planFromStore(run, sender.ledger);
  sender.ledger = plan.ledger;
  for (const planned of plan.notices) if (!isOver()) await sender.send(planned);
  for (const message of late) if (!isOver()) await sender.sendAgain(message);
  for (const held of plan.held) tools.log.warn('messages held', { ...held });
  const failed = plan.notices.length + settled.owed.length + settled.unread - sender.settled;
  return finish(run, marks, { lease, sender, settled, failed, held: heldIn(plan) });
}

interface Sending {
  lease: Lease;
  sender: Sender;
  settled: Settled;
  failed: number;
  held: number;
}

/** Writes the ledger, which then knows what the outbox knows. Throws what the store throws: the messages are sent by then. */
async function finish(
  run: AlertRun,
  marks: readonly Mark[],
  { lease, sender, settled, failed, held }: Sending,
): Promise<AlertRunResult> {
  const { store, config, now } = run.tools;
  const lost = sender.lost ?? (await lease.overtaken());
  if (lost !== null) return overtaken(run, lost);
  const undelivered = failed + held;
  const healthy = undelivered === 0 && pingDue(config, sender.ledger);
  if (settled.unread === 0) {
    const quietUntil = failed > 0 ? '' : new Date(now().getTime() + QUIET_MS).toISOString();
    const { ledger, outbox } = sender;
    const known = { ledger, seen: hashOf(marks), quietUntil, healthy, fence: lease.number, outbox };
    await writeLedger(store, known);
    await sender.forget(settled.over);
  }
  if (healthy) await run.ping();
  return { kind: 'done', sent: sender.sent, undelivered };
}

function isSuspect({ tries }: OutboxMessage): boolean {
  return tries > 1;
}

function heldIn({ held }: Plan): number {
  return held.reduce((total, { notices }) => total + notices, 0);
}

/** Another run writes the ledger now; what this run sent last may be sent once more. */
function overtaken({ tools }: AlertRun, cause: string): AlertRunResult {
  tools.log.warn('run overtaken', { job: 'alerts', cause });
  return { kind: 'busy', until: soon(tools.now()) };
}

function memoriesOf({ channels }: Ledger): Map<string, Json> {
  return new Map(Object.entries(channels).map(([name, { memory }]) => [name, memory]));
}
