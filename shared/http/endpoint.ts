import type { Context } from 'hono';
import type { Scope } from '../config/report.ts';
import { jsonText } from '../model/json-text.ts';
import type { BodyCache } from './body-cache.ts';
import type { Guard } from './guard.ts';
import type { ReportSource } from './report-source.ts';
import type { HttpDeps, RequestContext } from './request-context.ts';

/** What hono carries through a request. */
export interface Carried {
  Bindings: RequestContext;
  Variables: { scope: Scope };
}

export type Asking = Context<Carried>;

/** What all routes share. */
export interface Endpoint extends HttpDeps {
  source: ReportSource;
  cache: BodyCache;
  guard: Guard;
  /** Those whose large bodies are being read. */
  posts: Set<Request>;
  /** Changes with code and configuration. */
  edition: string;
}

export type Handler = (asking: Asking, endpoint: Endpoint) => Response | Promise<Response>;

export interface Route {
  path: string;
  GET?: Handler;
  POST?: Handler;
}

export function queryOf({ req }: Asking): URLSearchParams {
  return new URL(req.url).searchParams;
}

/** An answer that is true now only. */
export function jsonAnswer(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = jsonText(value);
  return new Response(body, {
    status,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...headers,
    },
  });
}
