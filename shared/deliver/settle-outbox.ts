import { applyUpdates, channelOf, type Ledger, withChannel } from '../alerts/ledger.ts';
import { recordDelivery, withMemory } from '../alerts/record.ts';
import { type Tools, troubleOf } from '../run/run-job.ts';
import type { StoredLedger } from './ledger-format.ts';
import { outboxIds, readMessage, setMessageAside } from './outbox.ts';
import type { OutboxMessage, Outcome } from './outbox-format.ts';

/** What was said, as the ledger and the outbox tell together. */
export interface Settled {
  ledger: Ledger;
  outbox: StoredLedger['outbox'];
  /** Of runs that ended before they could note what became of them: noted as said here, and to be sent. */
  owed: readonly OutboxMessage[];
  /** Ids of messages that nobody needs any more. */
  over: readonly string[];
  /** So many could not be read: what they tell is missing here, so that this ledger must not be stored. */
  unread: number;
}

/**
 * Joins the stored ledger with the messages that it does not know yet, because the run that sent them could not write it. Throws
 * what the store throws when it cannot even list them, StateTooNew and StateTooOld.
 */
export async function settleOutbox(tools: Tools, stored: StoredLedger): Promise<Settled> {
  const ids = await outboxIds(tools.store);
  const looks = await Promise.all(ids.map(async (id) => [id, await lookAt(tools, stored, id)] as const));
  const of = (kind: Look['kind']): string[] =>
    looks.flatMap(([id, look]) => (look.kind === kind ? [id] : []));
  const unknown = looks.flatMap(([, look]) => (look.kind === 'unknown' ? [look.message] : []));
  let { ledger } = stored;
  for (const message of unknown.sort((one, other) => one.fence - other.fence || one.place - other.place))
    ledger = withMessage(ledger, message, stored.outbox[message.planned.notice.id] === 'owed');
  const owed = unknown.filter(({ outcome }) => outcome === null);
  const isOwed = new Set(owed.map(({ planned }) => planned.notice.id));
  const states = ids.map((id) => [id, isOwed.has(id) ? ('owed' as const) : ('done' as const)] as const);
  return { ledger, outbox: Object.fromEntries(states), owed, over: of('over'), unread: of('unread').length };
}

type Look = { kind: 'over' | 'unread' } | { kind: 'unknown'; message: OutboxMessage };

/** One that cannot be read, or is not what was written, holds up no other. */
async function lookAt({ store, log, now }: Tools, stored: StoredLedger, id: string): Promise<Look> {
  const known = stored.outbox[id];
  if (known === 'done') return { kind: 'over' };
  try {
    const message = await readMessage(store, id);
    if (!message) {
      log.error('message damaged', { notice: id, copy: await setMessageAside(store, id, now()) });
      return { kind: 'over' };
    }
    if (known === 'owed' || message.fence > stored.fence) return { kind: 'unknown', message };
    if (message.fence < stored.fence) {
      const cause = `run ${message.attempt} holds number ${message.fence}, the ledger was written under ${stored.fence}`;
      log.warn('message came late', { notice: id, cause });
    }
    return { kind: 'over' };
  } catch (error) {
    const { code, message: cause } = troubleOf(error);
    if (code === 'StateTooNew' || code === 'StateTooOld') throw error;
    log.error('message unreadable', { notice: id, code, cause });
    return { kind: 'unread' };
  }
}

/** The ledger with what a message tells; `isNoted`: what it says is in there, and only who has sent it is news. */
function withMessage(before: Ledger, { planned, outcome }: OutboxMessage, isNoted: boolean): Ledger {
  const updates = isNoted ? [] : planned.updates;
  if (outcome) return withOutcome(before, { ...planned, updates }, outcome);
  return withChannel(before, planned.channel, applyUpdates(channelOf(before, planned.channel), updates));
}

/** The ledger after channels were asked, with what they want to be remembered. */
export function withOutcome(
  before: Ledger,
  planned: Pick<OutboxMessage['planned'], 'channel' | 'notice' | 'updates'>,
  { at, attempts, memories }: Outcome,
): Ledger {
  let ledger = recordDelivery(before, planned, attempts, new Date(at));
  for (const [channel, memory] of Object.entries(memories)) ledger = withMemory(ledger, channel, memory);
  return ledger;
}
