import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { deadline } from '../model/deadline.ts';
import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import type { Secret } from '../model/secret.ts';
import { failedConnection } from './connection-failure.ts';
import { isMarkup, type KeepLines, readBody, textOf } from './read-body.ts';

/** How an API server is reached, and as whom. Held in memory only. */
export interface Login {
  /** `https://host:port`, without a path. */
  server: string;
  /** PEM of the authority that signed the certificate of the server. Null: nobody vouches for it, and nothing is shown to it. */
  ca: string | null;
  /** PEM of the client certificate and its key, or a token; neither: anonymous. */
  cert?: string;
  key?: Secret;
  token?: Secret;
  /** ISO 8601, UTC: from then on the certificate or token is of no use. Null: it does not say. */
  expires: string | null;
}

export interface ClientOptions {
  /** For one answer, from the first byte out to the last byte in. */
  timeoutMs: number;
  now: () => Date;
  /** Aborts at the deadline of the job. */
  signal?: AbortSignal;
}

export interface Get {
  /** What is accepted, as in the header; text of any kind when it is left out. */
  accept?: string;
  /** Longest text that is read, after it was unpacked; 1 MiB when it is left out. */
  maxBytes?: number;
  /** What of whole lines is kept of an answer with status 200; all of it when it is left out. */
  keep?: KeepLines;
  /** Not over a connection that is open already: behind one address may be several API servers. */
  freshConnection?: boolean;
}

export interface ApiServerReply {
  /** Whatever is not 2xx, 4xx or 5xx is told as malformed; 401 and 403 as denied, 429 as throttled. */
  status: number;
  text: string;
  contentType: string;
}

export interface ApiServerClient {
  /** `path` with its query. Trouble is an answer, never an exception. */
  get(path: string, options?: Get): Promise<Observation<ApiServerReply>>;
  /** Ends the connections that are kept open. */
  close(): void;
}

const MAX_BYTES = 1_048_576;
/** No API server writes more headers than this. */
const MAX_HEADERS = 65_536;

/** Reads from one API server. Nothing else than GET is ever sent. */
export function apiServerClient(login: Login, options: ClientOptions): ApiServerClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let trusted: ConnectionOptions | null = null;
  return {
    async get(path, wanted = {}) {
      const ended = expired(login, options.now());
      if (ended) return ended;
      const limit = wanted.maxBytes ?? MAX_BYTES;
      const { signal, end } = deadline(options.timeoutMs, options.signal);
      try {
        trusted ??= trust(login); // in here, because it throws for what is no PEM
        const message = await ask(login, path, wanted, { ...trusted, agent, signal });
        const keep = message.statusCode === 200 ? (wanted.keep ?? null) : null;
        const read = await readBody(message, { limit, signal, keep });
        const body = read === 'too long' ? null : read;
        return reply(message, body, limit, options.now());
      } catch (error) {
        const isLate = signal.aborted && !options.signal?.aborted;
        return failedConnection(error, isLate ? options.timeoutMs : null);
      } finally {
        end();
      }
    },
    close: () => agent.destroy(),
  };
}

/** A certificate that has run out is refused with the same words as a wrong one: better not shown at all. */
function expired({ expires }: Login, now: Date): Unseen | null {
  if (expires === null || now.toISOString() < expires) return null;
  return unseen('denied', `the kubeconfig expired at ${expires}`, { code: 'Expired' });
}

function ask(
  login: Login,
  path: string,
  { accept = 'text/plain, */*', freshConnection = false }: Get,
  { agent, ...connection }: RequestOptions,
): Promise<IncomingMessage> {
  const url = new URL(login.server);
  const options: RequestOptions = {
    method: 'GET',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 443 : Number(url.port),
    path,
    agent: freshConnection ? false : agent,
    maxHeaderSize: MAX_HEADERS,
    headers: { accept, 'accept-encoding': 'gzip', 'user-agent': 'sealwatch', ...authorization(login) },
    ...connection,
  };
  return new Promise((resolve, reject) => {
    request(options, resolve).on('error', reject).end();
  });
}

/**
 * To a server that nobody vouches for, nothing is shown that is worth stealing. Made once for all connections, because reading
 * certificates and keys takes as long as a handshake.
 */
function trust({ ca, cert, key }: Login): ConnectionOptions {
  const minVersion = 'TLSv1.2';
  if (ca === null) return { rejectUnauthorized: false, minVersion };
  const shown = cert === undefined || key === undefined ? {} : { cert, key: key.reveal() };
  return { secureContext: createSecureContext({ ca, minVersion, ...shown }) };
}

function authorization({ ca, token }: Login): Record<string, string> {
  return ca === null || token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` };
}

function reply(
  message: IncomingMessage,
  body: Buffer | null,
  limit: number,
  now: Date,
): Observation<ApiServerReply> {
  const status = message.statusCode ?? 0;
  const contentType = message.headers['content-type'] ?? '';
  const refusal = refused(status, body);
  if (refusal) return refusal;
  if (body === null) return unseen('malformed', `the answer is longer than ${limit} bytes`);
  const text = textOf(body);
  if (text === null) return unseen('malformed', 'the answer is not text in UTF-8');
  if (/^text\/html\b/i.test(contentType) || isMarkup(text)) {
    return unseen('malformed', `HTML instead of an answer of the API server (HTTP ${status})`);
  }
  return seen({ status, text, contentType }, now.toISOString());
}

function refused(status: number, body: Buffer | null): Unseen | null {
  if (status === 401 || status === 403) {
    const code = status === 401 ? 'Unauthorized' : 'Forbidden';
    return unseen('denied', wordsOf(body) ?? `HTTP ${status}`, { code });
  }
  if (status === 429) return unseen('throttled', 'HTTP 429');
  return status < 200 || (status >= 300 && status < 400) ? unseen('malformed', `HTTP ${status}`) : null;
}

/** The message of a `Status`, such as `forbidden: User "…" cannot get path "/metrics"`. */
function wordsOf(body: Buffer | null): string | null {
  const text = body && body.length <= 65_536 ? textOf(body) : null;
  const [, message] = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text ?? '') ?? [];
  if (message === undefined) return null;
  try {
    return String(JSON.parse(message)).replace(/\s+/g, ' ').trim().slice(0, 300) || null;
  } catch {
    return null; // no JSON after all
  }
}
