import type { Clock } from '../../shared/accounts/connect.ts';

/** The limit of a call as the configuration of the simulation has it: no pause is as long by chance. */
export const CALL_TIMEOUT_MS = 17_000;
/** What hangs on purpose is given up after so long; what does not hang has all the time that a busy machine needs. */
const HANGING_MS = 250;
const PATIENT_MS = 120_000;

interface Due {
  at: number;
  action: () => void;
}

/** Time that passes as fast as there is something to wait for: pauses take no real time, in the order in which they end. */
export class VirtualClock implements Clock {
  /** Whether something hangs on purpose. */
  hangs = false;
  #now = 0;
  #due: Due[] = [];
  #isAwake = false;

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    if (ms === CALL_TIMEOUT_MS) {
      const timer = setTimeout(action, this.limitMs());
      return () => clearTimeout(timer);
    }
    const due = { at: this.#now + ms, action };
    this.#due.push(due);
    this.#due.sort((a, b) => a.at - b.at);
    this.#wake();
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  /** Real milliseconds after which a call is given up. */
  limitMs(): number {
    return this.hangs ? HANGING_MS : PATIENT_MS;
  }

  #wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    setImmediate(() => {
      this.#isAwake = false;
      const next = this.#due.shift();
      if (!next) return;
      this.#now = Math.max(this.#now, next.at);
      next.action();
      if (this.#due.length > 0) this.#wake();
    });
  }
}
