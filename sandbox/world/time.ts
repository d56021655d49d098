export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const duration = /^(-)?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const instant = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds of an ISO 8601 duration such as `P1DT6H` or `-PT5M`, or null when it is not one. */
export function parseDuration(text: string): number | null {
  const match = duration.exec(text);
  if (!match || !/\d/.test(text) || text.endsWith('T')) return null;
  const [, sign, weeks, days, hours, minutes, seconds] = match;
  const total =
    Number(weeks ?? 0) * 7 * day +
    Number(days ?? 0) * day +
    Number(hours ?? 0) * hour +
    Number(minutes ?? 0) * minute +
    Number(seconds ?? 0) * second;
  return sign ? -total : total;
}

/** Epoch milliseconds of `2026-11-23`, `2026-11-23T00:00:00Z` or one with an offset, or null. */
export function parseInstant(text: string): number | null {
  if (!instant.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** A moment of a scenario: an instant, or a duration counted from `now`. */
export function parseMoment(text: string, now: number): number | null {
  const away = parseDuration(text);
  return away === null ? parseInstant(text) : now + away;
}

/** `2026-11-23T00:00:00Z`, the form RPC services use. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-23T08:00:00+08:00`, the form ACK uses. */
export function beijing(at: number): string {
  return `${new Date(at + 8 * hour).toISOString().slice(0, 19)}+08:00`;
}
