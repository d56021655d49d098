import { day, hour } from './time.ts';

/** Bills count days and months in UTC+8, whatever the region. */
const offset = 8 * hour;

/** Saturday, counted from the Thursday on which the epoch began. */
const saturday = 2;

/** The midnight (UTC+8) that begins the day of this moment. */
export function dayStart(at: number): number {
  return Math.floor((at + offset) / day) * day - offset;
}

/** When the bill of the day that begins at `start` comes and is paid: noon of the next. */
export function billTime(start: number): number {
  return start + day + 12 * hour;
}

/** The first noon after this moment. */
export function noonAfter(at: number): number {
  const noon = dayStart(at) + 12 * hour;
  return noon > at ? noon : noon + day;
}

export function isWeekend(start: number): boolean {
  const since = Math.floor((start + offset) / day) % 7;
  return since === saturday || since === saturday + 1;
}

/** `2026-11-23` */
export function dateText(at: number): string {
  return new Date(at + offset).toISOString().slice(0, 10);
}

/** `2026-11-23 08:00:00` */
export function timeText(at: number): string {
  return new Date(at + offset).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2026-11` */
export function cycleText(at: number): string {
  return dateText(at).slice(0, 7);
}

/** The midnight that begins `2026-11-23` or the first of `2026-11`, or null: there is no such date. */
export function parseDate(text: string): number | null {
  const full = text.length === 7 ? `${text}-01` : text;
  const at = Date.parse(`${full}T00:00:00+08:00`);
  return Number.isNaN(at) || dateText(at) !== full ? null : at;
}

/** Every day of the month, by its start. */
export function daysOf(cycle: string): number[] {
  const days: number[] = [];
  const first = parseDate(cycle);
  if (first === null) return days;
  for (let start = first; cycleText(start) === cycle; start += day) days.push(start);
  return days;
}
