import { CircuitBreaker } from './circuit-breaker.ts';
import type { Cancel, Clock } from './clock.ts';
import type { Budget } from './operation.ts';

/** Slack on top of the documented window, because clocks differ. */
const SLACK = 1.01;
/** So far throttling brings a lane down at most. */
const LEAST_SHARE = 1 / 16;
const NEVER = Number.NEGATIVE_INFINITY;
/** A lane without a documented limit gains one with each answer, and at most grows to so much in a window. */
const MOST_GROWTH = 3;
/** What a lane regains with each answer after throttling, until it has its budget again. */
const REGAINED = 1 / 0.95;

/**
 * A call that was let go. It weighs on its lane until a window after it was sent: the cloud counts it when it arrives, and
 * what is done before, such as loading and signing, may take longer for one call than for the next.
 */
export interface Ticket {
  readonly lane: string;
  /** Infinite until then. */
  sent: number;
}

interface Lane {
  budget: Budget;
  /** Calls that weigh on it. */
  tickets: Set<Ticket>;
  /** Calls in a window now; below one, the window is so much longer. */
  allowed: number;
  /** What was allowed at the beginning of this window of growth. */
  grown: { from: number; since: number };
  /** When it was slowed down last; minus infinity when it never was. */
  slowed: number;
  waiting: Set<(ticket: Ticket) => void>;
}

/**
 * Decides when a call may start: at most `concurrency` in flight, and in each lane (an API group of an
 * account in a region) no more starts per window than its budget. A lane that waits does not hold up the others, and
 * one with many calls takes turns with them.
 */
export class Scheduler {
  readonly breaker: CircuitBreaker;
  readonly #lanes = new Map<string, Lane>();
  readonly #clock: Clock;
  readonly #concurrency: number;
  readonly #budgets: boolean;
  #inFlight = 0;
  #alarm: { at: number; cancel: Cancel } | null = null;

  constructor(clock: Clock, concurrency: number, budgets = true) {
    this.breaker = new CircuitBreaker(clock);
    this.#clock = clock;
    this.#concurrency = concurrency;
    this.#budgets = budgets;
  }

  /** Resolves when the call may start, after which the caller must call `done`. Rejects when one of the signals aborts first. */
  start(lane: string, budget: Budget, ...signals: readonly AbortSignal[]): Promise<Ticket> {
    const { waiting } = this.#laneOf(lane, budget);
    return new Promise((resolve, reject) => {
      const go = (ticket: Ticket): void => {
        for (const signal of signals) signal.removeEventListener('abort', stop);
        resolve(ticket);
      };
      const stop = (): void => {
        for (const signal of signals) signal.removeEventListener('abort', stop);
        waiting.delete(go);
        reject(signals.find(({ aborted }) => aborted)?.reason);
      };
      if (signals.some(({ aborted }) => aborted)) return stop();
      for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
      waiting.add(go);
      this.#pump();
    });
  }

  /** The call is on its way. */
  sent(ticket: Ticket): void {
    ticket.sent = Math.min(ticket.sent, this.#clock.now());
    this.#pump();
  }

  done(ticket: Ticket): void {
    this.#inFlight -= 1;
    this.sent(ticket);
  }

  /** Slows a lane down after throttling, and lets it recover, or find out how fast it may be, with each answer. */
  learn({ lane: name, sent }: Ticket, throttled: boolean): void {
    const lane = this.#lanes.get(name);
    if (!lane) return;
    if (!throttled) speedUp(lane, this.#clock.now());
    else if (sent > lane.slowed) slowDown(lane, this.#clock.now()); // those sent before say the same again
  }

  /** Calls in a window that a lane without a documented limit was found to bear; null where it was not tried. */
  learned(name: string): number | null {
    const lane = this.#lanes.get(name);
    const tried = lane && (lane.slowed > NEVER || lane.allowed > lane.budget.calls);
    return tried ? Math.max(1, Math.floor(lane.allowed)) : null;
  }

  /** Begins where an earlier run found that the lane may be; never beyond what its budget lets it find. */
  recall(name: string, budget: Budget, calls: number): void {
    const lane = this.#laneOf(name, budget);
    lane.allowed = Math.min(Math.max(calls, budget.calls * LEAST_SHARE), topOf(lane));
    lane.grown = { from: lane.allowed, since: this.#clock.now() };
    this.#pump();
  }

  #laneOf(name: string, budget: Budget): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const { calls } = budget;
    const grown = { from: calls, since: this.#clock.now() };
    const lane = { budget, tickets: new Set<Ticket>(), allowed: calls, grown, slowed: NEVER };
    const made: Lane = { ...lane, waiting: new Set() };
    this.#lanes.set(name, made);
    return made;
  }

  #pump(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const [name, lane] of this.#lanes) {
      const [go] = lane.waiting;
      if (!go && this.#isSpent(lane)) this.#lanes.delete(name);
      if (!go || this.#inFlight >= this.#concurrency) continue;
      const free = this.#freeAt(lane);
      if (free > this.#clock.now()) {
        next = Math.min(next, free);
        continue;
      }
      const ticket = { lane: name, sent: Number.POSITIVE_INFINITY };
      lane.tickets.add(ticket);
      lane.waiting.delete(go);
      this.#lanes.delete(name);
      this.#lanes.set(name, lane); // its next turn comes after the others'
      this.#inFlight += 1;
      go(ticket);
    }
    this.#wakeAt(next);
  }

  /** Nothing of it matters any more; each account has lanes of its own, and accounts come and go. */
  #isSpent(lane: Lane): boolean {
    const { allowed, budget, slowed } = lane;
    return (
      allowed === budget.calls && slowed === NEVER && this.#freeAt(lane) === 0 && lane.tickets.size === 0
    );
  }

  /** When the next call may start; infinite when that depends on one that is not sent yet. */
  #freeAt({ budget, allowed, tickets }: Lane): number {
    if (!this.#budgets) return 0;
    const window = budget.perMs * SLACK * Math.max(1, 1 / allowed);
    let earliest = Number.POSITIVE_INFINITY;
    for (const ticket of tickets) {
      if (ticket.sent + window <= this.#clock.now()) tickets.delete(ticket);
      else earliest = Math.min(earliest, ticket.sent);
    }
    return tickets.size < Math.max(1, Math.floor(allowed)) ? 0 : earliest + window;
  }

  #wakeAt(at: number): void {
    if (at === this.#alarm?.at) return;
    this.#alarm?.cancel();
    this.#alarm = null;
    if (at === Number.POSITIVE_INFINITY) return;
    const ring = (): void => {
      this.#alarm = null;
      this.#pump();
    };
    const cancel = this.#clock.after(Math.max(1, Math.ceil(at - this.#clock.now())), ring);
    this.#alarm = { at, cancel };
  }
}

function slowDown(lane: Lane, now: number): void {
  const { budget } = lane;
  lane.slowed = now;
  lane.allowed = Math.max(Math.min(lane.allowed, topOf(lane)) / 2, budget.calls * LEAST_SHARE);
}

/** A lane grows only while somebody waits in it: else nobody would see whether the cloud bears more. */
function speedUp(lane: Lane, now: number): void {
  const { budget, allowed, slowed, grown } = lane;
  const top = topOf(lane);
  const usual = Math.min(budget.calls, top);
  if (allowed < usual) {
    lane.allowed = Math.min(allowed * REGAINED, usual);
    return;
  }
  if (lane.waiting.size === 0) return;
  if (now - grown.since >= budget.perMs) lane.grown = { from: allowed, since: now };
  const most = Math.min(top, lane.grown.from * MOST_GROWTH);
  lane.allowed = Math.max(allowed, Math.min(allowed + (slowed > NEVER ? 1 / allowed : 1), most));
}

function topOf({ budget, slowed }: Lane): number {
  return slowed > NEVER && budget.fallback !== undefined ? budget.fallback : (budget.most ?? budget.calls);
}
