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

interface Interval {
  /** First and last address, as numbers. */
  from: number;
  to: number;
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

/** IPv4 only; an address without a length is one address. Null for what is neither. */
export function intervalOf(cidr: string): Interval | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(cidr.trim());
  if (!match) return null;
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(1, 5).map(Number);
  const length = match[5] === undefined ? 32 : Number(match[5]);
  if ([a, b, c, d].some((octet) => octet > 255) || length > 32) return null;
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const from = address - (address % size);
  return { from, to: from + size - 1 };
}

function overlaps(one: Interval, other: Interval): boolean {
  return one.from <= other.to && other.from <= one.to;
}

function without(part: Interval, taken: Interval): Interval[] {
  if (!overlaps(part, taken)) return [part];
  const left = { from: part.from, to: taken.from - 1 };
  const right = { from: taken.to + 1, to: part.to };
  return [left, right].filter(({ from, to }) => from <= to);
}
