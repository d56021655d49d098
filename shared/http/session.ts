import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReportToken } from '../config/report.ts';
import type { Secret } from '../model/secret.ts';

/** Where the form for a token posts to. */
export const LOGIN_PATH = '/login';

const COOKIE = 'sealwatch-session';
const HOURS = 12;

/**
 * `Set-Cookie` of a browser that brought a right token. It holds a signature made with the token and an end, not the token:
 * it ends by itself, and with the token. `isSecure` where the browser came over TLS.
 */
export function sessionCookie(token: Secret, now: Date, isSecure: boolean): string {
  const expires = String(Math.floor(now.getTime() / 1000) + HOURS * 3600);
  const value = `${expires}.${signature(token, expires).toString('base64url')}`;
  const attributes = `Path=/; Max-Age=${HOURS * 3600}; HttpOnly; SameSite=Strict`;
  return `${COOKIE}=${value}; ${attributes}${isSecure ? '; Secure' : ''}`;
}

/** Whether a known token signed the session of a `Cookie` header, and it has not ended. Looks at every token. */
export function hasSession(cookies: string | null, tokens: readonly ReportToken[], now: Date): boolean {
  const [, expires = '', signed = ''] = SESSION.exec(cookies ?? '') ?? [];
  if (signed === '' || Number(expires) * 1000 <= now.getTime()) return false;
  const given = Buffer.from(signed, 'base64url');
  return tokens
    .filter(({ scope }) => scope !== 'proof')
    .map(({ token }) => timingSafeEqual(signature(token, expires), given))
    .includes(true);
}

const SESSION = new RegExp(`(?:^|; *)${COOKIE}=(\\d{1,12})\\.([\\w-]{43})(?:;|$)`);

function signature(token: Secret, expires: string): Buffer {
  return createHmac('sha256', token.reveal()).update(`sealwatch-session/1\n${expires}`).digest();
}
