import { CircuitBreaker } from './circuit-breaker.ts';
import type { Cancel, Clock } from './clock.ts';
import type { Budget } from './operation.ts';

/** Slack on top of the documented window, because clocks differ. */
const SLACK = 1.01;
/** How far throttling stretches the window of a lane at most. */
const MAX_STRETCH = 16;

/**
 * A call that was let go. It weighs on its lane from its start until a window after its end: when the
 * cloud counted it lies somewhere between the two, so no jitter can push a call into a full window.
 */
export interface Ticket {
  /** When it ended; infinite while it is under way. */
  end: number;
}

interface Lane {
  budget: Budget;
  /** Calls that weigh on it. */
  tickets: Set<Ticket>;
  /** 1 in good times; doubled by each throttling, shrinking back with each success. */
  stretch: number;
  waiting: Set<(ticket: Ticket) => void>;
}

/**
 * Decides when a call may start: at most `concurrency` in flight, and in each lane (an API group of an
 * account in a region) no more starts per window than its budget. A lane that waits does not hold up the others.
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
    const { waiting } = this.#lane(lane, budget);
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

  done(ticket: Ticket): void {
    ticket.end = this.#clock.now();
    this.#inFlight -= 1;
    this.#pump();
  }

  /** Slows a lane down after throttling, and lets it recover with successes. */
  learn(lane: string, throttled: boolean): void {
    const found = this.#lanes.get(lane);
    if (!found) return;
    found.stretch = throttled ? Math.min(found.stretch * 2, MAX_STRETCH) : Math.max(found.stretch * 0.95, 1);
  }

  #lane(name: string, budget: Budget): Lane {
    const lane = this.#lanes.get(name) ?? { budget, tickets: new Set(), stretch: 1, waiting: new Set() };
    this.#lanes.set(name, lane);
    return lane;
  }

  #pump(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const [name, lane] of this.#lanes) {
      if (lane.waiting.size === 0 && this.#isSpent(lane)) this.#lanes.delete(name);
      for (const go of lane.waiting) {
        if (this.#inFlight >= this.#concurrency) break;
        const free = this.#freeAt(lane);
        if (free > this.#clock.now()) {
          next = Math.min(next, free);
          break;
        }
        const ticket = { end: Number.POSITIVE_INFINITY };
        lane.tickets.add(ticket);
        lane.waiting.delete(go);
        this.#inFlight += 1;
        go(ticket);
      }
    }
    this.#wakeAt(next);
  }

  /** Nothing of it matters any more; each account has lanes of its own, and accounts come and go. */
  #isSpent({ budget, tickets, stretch }: Lane): boolean {
    if (stretch > 1) return false;
    for (const ticket of tickets) {
      if (ticket.end + budget.perMs * SLACK > this.#clock.now()) return false;
      tickets.delete(ticket);
    }
    return true;
  }

  /** When the next call may start; infinite when that depends on a call under way. */
  #freeAt({ budget, tickets, stretch }: Lane): number {
    if (!this.#budgets) return 0;
    const window = budget.perMs * SLACK * stretch;
    let earliest = Number.POSITIVE_INFINITY;
    for (const ticket of tickets) {
      if (ticket.end + window <= this.#clock.now()) tickets.delete(ticket);
      else earliest = Math.min(earliest, ticket.end);
    }
    return tickets.size < budget.calls ? 0 : earliest + window;
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
