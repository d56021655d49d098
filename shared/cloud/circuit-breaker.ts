import { setMaxListeners } from 'node:events';
import type { Unseen } from '../model/observation.ts';
import type { Clock } from './clock.ts';

/** So many answers in a row, over so long a time, and none told anything: a burst that is throttled passes sooner. */
const IN_A_ROW = 4;
const SILENCE_MS = 10_000;
/** One more question is asked after so long; its answer may bring the others back. */
const PROBE_MS = 30_000;

interface Circuit {
  failures: number;
  /** When the first of them came. */
  since: number;
  /** Null while it may be asked. */
  tripped: { since: number; why: Unseen } | null;
  /** Aborts when it trips, so that nobody waits for a turn in vain. */
  waiting: AbortController;
}

/**
 * Stops asking what is throttled or cannot be reached, operation by operation and place by place: asking on until the deadline
 * takes the time of everything else and tells nothing new. A question that the service answers, whatever it says, is a success.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #circuits = new Map<string, Circuit>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why the question is not asked; null when it is. */
  refusal(name: string): Unseen | null {
    const { tripped } = this.#circuit(name);
    if (tripped === null) return null;
    const now = this.#clock.now();
    if (now - tripped.since < PROBE_MS) return tripped.why;
    tripped.since = now; // this one is the probe
    this.#renew(name);
    return null;
  }

  /** Why it is not asked at the moment; null while it is. */
  why(name: string): Unseen | null {
    return this.#circuit(name).tripped?.why ?? null;
  }

  /** Aborts as soon as it is not asked any more. */
  signal(name: string): AbortSignal {
    return this.#circuit(name).waiting.signal;
  }

  /** Notes an answer; `why` it told nothing, or null. */
  note(name: string, why: Unseen | null): void {
    if (why === null) {
      // Who waits for a turn goes on to listen to the same signal.
      Object.assign(this.#circuit(name), { failures: 0, tripped: null });
      this.#renew(name);
      return;
    }
    const circuit = this.#circuit(name);
    const now = this.#clock.now();
    if (circuit.failures === 0) circuit.since = now;
    circuit.failures += 1;
    if (circuit.failures < IN_A_ROW || now - circuit.since < SILENCE_MS) return;
    circuit.tripped ??= { since: now, why };
    circuit.waiting.abort();
  }

  #renew(name: string): void {
    const circuit = this.#circuit(name);
    if (circuit.waiting.signal.aborted) circuit.waiting = waiting();
  }

  #circuit(name: string): Circuit {
    const known = this.#circuits.get(name) ?? { failures: 0, since: 0, tripped: null, waiting: waiting() };
    this.#circuits.set(name, known);
    return known;
  }
}

/** Every question that waits for its turn listens to it. */
function waiting(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
