const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** Days of the week as the configuration writes them; the first is Sunday. */
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Milliseconds since midnight in Asia/Shanghai, which has had no summer time since 1991. */
function timeOfDay(now: Date): number {
  return (now.getTime() + OFFSET_MS) % DAY_MS;
}

function parse(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** `from` belongs to the hours, `to` does not; they may reach over midnight. The same twice is the whole day. */
export function isWithin(now: Date, { from, to }: { from: string; to: string }): boolean {
  const at = timeOfDay(now);
  const [start, end] = [parse(from), parse(to)];
  return start < end ? at >= start && at < end : at >= start || at < end;
}

/** The last time that it was this time of day, and day of the week if one is given. */
export function lastOccurrence(now: Date, time: string, weekday?: Weekday): Date {
  const midnight = now.getTime() - timeOfDay(now);
  let at = midnight + parse(time);
  if (at > now.getTime()) at -= DAY_MS;
  while (weekday && WEEKDAYS[new Date(at + OFFSET_MS).getUTCDay()] !== weekday) at -= DAY_MS;
  return new Date(at);
}
