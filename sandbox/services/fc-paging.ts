import { integer, optional, text } from '../api/params.ts';

export const page = { limit: optional(integer(1, 100)), nextToken: optional(text({ max: 4096 })) };

/** A part of a list; the token is the place to go on at. Default 20 (assumption). */
export function paged<T>(
  all: readonly T[],
  { limit = 20, nextToken = '0' }: { limit?: number | undefined; nextToken?: string | undefined },
): { items: T[]; nextToken: { nextToken?: string } } {
  const start = Number.parseInt(nextToken, 10) || 0;
  const end = start + limit;
  return { items: all.slice(start, end), nextToken: end < all.length ? { nextToken: String(end) } : {} };
}
