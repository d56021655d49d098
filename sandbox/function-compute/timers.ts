import { utc } from '../world/time.ts';
import { lastDue } from './cron-times.ts';
import type { CheckedSpec } from './spec.ts';

/** A function that its timer starts. */
export interface Due {
  /** epoch ms */
  at: number;
  name: string;
  region: string;
  payload: string;
}

/**
 * The timers that came due in `from` < t <= `to` (epoch ms), in their order. One that came due several times starts its function
 * once, with the last: a leap of the clock is one moment.
 */
export function dueTimers(specs: readonly CheckedSpec[], from: number, to: number): Due[] {
  const due = specs.flatMap(({ name, region, timers }) =>
    timers.flatMap(({ name: triggerName, cronExpression, enabled, payload = '', created = from }) => {
      const at = enabled ? lastDue(cronExpression, { from, to, start: created }) : null;
      if (at === null) return [];
      // https://www.alibabacloud.com/help/en/functioncompute/fc/user-guide/time-triggers
      const event = JSON.stringify({ triggerTime: utc(at), triggerName, payload });
      return [{ at, name, region, payload: event }];
    }),
  );
  return due.sort((one, other) => one.at - other.at);
}
