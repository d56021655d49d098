import type { Density } from '../model/activity.ts';

/** What is older counts for less and less. */
const LONGEST_MS = 7 * 86_400_000;

/**
 * Counts the calls of one look at the events, and joins them with those that were counted before when nothing lies between.
 * Events that come late, up to ten minutes, are missed: it is a density, not a bill.
 */
export class CallCounter {
  readonly #before: Density | undefined;
  readonly #calls: Record<string, number> = {};
  #oldest: string | null = null;

  constructor(before: Density | undefined) {
    this.#before = before;
  }

  /** Takes the key of one success, newest first. */
  count(key: string, at: string): void {
    this.#oldest = at;
    if (!this.#before || at > this.#before.to) this.#calls[key] = (this.#calls[key] ?? 0) + 1;
  }

  /** `from`: since when everything was read; null: only as far back as the oldest event that was counted. */
  result(from: string | null, to: string): Density {
    const start = from ?? this.#oldest ?? to;
    const before = this.#before;
    if (!before || before.to < start) return { from: start, to, calls: this.#calls };
    const calls = { ...before.calls };
    for (const [key, count] of Object.entries(this.#calls)) calls[key] = (calls[key] ?? 0) + count;
    return forget({ from: before.from, to, calls });
  }
}

/** Halves span and counts once the span is longer than it should be. */
function forget({ from, to, calls }: Density): Density {
  const length = Date.parse(to) - Date.parse(from);
  if (length <= LONGEST_MS) return { from, to, calls };
  const halves = Object.entries(calls).map(([key, count]) => [key, count / 2] as const);
  const middle = new Date(Date.parse(to) - length / 2).toISOString();
  return { from: middle, to, calls: Object.fromEntries(halves) };
}
