import { request } from 'node:https';
import { within } from '../../shared/model/deadline.ts';
import { digestOf, PROOF_HEADERS, proofSignature, signedText } from '../../shared/model/proof-signature.ts';
import type { Secret } from '../../shared/model/secret.ts';

const TIMEOUT_MS = 60_000;
/** Before another attempt; its signature is a new one, as the endpoint takes none twice. */
const PAUSES_MS = [3_000, 15_000];
const MOST_ANSWER_BYTES = 65_536;

export interface Sender {
  url: URL;
  token: Secret;
  now: () => Date;
  pause: (ms: number) => Promise<void>;
}

/** What became of a post; `cause` is null when it was taken. */
export interface Posted {
  status: number | null;
  cause: string | null;
  signedAt: string;
}

/** Posts a proof, signed anew for each attempt. Trouble that may pass is met with two more attempts. */
export async function post(body: Buffer, sender: Sender): Promise<Posted> {
  let posted = await attempt(body, sender);
  for (const pause of PAUSES_MS) {
    if (posted.cause === null || !mayPass(posted)) return posted;
    await sender.pause(pause);
    posted = await attempt(body, sender);
  }
  return posted;
}

function mayPass({ status, cause }: Posted): boolean {
  return status === null || status === 429 || status >= 500 || cause?.startsWith('busy') === true;
}

async function attempt(body: Buffer, { url, token, now }: Sender): Promise<Posted> {
  const signedAt = now().toISOString();
  const digest = digestOf(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    [PROOF_HEADERS.timestamp]: signedAt,
    [PROOF_HEADERS.digest]: digest,
    [PROOF_HEADERS.signature]: proofSignature(token, signedText(signedAt, digest)),
    'user-agent': 'sealwatch',
  };
  try {
    const { status, text } = await send(url, headers, body);
    return { status, cause: status === 200 ? notOurs(text) : refusal(status, text), signedAt };
  } catch (error) {
    return { status: null, cause: codeOf(error), signedAt };
  }
}

function send(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
): Promise<{ status: number; text: string }> {
  const exchange = (signal: AbortSignal): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', headers, signal, agent: false }, async (incoming) => {
        try {
          const parts: Buffer[] = [];
          let bytes = 0;
          for await (const part of incoming as AsyncIterable<Buffer>) {
            bytes += part.length;
            if (bytes > MOST_ANSWER_BYTES) break;
            parts.push(part);
          }
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') });
        } catch (error) {
          reject(error);
        }
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return within(TIMEOUT_MS, exchange);
}

/** A page that a proxy answers with 200 is no receipt. */
function notOurs(text: string): string | null {
  return /^\{.*"signedAt":/s.test(text) ? null : 'the answer is not from sealwatch';
}

/** The code of the problem and its words, which the endpoint writes for people. */
function refusal(status: number, text: string): string {
  const [, code] = /"type":"urn:sealwatch:problem:([a-z-]{1,60})"/.exec(text) ?? [];
  if (code === undefined) return `HTTP ${status}, and the answer is not from sealwatch`;
  const [, detail = '""'] = /"detail":("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  return `${code}: ${String(JSON.parse(detail)).slice(0, 400)}`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return `no answer within ${TIMEOUT_MS / 1000} seconds`;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
