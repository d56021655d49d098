import { parsedJson } from '../model/parse-json.ts';
import { badRequest, HttpProblem } from './problem.ts';
import type { RequestContext } from './request-context.ts';

/** Throws `HttpProblem` 400 when the client breaks off, and 413. */
export async function bodyOf({ read }: RequestContext, mostBytes: number): Promise<Buffer> {
  const body = await read(mostBytes).catch(() => {
    throw badRequest('body-broken', 'The body broke off.');
  });
  if (body.length <= mostBytes) return body;
  throw new HttpProblem({
    status: 413,
    code: 'body-too-large',
    title: 'Content too large',
    detail: `A body may have ${mostBytes} bytes.`,
  });
}

/** Throws `HttpProblem` 415. */
export function requireJson(headers: Headers): void {
  if (/^application\/json\b/i.test(headers.get('content-type') ?? '')) return;
  throw new HttpProblem({
    status: 415,
    code: 'json-needed',
    title: 'Unsupported media type',
    detail: 'The body must be application/json.',
  });
}

/** Undefined for what is no JSON: no schema takes it. */
export function jsonIn(body: Buffer): unknown {
  return parsedJson(body.toString('utf8'));
}
