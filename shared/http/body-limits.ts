/** What a body may have where nothing else is said; more is read of none. */
const MOST_BYTES = 64 * 1024;

/** A post about 100,000 Secrets with short names. */
export const MOST_PROOF_BYTES = 8 * 1024 * 1024;

/** Where the form for a token posts to. */
export const LOGIN_PATH = '/login';

export const PROOFS_PATH = '/proofs';

/** How much of a body is read before a route looks at it; the route itself says what is too much. */
export function bytesToRead(path: string): number {
  return path === PROOFS_PATH ? MOST_PROOF_BYTES : MOST_BYTES;
}

/** Large bodies that are read at once by one process; the others are asked to come again. */
export const LARGE_AT_ONCE = 8;
