import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../shared/accounts/connect.ts';

interface Alarm {
  at: number;
  order: number;
  action: () => void;
}

/** One call to the cloud, in virtual milliseconds. */
export interface Call {
  action: string;
  start: number;
  end: number;
}

/** Turns of the event loop without anything new, after which nothing moves until time passes. */
const QUIET_TURNS = 8;

/**
 * A clock on which only waiting takes time: work of the processor takes none. It moves to the next alarm when every request that
 * the program has sent waits for one at the server (`sleep`), and nothing else moves. What it tells does not depend on the
 * machine. The program and the server share this process and this clock; store and files must not need the event loop to wait.
 */
export class VirtualTime implements Clock {
  readonly calls: Call[] = [];
  #now = 0;
  #order = 0;
  #asleep = 0;
  #moves = 0;
  readonly #alarms = new Set<Alarm>();
  readonly #open = new Map<ClientRequest, Call>();

  constructor() {
    subscribe('http.client.request.start', (message) => {
      const { request } = message as { request: ClientRequest };
      const action = String(request.getHeader('x-acs-action') ?? '?');
      this.#open.set(request, { action, start: this.#now, end: this.#now });
      this.#moves += 1;
    });
    subscribe('http.client.response.finish', (message) => {
      const { request } = message as { request: ClientRequest };
      const call = this.#open.get(request);
      if (!call) return;
      this.#open.delete(request);
      this.calls.push({ ...call, end: this.#now });
      this.#moves += 1;
    });
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const alarm = { at: this.#now + ms, order: this.#order, action };
    this.#order += 1;
    this.#moves += 1;
    this.#alarms.add(alarm);
    return () => {
      this.#moves += 1;
      this.#alarms.delete(alarm);
    };
  }

  /** How long the server takes. */
  sleep(ms: number): Promise<void> {
    this.#asleep += 1;
    return new Promise((resolve) => {
      this.after(ms, () => {
        this.#asleep -= 1;
        resolve();
      });
    });
  }

  /** What `work` answers; time passes while it waits. */
  async run<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const watched = work.finally(() => {
      ended = true;
    });
    watched.catch(() => undefined);
    while (!ended) {
      await this.#quiet();
      if (!ended) this.#move();
    }
    return watched;
  }

  async #quiet(): Promise<void> {
    let seen = this.#moves;
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await turn();
      quiet = this.#moves === seen && this.#open.size === this.#asleep ? quiet + 1 : 0;
      seen = this.#moves;
    }
  }

  /** All that is due at the next time at which anything is. */
  #move(): void {
    const at = Math.min(...[...this.#alarms].map((alarm) => alarm.at));
    if (at === Number.POSITIVE_INFINITY) return; // it works without waiting for the clock
    this.#now = Math.max(this.#now, at);
    const due = [...this.#alarms].filter((alarm) => alarm.at <= this.#now);
    for (const alarm of due.sort((a, b) => a.order - b.order)) {
      if (this.#alarms.delete(alarm)) alarm.action();
    }
  }
}
