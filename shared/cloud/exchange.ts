import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

const exchanges = new Map<string, Exchange>();

/**
 * One call of an official client, watched from outside. The official core neither takes an abort signal
 * nor shows the headers of an answer; Node.js tells both through its diagnostics channels, without a
 * patched client. The request is recognised by its signature nonce.
 */
export class Exchange {
  readonly nonce = randomUUID();
  status: number | null = null;
  /** Value of the `Retry-After` header, in milliseconds; null when there was none. */
  retryAfterMs: number | null = null;
  request: ClientRequest | null = null;
  #fail: (reason: Error) => void = () => undefined;

  /** Runs the call, which must use the nonce; `stop` ends it. */
  run<T>(call: () => Promise<T>): Promise<T> {
    exchanges.set(this.nonce, this);
    const result = new Promise<T>((resolve, reject) => {
      this.#fail = reject;
      call().then(resolve, reject);
    });
    return result.finally(() => exchanges.delete(this.nonce));
  }

  /** Cuts the request off and fails the call with the reason. */
  stop(reason: Error): void {
    this.#fail(reason);
    this.request?.destroy(reason);
  }
}

const answered = new WeakMap<ClientRequest, Exchange>();

subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest }; // documented shape of this channel
  const exchange = exchanges.get(String(request.getHeader('x-acs-signature-nonce') ?? ''));
  if (!exchange) return;
  exchange.request = request;
  answered.set(request, exchange);
});

subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as { request: ClientRequest; response: IncomingMessage }; // documented shape
  const exchange = answered.get(request);
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
