import type { Say } from '../../text/say.ts';

/** Days and hours until a deadline; that it has passed, once it has. */
export function clockOf(deadline: string, now: Date, say: Say): string {
  const hours = Math.floor((Date.parse(deadline) - now.getTime()) / 3_600_000);
  if (hours < 0) return say('expired');
  return say('in {days} d {hours} h', { days: Math.floor(hours / 24), hours: hours % 24 });
}
