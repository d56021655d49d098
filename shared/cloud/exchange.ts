import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

const exchanges = new Map<string, Exchange>();
const answered = new WeakMap<ClientRequest, Exchange>();
const nothing = (): void => undefined;

/**
 * One call of an official client, watched from outside. The official core neither takes an abort signal
 * nor shows the headers of an answer; Node.js tells both through its diagnostics channels, without a
 * patched client. The request is recognised by its signature nonce.
 */
export class Exchange {
  readonly nonce: string;
  status: number | null = null;
  /** Value of the `Retry-After` header, in milliseconds; null when there was none. */
  retryAfterMs: number | null = null;
  request: ClientRequest | null = null;
  #fail: (reason: Error) => void = nothing;

  constructor(nonce: string) {
    this.nonce = nonce;
  }

  /** Runs the call, which must use the nonce; `stop` ends it. */
  run<T>(call: () => Promise<T>): Promise<T> {
    exchanges.set(this.nonce, this);
    const result = new Promise<T>((resolve, reject) => {
      this.#fail = reject;
      call().then(resolve, reject);
    });
    return result.finally(() => this.#forget());
  }

  /**
   * The core never clears the timer of a request that was answered, so the request lives on until its time would have
   * been up, and this with it: neither may hold the body of the answer, of which there are hundreds.
   */
  #forget(): void {
    exchanges.delete(this.nonce);
    if (this.request) answered.delete(this.request);
    this.request = null;
    this.#fail = nothing;
  }

  /** Cuts the request off and fails the call with the reason. */
  stop(reason: Error): void {
    this.#fail(reason);
    this.request?.destroy(reason);
  }
}

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
