import type { Delivery } from '../model/notice.ts';

type Postponed = Extract<Delivery, { kind: 'later' }>;

export function later(now: Date, seconds: number, code: string, why: string): Postponed {
  return { kind: 'later', after: new Date(now.getTime() + seconds * 1000).toISOString(), code, why };
}

/** Why a call had no answer, without the address, which may hold a token. */
export function withoutAnswer(error: unknown, now: Date, seconds: number): Postponed {
  const { name = '', cause } = error instanceof Error ? error : {};
  const timedOut = name === 'TimeoutError' || name === 'AbortError';
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : name || 'Network';
  return timedOut
    ? later(now, seconds, 'Timeout', 'no answer in time')
    : later(now, seconds, code, 'not reachable');
}
