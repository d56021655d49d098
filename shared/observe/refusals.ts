import type { ChangeEvent } from '../model/change.ts';

const DAYS = 7;
const KEPT = 500;

/** Calls that were refused in the last days, each once, newest first. */
export function refusalsIn(events: readonly ChangeEvent[], now: Date): ChangeEvent[] {
  const since = new Date(now.getTime() - DAYS * 86_400_000).toISOString();
  const refused = events.filter(({ errorCode, at }) => errorCode !== '' && at >= since);
  return [...new Map(refused.map((event) => [event.eventId, event])).values()]
    .sort((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1))
    .slice(0, KEPT);
}
