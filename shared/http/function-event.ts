import * as v from 'valibot';
import { INTERNAL, problemAnswer } from './problem.ts';
import type { ReportApp } from './report-app.ts';
import type { Surroundings } from './request-context.ts';
import { requestFor } from './request-for.ts';

/** An HTTP request as Function Compute passes it to a handler. https://help.aliyun.com/document_detail/2545977.html */
const schema = v.object({
  version: v.literal('v1'),
  rawPath: v.string(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  queryParameters: v.optional(v.record(v.string(), v.string()), {}),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
  requestContext: v.object({
    domainName: v.optional(v.string(), ''),
    http: v.object({ method: v.string(), sourceIp: v.optional(v.string(), '') }),
  }),
});

type HttpEvent = v.InferOutput<typeof schema>;

/** What a handler answers to an HTTP trigger. */
export interface FunctionAnswer {
  statusCode: number;
  headers: Record<string, string>;
  isBase64Encoded: boolean;
  body: string;
}

/** Function Compute takes 32 MB in one piece; what is around the body needs some of it. */
const MOST_BYTES = 32_000_000;

/** Answers one HTTP event. An event that is none, such as that of a timer, is answered with 400. */
export async function answerEvent(
  event: Uint8Array,
  app: ReportApp,
  surroundings: Surroundings,
): Promise<FunctionAnswer> {
  const parsed = parse(event);
  const request = parsed && requestOf(parsed);
  if (!parsed || !request) return answerOf(problemAnswer(NO_REQUEST));
  const client = parsed.requestContext.http.sourceIp;
  const read = async (): Promise<Buffer> =>
    Buffer.from(parsed.body, parsed.isBase64Encoded ? 'base64' : 'utf8');
  const response = await app(request, { ...surroundings, client, read });
  const bytes = await bytesOf(response);
  const answer = bytes && answerWith(response, bytes);
  return answer && sizeOf(answer) <= MOST_BYTES ? answer : answerOf(problemAnswer(TOO_LARGE));
}

/** Bytes of the body within the JSON that Function Compute is given: quotes are escaped there, and a report has many. */
function sizeOf({ body }: FunctionAnswer): number {
  return Buffer.byteLength(JSON.stringify(body));
}

/** The answer when not even that could be begun. */
export function refusedEvent(): Promise<FunctionAnswer> {
  return answerOf(problemAnswer(INTERNAL));
}

function parse(event: Uint8Array): HttpEvent | null {
  try {
    const result = v.safeParse(schema, JSON.parse(Buffer.from(event).toString('utf8')));
    return result.success ? result.output : null;
  } catch {
    return null; // the caller hears that it is no request
  }
}

/** Null for what is no valid request. */
function requestOf({ rawPath, headers, queryParameters, requestContext }: HttpEvent): Request | null {
  const { domainName, http } = requestContext;
  const query = new URLSearchParams(queryParameters).toString();
  const path = rawPath.startsWith('/') ? rawPath : `/${rawPath}`;
  const address = `https://${domainName || 'localhost'}${path}${query === '' ? '' : `?${query}`}`;
  return requestFor(address, http.method, headers);
}

async function answerOf(answer: Response): Promise<FunctionAnswer> {
  return answerWith(answer, Buffer.from(await answer.arrayBuffer()));
}

/** Null for a body that is too large, of which no more is made than tells that. Throws where it breaks off. */
async function bytesOf({ body }: Response): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MOST_BYTES) return null;
  }
  return Buffer.concat(parts);
}

/** Text goes as it is; what is compressed as base64, because a body must be a string. */
function answerWith(answer: Response, bytes: Buffer): FunctionAnswer {
  const isBase64Encoded = answer.headers.has('content-encoding');
  return {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers),
    isBase64Encoded,
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
  };
}

const NO_REQUEST = {
  status: 400,
  code: 'no-request',
  title: 'Bad request',
  detail: 'This is no valid HTTP request.',
};
const TOO_LARGE = {
  status: 413,
  code: 'answer-too-large',
  title: 'Content too large',
  detail:
    'Function Compute cannot pass on so large an answer. Accept gzip, add filters, or page with ?limit=1000.',
};
