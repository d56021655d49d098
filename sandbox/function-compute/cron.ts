export interface Field {
  name: string;
  min: number;
  max: number;
  /** Special signs that the field may hold. */
  signs: string;
  /** What may stand for the numbers from `min` on. */
  names: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** https://help.aliyun.com/document_detail/171746.html; a single second means once a minute at most. */
export const cronFields: readonly Field[] = [
  { name: 'seconds', min: 0, max: 59, signs: '', names: [] },
  { name: 'minutes', min: 0, max: 59, signs: ',-*/', names: [] },
  { name: 'hours', min: 0, max: 23, signs: ',-*/', names: [] },
  { name: 'day of month', min: 1, max: 31, signs: ',-*?/', names: [] },
  { name: 'month', min: 1, max: 12, signs: ',-*/', names: months },
  { name: 'day of week', min: 1, max: 7, signs: ',-*?', names: days },
];

export const everyForm = /^@every (.*)$/;
export const cronForm = /^(?:CRON_TZ=(\S+) )?(.*)$/;

/** Why Function Compute would not take the expression of a timer; null when it would. */
export function problemOfCron(expression: string): string | null {
  const every = everyForm.exec(expression);
  if (every) return /^[1-9]\d*m$/.test(every[1] ?? '') ? null : '@every takes whole minutes, such as 5m';
  const [, zone, fields = ''] = cronForm.exec(expression) ?? [];
  if (zone !== undefined && !isZone(zone)) return `${zone} is no time zone`;
  const texts = fields.split(' ');
  if (texts.length !== cronFields.length) {
    return `six fields with one space between (seconds minutes hours day month weekday), found ${texts.length}`;
  }
  for (const [index, field] of cronFields.entries()) {
    const problem = problemOfField(field, texts[index] ?? '');
    if (problem !== null) return `${field.name} ${texts[index]}: ${problem}`;
  }
  return null;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Z]/.test(zone);
  } catch {
    return false; // that is how Intl says no
  }
}

function problemOfField(field: Field, text: string): string | null {
  const sign = [...text].find((letter) => ',-*?/'.includes(letter) && !field.signs.includes(letter));
  if (sign !== undefined) return `no ${sign} allowed here`;
  if (text === '?') return null;
  for (const item of text.split(',')) {
    const problem = problemOfItem(field, item);
    if (problem !== null) return problem;
  }
  return null;
}

/** `*`, `a`, `a-b`, each with an optional `/step`. */
function problemOfItem(field: Field, item: string): string | null {
  const [base = '', step, ...more] = item.split('/');
  if (more.length > 0) return 'one / at most';
  if (step !== undefined && !(/^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= field.max)) {
    return `a step from 1 to ${field.max} after /`;
  }
  if (base === '*') return null;
  const ends = base.split('-').map((end) => numberOf(field, end));
  if (ends.length > 2 || ends.includes(null)) return `a value from ${field.min} to ${field.max}`;
  const [from = null, to = from] = ends;
  return from !== null && to !== null && from > to ? 'a range that goes up' : null;
}

export function numberOf({ min, max, names }: Field, text: string): number | null {
  const place = names.indexOf(text.toUpperCase());
  if (place >= 0) return min + place;
  const value = Number(text);
  return /^\d{1,2}$/.test(text) && value >= min && value <= max ? value : null;
}
