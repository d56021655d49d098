import { longestSilence, type Pace } from '../model/activity.ts';

/** What was not read between two looks counts as silence up to here; beyond, what was known before says nothing. */
const UNREAD_MS = 3_600_000;
/** What is older counts for less and less. */
const LONGEST_MS = 7 * 86_400_000;

type KnownPaces = Readonly<Record<string, Pace>>;

/** How regularly each key is called, from the calls of one look and of those before. Refused calls are calls. */
export class PaceReader {
  readonly #before: KnownPaces;
  readonly #times = new Map<string, string[]>();

  constructor(before: KnownPaces) {
    this.#before = before;
  }

  /** Takes one call, in any order. */
  see(key: string, at: string): void {
    const times = this.#times.get(key);
    if (times) times.push(at);
    else this.#times.set(key, [at]);
  }

  /** `whole`: everything since the look before was read. */
  result(keys: Iterable<string>, whole: boolean): Record<string, Pace> {
    const paces: Record<string, Pace> = {};
    for (const key of keys) {
      const before = this.#before[key];
      const now = paceOf(this.#times.get(key) ?? []);
      // Among what was not read may be calls of this key.
      const pace = now ? joined(before, now, whole) : whole ? before : undefined;
      if (pace) paces[key] = pace;
    }
    return paces;
  }
}

function paceOf(times: readonly string[]): Pace | undefined {
  const sorted = [...times].sort();
  const [since] = sorted;
  const until = sorted.at(-1);
  if (since === undefined || until === undefined) return undefined;
  let longest = 0;
  let last = since;
  for (const at of sorted) {
    longest = Math.max(longest, secondsBetween(last, at));
    last = at;
  }
  return { since, until, longest };
}

function joined(before: Pace | undefined, now: Pace, whole: boolean): Pace {
  if (!before) return now;
  const gap = Math.max(0, secondsBetween(before.until, now.since));
  if (!whole && gap > UNREAD_MS / 1000) return now;
  if (gap > (longestSilence(before) ?? Number.POSITIVE_INFINITY)) return now; // it had stopped, which is no pace
  return forget({
    since: before.since < now.since ? before.since : now.since,
    until: before.until > now.until ? before.until : now.until,
    longest: Math.max(before.longest, now.longest, gap),
  });
}

/** Halves the span and its longest silence once the span is longer than it should be: a key may be called more often now. */
function forget({ since, until, longest }: Pace): Pace {
  const length = Date.parse(until) - Date.parse(since);
  if (length <= LONGEST_MS) return { since, until, longest };
  return { since: new Date(Date.parse(until) - length / 2).toISOString(), until, longest: longest / 2 };
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
