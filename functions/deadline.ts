export interface Deadline {
  signal: AbortSignal;
  /** Aborts now. */
  end(): void;
}

/**
 * Aborts after `ms`, or when it is ended: `AbortSignal.timeout` cannot be ended, and keeps all that listens to it, such as
 * clients and their sockets, for ten minutes after an invocation of one second. Instances serve hundreds of them.
 */
export function deadline(ms: number): Deadline {
  const controller = new AbortController();
  const end = (): void => {
    clearTimeout(timer);
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  const timer = setTimeout(end, ms);
  return { signal: controller.signal, end };
}
