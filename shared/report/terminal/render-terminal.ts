import type { Report } from '../../model/report.ts';
import { type Language, localTime } from '../../text/render.ts';
import { type Say, speak } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import { changeList } from './change-list.ts';
import { clusterTable } from './cluster-table.ts';
import { findingList } from './finding-list.ts';
import { moneyList } from './money-list.ts';
import { type Paint, painter } from './paint.ts';

export interface TerminalOptions {
  language: Language;
  /** Columns of the terminal. */
  width: number;
  colours: boolean;
}

/** The report for a person at a terminal: the answer in one sentence, the clusters, the findings. */
export function renderTerminal(report: Report, { language, width, colours }: TerminalOptions): string {
  const say = speak(language);
  const paint = painter(colours);
  const now = new Date(report.generatedAt);
  const columns = Math.max(40, width);
  const lines = [
    `${paint('bold', 'sealwatch')}  ${accountsLine(report, say)}  ${paint('dim', localTime(report.generatedAt))}`,
    '',
    ...wrap(headline(report, say), columns - 2).map((line) => `  ${paint('bold', line)}`),
    ...(report.complete
      ? []
      : wrap(say('The audit is incomplete: something could not be read, see below.'), columns - 2).map(
          (line) => `  ${paint('yellow', line)}`,
        )),
    ...troubles(report, columns, say, paint),
    '',
    ...clusterTable(report, now, columns, say, paint),
    ...outOfScope(report, columns, say, paint),
    ...moneyList(report, columns, say, paint),
    ...changeList(report, columns, say, paint),
    ...findingList(report, columns, say, paint),
    '',
    `  ${totals(report, say)}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Only the answer in one sentence and what changed. */
export function renderChanges(report: Report, { language, width, colours }: TerminalOptions): string {
  const say = speak(language);
  const paint = painter(colours);
  const columns = Math.max(40, width);
  const answer = wrap(headline(report, say), columns - 2).map((line) => `  ${paint('bold', line)}`);
  return `${[...answer, ...changeList(report, columns, say, paint)].join('\n')}\n`;
}

function accountsLine({ accounts }: Report, say: Say): string {
  if (accounts.length > 3) return say('{n} accounts', { n: accounts.length });
  return accounts.map(({ id, name }) => accountLine(id, name, say)).join(', ');
}

function accountLine(id: string, name: string, say: Say): string {
  return say('account {account}', { account: name === '' ? id : `${id} (${printable(name)})` });
}

function headline({ clusters }: Report, say: Say): string {
  const inScope = clusters.filter(({ inScope: wanted }) => wanted);
  const count = (verdict: string) => inScope.filter((cluster) => cluster.verdict === verdict).length;
  const pass = count('pass');
  if (inScope.length === 0) return say('No Pro cluster is in scope.');
  if (pass === inScope.length) {
    return say('All {count} Pro clusters are sealed and sound.', { count: pass });
  }
  const rest = [
    [count('fail'), '{n} at risk'],
    [count('unknown'), '{n} unknown'],
    [count('pending'), '{n} changing'],
  ] as const;
  const parts = rest.filter(([n]) => n > 0).map(([n, text]) => say(text, { n }));
  return say('{pass} of {count} Pro clusters are sealed and sound: {rest}.', {
    pass,
    count: inScope.length,
    rest: parts.join(', '),
  });
}

function troubles({ accounts }: Report, width: number, say: Say, paint: Paint): string[] {
  const lines = accounts.flatMap(({ jobs }) =>
    Object.entries(jobs).flatMap(([job, { trouble, finishedAt }]) => {
      if (!trouble) return [];
      const facts = { job, at: trouble.at, message: printable(trouble.message) };
      return finishedAt === ''
        ? say('Nothing is known from {job}: {message}', facts)
        : say('The last attempt of {job} failed on {at}: {message}', facts);
    }),
  );
  return lines.flatMap((line) => wrap(line, width - 2)).map((line) => `  ${paint('yellow', line)}`);
}

function outOfScope({ clusters }: Report, width: number, say: Say, paint: Paint): string[] {
  const names = clusters.filter(({ inScope }) => !inScope).map(({ name, id }) => printable(name || id));
  if (names.length === 0) return [];
  const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names;
  const text = say('{n} more clusters are out of scope: {names}.', {
    n: names.length,
    names: shown.join(', '),
  });
  return wrap(text, width - 4).map((line) => `    ${paint('dim', line)}`);
}

function totals({ summary: { findings } }: Report, say: Say): string {
  const { critical, high, medium, low, info, unknown, waived } = findings;
  const counts = { critical, high, medium, low, info, unknown };
  const parts = Object.entries(counts).map(([name, count]) => `${say(name as keyof typeof counts)} ${count}`); // keys of the literal above
  if (waived > 0) parts.push(`${say('waived')} ${waived}`);
  return parts.join(' · ');
}
