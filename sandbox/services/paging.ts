import { invalid } from '../api/params.ts';

/** Text that stands for how far a list was read; clients must not look into it. */
export function tokenAt(offset: number): string {
  return Buffer.from(`at ${offset}`).toString('base64url');
}

/** Refuses a token that no answer held. */
export function offsetIn(name: string, token: string | undefined): number {
  if (token === undefined) return 0;
  const match = /^at (\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw invalid(name);
  return Number(match[1]);
}
