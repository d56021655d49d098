import { minute, second } from '../world/time.ts';
import { cronFields, cronForm, everyForm, type Field, numberOf } from './cron.ts';

/** How far back a timer is looked for: none that the platform takes pauses for longer, but for 29 February. */
const longest = 366 * 24 * 60 * minute;

/**
 * When an expression that the platform takes last came due in `from` < t <= `to`, epoch ms; null: not once. Those of `@every`
 * are counted from `start`. Zone: the one that the expression names, else UTC.
 */
export function lastDue(expression: string, { from, to, start }: Span): number | null {
  const every = everyForm.exec(expression)?.[1];
  const last = every === undefined ? lastOfCron(expression, from, to) : lastOfEvery(every, start, to);
  return last !== null && last > from ? last : null;
}

/** Epoch ms. */
export interface Span {
  from: number;
  to: number;
  start: number;
}

function lastOfEvery(text: string, start: number, to: number): number | null {
  const step = Number.parseInt(text, 10) * minute;
  const count = Math.floor((to - start) / step);
  return count > 0 ? start + count * step : null;
}

function lastOfCron(expression: string, from: number, to: number): number | null {
  const [, zone = 'UTC', text = ''] = cronForm.exec(expression) ?? [];
  const [seconds = '', ...rest] = text.split(' ');
  const offset = Number(seconds) * second;
  const local = clockOf(zone);
  const first = Math.max(from, to - longest);
  for (let at = Math.floor((to - offset) / minute) * minute; at + offset > first; at -= minute) {
    if (isDue(rest, local(at))) return at + offset;
  }
  return null;
}

/** Minute, hour, day of month, month, day of week (1 is Monday) of a time in a zone. */
function clockOf(timeZone: string): (at: number) => number[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    minute: 'numeric',
    hour: 'numeric',
    day: 'numeric',
    month: 'numeric',
    weekday: 'short',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const numbers = ['minute', 'hour', 'day', 'month'] as const;
    const weekday = 1 + ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.get('weekday') ?? '');
    return [...numbers.map((name) => Number(parts.get(name))), weekday];
  };
}

function isDue(texts: readonly string[], clock: readonly number[]): boolean {
  return cronFields.slice(1).every((field, index) => holds(field, texts[index] ?? '', clock[index] ?? 0));
}

function holds(field: Field, text: string, value: number): boolean {
  if (text === '?') return true;
  return text.split(',').some((item) => {
    const [base = '', step = '1'] = item.split('/');
    const [low, high = item.includes('/') ? field.max : low] = base
      .split('-')
      .map((end) => numberOf(field, end));
    const [from, to] = base === '*' ? [field.min, field.max] : [low ?? field.min, high ?? field.max];
    return value >= from && value <= to && (value - from) % Number(step) === 0;
  });
}
