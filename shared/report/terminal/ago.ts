import type { Say } from '../../text/say.ts';

/** How long ago, roughly; what is no time stays as it is. */
export function ago(iso: string, now: Date, say: Say): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(iso)) / 60_000));
  if (Number.isNaN(minutes)) return iso;
  if (minutes < 1) return say('just now');
  if (minutes < 120) return say('{n} min ago', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? say('{n} h ago', { n: hours }) : say('{n} d ago', { n: Math.floor(hours / 24) });
}
