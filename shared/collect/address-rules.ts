import { type Interval, intervalOf, overlaps } from '../model/address-range.ts';
import type { Passage } from '../model/network.ts';

/** A rule about traffic, in the order in which rules are looked at. */
export interface AddressRule {
  /** As a person would find it, for example `Drop 100.64.0.0/10`. */
  text: string;
  allows: boolean;
  /** Null: it names something else than addresses, and cannot be judged from here. */
  cidr: string | null;
  /** Whether it is about all of the traffic in question, or some of it. */
  covers: 'all' | 'some';
}

/**
 * What rules, the first that matches deciding, do with traffic to or from a whole range. A rule that only
 * may apply settles nothing: a refusal of that kind makes the answer `partly`, a permission is passed over.
 */
export function passageOf(range: string, rules: readonly AddressRule[]): Passage {
  const whole = intervalOf(range);
  let open = whole ? [whole] : [];
  let refusal: string | null = null;
  let allowed = false;
  for (const { text, allows, cidr, covers } of rules) {
    if (open.length === 0) break;
    const about = cidr === null ? null : intervalOf(cidr);
    if (about && !open.some((part) => overlaps(part, about))) continue;
    if (!allows) refusal ??= text;
    if (!about || covers === 'some') continue;
    allowed ||= allows;
    open = open.flatMap((part) => without(part, about));
  }
  return verdictOf(open.length === 0, allowed, refusal);
}

function verdictOf(settled: boolean, allowed: boolean, refusal: string | null): Passage {
  if (refusal === null) return { verdict: settled ? 'allowed' : 'silent' };
  return { verdict: settled && !allowed ? 'refused' : 'partly', rule: refusal };
}

function without(part: Interval, taken: Interval): Interval[] {
  if (!overlaps(part, taken)) return [part];
  const left = { from: part.from, to: taken.from - 1 };
  const right = { from: taken.to + 1, to: part.to };
  return [left, right].filter(({ from, to }) => from <= to);
}
