import type { Asking, Endpoint, Route } from './endpoint.ts';
import { badRequest } from './problem.ts';
import { bodyOf } from './request-body.ts';
import { LOGIN_PATH, sessionCookie } from './session.ts';

const MOST_BYTES = 8192;

export const LOGIN_ROUTES: readonly Route[] = [{ path: LOGIN_PATH, POST: logIn }];

/** Takes a token out of a form and gives a cookie for it. Throws `HttpProblem` 400, 401, 413 or 429. */
async function logIn(asking: Asking, { guard, now }: Endpoint): Promise<Response> {
  const { raw: request } = asking.req;
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? ''))
    throw badRequest('form-needed', 'The body must be application/x-www-form-urlencoded.');
  const form = new URLSearchParams((await bodyOf(asking.env, MOST_BYTES)).toString('utf8'));
  const token = guard.readingToken((form.get('token') ?? '').trim(), asking.env.client);
  const isSecure =
    request.url.startsWith('https:') ||
    request.headers.get('x-forwarded-proto')?.startsWith('https') === true;
  return new Response(null, {
    status: 303,
    headers: {
      location: ownPath(form.get('next')),
      'set-cookie': sessionCookie(token, now(), isSecure),
      'cache-control': 'no-store',
      'content-length': '0',
    },
  });
}

/** Leads nowhere else: a path of this server, or its root. */
export function ownPath(next: string | null): string {
  const here = 'http://here.invalid/';
  const to = new URL(next !== null && URL.canParse(next, here) ? next : '/', here);
  return to.origin === new URL(here).origin && to.pathname !== LOGIN_PATH
    ? `${to.pathname}${to.search}`
    : '/';
}
