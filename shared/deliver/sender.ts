import type { PlannedNotice } from '../alerts/build-notice.ts';
import { listeningChannels } from '../alerts/channels.ts';
import type { Ledger } from '../alerts/ledger.ts';
import type { DeliveryAttempt } from '../alerts/record.ts';
import { openRoute } from '../alerts/route.ts';
import type { Json } from '../model/finding.ts';
import type { Channel } from '../model/notice.ts';
import { type Tools, troubleOf } from '../run/run-job.ts';
import type { Lease } from '../state/lease.ts';
import type { StoredLedger } from './ledger-format.ts';
import { fieldsOf, logAttempts } from './log-delivery.ts';
import { Outbox } from './outbox.ts';
import type { OutboxMessage, Outcome } from './outbox-format.ts';
import { type Settled, withOutcome } from './settle-outbox.ts';

const LEASE_MS = 60_000;

export interface OpenedChannels {
  channels: ReadonlyMap<string, Channel>;
  /** What a channel wants to be remembered until the next run, by its name. */
  memories: ReadonlyMap<string, Json>;
  /** The address of the report as messages of that channel have it. */
  reportLink: (channel: string, reportUrl: string | null) => string | null;
}

/** Until when a run that goes on now may work; renewed before a message, so that a killed run delays the others by a minute. */
export function soon(now: Date, most = 0): string {
  return new Date(now.getTime() + Math.max(LEASE_MS, most)).toISOString();
}

/**
 * Sends messages one after the other: each is noted in the outbox, sent, and noted as sent. Without the first note nothing is
 * sent. What fails of one, in the store or in a channel, is told in the log and holds up no other.
 */
export class Sender {
  ledger: Ledger;
  sent = 0;
  /** Messages of the plan, or owed, that nothing more is to be done for. */
  settled = 0;
  /** Why this run must not go on: another one has taken over. */
  lost: string | null = null;
  readonly #tools: Tools;
  readonly #lease: Lease;
  readonly #outbox: Outbox;
  readonly #opened: OpenedChannels;
  readonly #states: Record<string, 'done' | 'owed'>;
  #until: string;

  constructor(
    tools: Tools,
    { lease, attempt, until }: { lease: Lease; attempt: string; until: string },
    { ledger, outbox }: Settled,
    opened: OpenedChannels,
  ) {
    this.#tools = tools;
    this.#lease = lease;
    this.#until = until;
    this.#outbox = new Outbox(tools.store, { fence: lease.number, attempt });
    this.#opened = opened;
    this.#states = { ...outbox };
    this.ledger = ledger;
  }

  /** What lies in the outbox, for the ledger. */
  get outbox(): StoredLedger['outbox'] {
    return this.#states;
  }

  /** Sends a message that is due; one that no channel takes is withdrawn, and planned anew as long as it is true. */
  async send(planned: PlannedNotice): Promise<void> {
    const route = this.#openRoute(planned);
    if (route.length === 0) return;
    const intent = await this.#try(planned, 'message not noted', () => this.#outbox.intend(planned));
    if (!intent) return;
    if (intent.outcome) this.#record(planned, intent.outcome);
    else if (intent.fence > this.#lease.number)
      this.lost = `run ${intent.attempt} holds number ${intent.fence}`;
    else if ((await this.#ask(intent, route, planned.updates)) === false)
      await this.forget([planned.notice.id]);
  }

  /**
   * Sends a message once more that nobody knows to have been sent, unless its channel was removed; what it says is in the ledger
   * already. It stays owed until a channel takes it.
   */
  async sendAgain(message: OutboxMessage): Promise<void> {
    const { planned } = message;
    const { id } = planned.notice;
    if (!listeningChannels(this.#tools.config.alerts).some(({ name }) => name === planned.channel)) {
      this.settled += 1;
      this.#states[id] = 'done';
      return;
    }
    const route = this.#openRoute(planned);
    if (route.length === 0) return;
    const intent = await this.#try(planned, 'message not noted', () => this.#outbox.again(message));
    if (intent && !(await this.#ask(intent, route, []))) this.#states[id] = 'owed';
  }

  /** Removes messages that nobody needs any more; what cannot be removed now is removed later. */
  async forget(ids: readonly string[]): Promise<void> {
    await Promise.allSettled(ids.map((id) => this.#outbox.remove(id)));
  }

  /** Whether a channel has sent it; null when none was asked, because the lease is lost or cannot be read. */
  async #ask(
    intent: OutboxMessage,
    route: readonly string[],
    updates: PlannedNotice['updates'],
  ): Promise<boolean | null> {
    const { planned } = intent;
    if (!(await this.#try(planned, 'message not sent', () => this.#mayWork(route)))) return null;
    const attempts = await this.#attemptAll(planned.notice, route);
    logAttempts(this.#tools.log, planned, attempts);
    const memory = (channel: string): Json => this.#opened.memories.get(channel) ?? null;
    const memories = Object.fromEntries(attempts.map(({ channel }) => [channel, memory(channel)]));
    const outcome = { at: this.#tools.now().toISOString(), attempts, memories };
    this.#record({ ...planned, updates }, outcome);
    if (!wasSent(outcome)) return false;
    this.sent += 1;
    await this.#try(planned, 'message sent and not noted', () => this.#outbox.noteSent(intent, outcome));
    return true;
  }

  /** Asks the channels of the route one after the other until one has sent it. Throws nothing: channels do not. */
  async #attemptAll(notice: PlannedNotice['notice'], route: readonly string[]): Promise<DeliveryAttempt[]> {
    const { channels, reportLink } = this.#opened;
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

  #record(planned: PlannedNotice, outcome: Outcome): void {
    this.ledger = withOutcome(this.ledger, planned, outcome);
    this.#states[planned.notice.id] = 'done';
    if (wasSent(outcome)) this.settled += 1;
  }

  #openRoute(planned: PlannedNotice): string[] {
    const open = openRoute(planned, this.ledger, this.#tools.now());
    return open.filter((name) => this.#opened.channels.has(name));
  }

  /** Each channel of the route may take the time of two calls. */
  async #mayWork(route: readonly string[]): Promise<boolean> {
    const { config, now } = this.#tools;
    const most = 2 * (route.length + 1) * config.limits.callTimeoutSeconds * 1000;
    const isLong = Date.parse(this.#until) >= now().getTime() + most;
    const until = isLong ? this.#until : soon(now(), most);
    this.lost = await (isLong ? this.#lease.overtaken() : this.#lease.renew(until));
    this.#until = until;
    return this.lost === null;
  }

  /** What the store answers; null when it fails, which the log tells of this message. */
  async #try<T>(
    { notice, channel }: PlannedNotice,
    failed: string,
    act: () => Promise<T>,
  ): Promise<T | null> {
    try {
      return await act();
    } catch (error) {
      const { code, message: cause, hint } = troubleOf(error);
      this.#tools.log.error(failed, { ...fieldsOf(notice, channel), code, cause, hint });
      return null;
    }
  }
}

function wasSent({ attempts }: Outcome): boolean {
  return attempts.some(({ delivery }) => delivery.kind === 'sent');
}
