import { jsonText } from '../model/json-text.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Details of an error as RFC 9457 has them. */
export interface Problem {
  status: number;
  /** Stable, for programs; ends the `type`. */
  code: string;
  title: string;
  detail: string;
}

/** An error that the caller may know of. */
export class HttpProblem extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.code);
    this.problem = problem;
    this.headers = headers;
  }
}

export function badRequest(code: string, detail: string): HttpProblem {
  return new HttpProblem({ status: 400, code, title: 'Bad request', detail });
}

export function notFound(detail: string): HttpProblem {
  return new HttpProblem({ status: 404, code: 'not-found', title: 'Not found', detail });
}

/** A problem as an answer, guarded also where the app was never asked. It is never cached. */
export function problemAnswer(
  { status, code, title, detail }: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = jsonText({ type: `urn:sealwatch:problem:${code}`, title, status, detail });
  return new Response(body, {
    status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

export const INTERNAL: Problem = {
  status: 500,
  code: 'internal',
  title: 'Internal error',
  detail: 'The request could not be answered; the log of the endpoint says why.',
};
