import { type Rate, type RateGroup, rates } from '../api/rates.ts';

export interface Limiter {
  /** false when the last second, or the longer time of this limit, is full */
  take(group: RateGroup, account: string, region: string, now: number): boolean;
}

/** A sliding window of real time for each limit, account and region. */
export function newLimiter(): Limiter {
  const windows = new Map<string, number[]>();
  return {
    take: (group, account, region, now) => {
      const { calls, seconds = 1, per }: Rate = rates[group];
      const key = per === 'region' ? `${group} ${account} ${region}` : `${group} ${account}`;
      const taken = windows.get(key) ?? [];
      windows.set(key, taken);
      let past = 0;
      while (past < taken.length && (taken[past] ?? now) <= now - seconds * 1000) past += 1;
      if (past > 0) taken.splice(0, past);
      if (taken.length >= calls) return false;
      taken.push(now);
      return true;
    },
  };
}
