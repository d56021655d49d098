import { minute } from '../world/time.ts';

/** Nonces are remembered as long as a request with them could still be in time. */
const remembered = 20 * minute;

export interface Nonces {
  /** false when this access key has used the nonce before */
  use(accessKeyId: string, nonce: string, now: number): boolean;
}

/** Two generations, the older dropped as a whole: no timer, and no list to walk. */
export function rememberNonces(): Nonces {
  let fresh = new Set<string>();
  let old = new Set<string>();
  let since = 0;
  return {
    use: (accessKeyId, nonce, now) => {
      if (Math.abs(now - since) > remembered) {
        old = fresh;
        fresh = new Set();
        since = now;
      }
      const entry = `${accessKeyId} ${nonce}`;
      if (fresh.has(entry) || old.has(entry)) return false;
      fresh.add(entry);
      return true;
    },
  };
}
