import { randomUUID } from 'node:crypto';
import type { Clock } from '../shared/accounts/connect.ts';

export const realClock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** The time that passes here, and chance; everything that works with them is given them. */
export const machine = { clock: realClock, random: Math.random, uuid: (): string => randomUUID() };
