import { FRAMEWORKS, type FrameworkId } from '../checks/requirements.ts';
import { AppError } from '../model/error.ts';

const DAY_MS = 86_400_000;
/** Two years: as long as the history is kept. */
const LONGEST_DAYS = 731;

export const FRAMEWORK_IDS: readonly FrameworkId[] = FRAMEWORKS.map(({ id }) => id);

/** What an assessor asks for. Days `yyyy-mm-dd`, Asia/Shanghai, both inclusive. */
export interface EvidenceQuestion {
  framework: FrameworkId;
  from: string;
  to: string;
}

/** Throws `AppError` UnknownFramework and WrongPeriod. */
export function evidenceQuestion(
  { framework, from, to }: { framework: string; from: string; to: string },
  now: Date,
): EvidenceQuestion {
  const found = FRAMEWORKS.find(({ id }) => id === framework);
  if (!found) throw unknownFramework(framework);
  for (const day of [from, to])
    if (!isDay(day)) throw wrongPeriod(`"${day}" is not a valid date.`, 'Write it as 2026-11-30.');
  if (from > to)
    throw wrongPeriod(`The period starts on ${from}, after its end on ${to}.`, 'Exchange --from and --to.');
  const today = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  if (from > today)
    throw wrongPeriod(`The period starts on ${from}, which is in the future.`, `Today is ${today}.`);
  if (Date.parse(to) - Date.parse(from) >= LONGEST_DAYS * DAY_MS)
    throw wrongPeriod('The period is longer than two years.', 'Ask for one year after the other.');
  return { framework: found.id, from, to: to > today ? today : to };
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}

function wrongPeriod(message: string, hint: string): AppError {
  return new AppError('WrongPeriod', message, hint);
}

function unknownFramework(given: string): AppError {
  const names = FRAMEWORK_IDS.join(', ');
  const near = nearest(given);
  return new AppError(
    'UnknownFramework',
    `There is no framework "${given}".`,
    near === null ? `Frameworks: ${names}.` : `Did you mean ${near}? Frameworks: ${names}.`,
  );
}

/** By the first letters, and by what the standard is called. */
function nearest(given: string): FrameworkId | null {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9\u4e00-\u9fff]/g, '');
  const wanted = plain(given);
  if (wanted.length < 2) return null;
  const isNear = (text: string) => plain(text).includes(wanted) || plain(text).startsWith(wanted.slice(0, 3));
  return (
    FRAMEWORKS.find(({ id, name, nameZh, standard }) => [id, name, nameZh, standard].some(isNear))?.id ?? null
  );
}
