import type { Clock } from './clock.ts';
import { type Head, type Message, type Reply, send } from './transport.ts';

export interface Bounds {
  clock: Clock;
  timeoutMs: number;
  signal: AbortSignal;
}

/** One call to the cloud. It ends in time, or when the signal aborts, whatever it is waiting for. */
export class Exchange {
  status: number | null = null;
  /** Value of the `Retry-After` header, in milliseconds; null when there was none. */
  retryAfterMs: number | null = null;
  timedOut = false;
  /** How far this machine is ahead of the one that answered, in seconds; null where no date was told. */
  aheadSeconds: number | null = null;
  readonly #bounds: Bounds;
  readonly #end = new AbortController();

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Runs the call, which must use `send`. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const { clock, timeoutMs, signal } = this.#bounds;
    const stop = (): void => this.#end.abort(new Error('aborted'));
    const cancel = clock.after(timeoutMs, () => {
      this.timedOut = true;
      this.#end.abort(new Error('timed out'));
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await Promise.race([call(), aborted(this.#end.signal)]);
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }

  send(message: Message): Promise<Reply> {
    return send(message, this.#end.signal, ({ status, headers }: Head) => {
      this.status = status;
      this.retryAfterMs = parseRetryAfter(headers['retry-after']);
      const ahead = Date.parse(message.headers['x-acs-date'] ?? '') - Date.parse(headers.date ?? '');
      this.aheadSeconds = Number.isNaN(ahead) ? null : Math.round(ahead / 1000);
    });
  }
}

/** Rejects when the signal aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
}

/** Seconds only; Alibaba Cloud sends no dates here. At most five minutes. */
function parseRetryAfter(value: string | undefined): number | null {
  const seconds = Number(value);
  return value === undefined || !Number.isFinite(seconds) || seconds < 0
    ? null
    : Math.min(seconds, 300) * 1000;
}
