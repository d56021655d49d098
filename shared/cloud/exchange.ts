import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** What went over the wire for one call. */
export interface Exchange {
  status: number | null;
  /** Value of the `Retry-After` header, in milliseconds; null when there was none. */
  retryAfterMs: number | null;
}

interface Watched extends Exchange {
  signal: AbortSignal;
}

const current = new AsyncLocalStorage<Watched>();
const watched = new WeakMap<ClientRequest, Watched>();

/**
 * Runs a call of an official client and watches its HTTP exchange from outside. The official core
 * neither takes an abort signal nor shows the answer's headers; Node.js tells both through its
 * diagnostics channels, without a patched client.
 */
export function watch<T>(
  signal: AbortSignal,
  call: () => Promise<T>,
): { result: Promise<T>; exchange: Exchange } {
  const exchange: Watched = { status: null, retryAfterMs: null, signal };
  return { exchange, result: current.run(exchange, call) };
}

subscribe('http.client.request.start', (message) => {
  const exchange = current.getStore();
  if (!exchange) return;
  const { request } = message as { request: ClientRequest }; // documented shape of this channel
  watched.set(request, exchange);
  const stop = (): void => {
    request.destroy(new Error('aborted'));
  };
  exchange.signal.addEventListener('abort', stop, { once: true });
  request.once('close', () => exchange.signal.removeEventListener('abort', stop));
});

subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage }; // documented shape
  const exchange = watched.get(request);
  if (!exchange) return;
  exchange.status = response.statusCode ?? null;
  exchange.retryAfterMs = parseRetryAfter(response.headers['retry-after']);
});

/** Seconds only; Alibaba Cloud sends no dates here. At most five minutes. */
function parseRetryAfter(value: string | undefined): number | null {
  const seconds = Number(value);
  return value === undefined || !Number.isFinite(seconds) || seconds < 0
    ? null
    : Math.min(seconds, 300) * 1000;
}
