import { type RateGroup, rates } from '../api/rates.ts';

const windowMs = 1000;

export interface Limiter {
  /** false when the last second is full */
  take(group: RateGroup, account: string, region: string, now: number): boolean;
}

/** A sliding window of one second of real time for each limit, account and region. */
export function newLimiter(): Limiter {
  const windows = new Map<string, number[]>();
  return {
    take: (group, account, region, now) => {
      const { perSecond, per } = rates[group];
      const key = per === 'region' ? `${group} ${account} ${region}` : `${group} ${account}`;
      const taken = windows.get(key) ?? [];
      windows.set(key, taken);
      let past = 0;
      while (past < taken.length && (taken[past] ?? now) <= now - windowMs) past += 1;
      if (past > 0) taken.splice(0, past);
      if (taken.length >= perSecond) return false;
      taken.push(now);
      return true;
    },
  };
}
