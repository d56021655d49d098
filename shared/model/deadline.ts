export interface Deadline {
  signal: AbortSignal;
  /** Aborts now. */
  end(): void;
}

/**
 * Aborts after `ms`, when it is ended, or when `stop` aborts. `AbortSignal.timeout` cannot be ended, and keeps all that listens
 * to it, such as clients and their sockets, for ten minutes after an invocation of one second; instances serve hundreds of
 * them. And Node.js 20 collects a timeout that only `AbortSignal.any` refers to, with its timer: it never comes.
 */
export function deadline(ms: number, stop?: AbortSignal): Deadline {
  const controller = new AbortController();
  const abort = (reason: unknown): void => {
    clearTimeout(timer);
    stop?.removeEventListener('abort', stopped);
    controller.abort(reason);
  };
  const stopped = (): void => abort(stop?.reason);
  const end = (): void => abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timer = setTimeout(end, ms).unref(); // what is under way keeps the process alive, not its deadline
  stop?.addEventListener('abort', stopped, { once: true });
  if (stop?.aborted) stopped();
  return { signal: controller.signal, end };
}

/** Works with a signal that aborts after `ms`, or when `stop` does, and leaves no timer behind. The work is all that needs the signal: an answer is read in it. */
export async function within<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  const { signal, end } = deadline(ms, stop);
  try {
    return await work(signal);
  } finally {
    end();
  }
}
