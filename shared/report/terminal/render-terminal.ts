import type { Report } from '../../model/report.ts';
import { type Language, localTime } from '../../text/render.ts';
import { type Say, speak } from '../../text/say.ts';
import { printable, wrap } from '../../text/width.ts';
import {
  accountsLine,
  channelSentences,
  headline,
  listSentences,
  totals,
  troubleSentences,
} from '../answer.ts';
import { isToDo } from '../to-do.ts';
import { changeList } from './change-list.ts';
import { clusterTable } from './cluster-table.ts';
import { complianceList } from './compliance-list.ts';
import { findingList } from './finding-list.ts';
import { moneyList } from './money-list.ts';
import { type Paint, painter } from './paint.ts';

export interface TerminalOptions {
  language: Language;
  /** Columns of the terminal. */
  width: number;
  colours: boolean;
  /** Everything is told; otherwise what is many is counted. */
  all?: boolean;
}

/** The report for a person at a terminal: the answer in one sentence, the clusters, the findings, the next step. */
export function renderTerminal(
  report: Report,
  { language, width, colours, all = false }: TerminalOptions,
): string {
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
      : wrap(say('Some checks could not run; see “Could not check”.'), columns - 2).map(
          (line) => `  ${paint('yellow', line)}`,
        )),
    ...troubles(report, columns, say, paint),
    '',
    ...clusterTable(report, { now, width: columns, say, paint, all }),
    ...outOfScope(report, columns, say, paint),
    ...moneyList(report, columns, say, paint),
    ...changeList(report, { width: columns, say, paint, all }),
    ...findingList(report, { width: columns, say, paint, all }),
    ...complianceList(report, columns, say, paint),
    '',
    ...wrap(totals(report, say), columns - 2).map((line) => `  ${line}`),
    ...wrap(verdictLine(report, say), columns - 2).map((line) => `  ${paint('bold', line)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The answer again, because the first line has scrolled away, and what to do first. */
function verdictLine(report: Report, say: Say): string {
  const [first] = report.findings.filter(isToDo);
  const answer = headline(report, say);
  if (!first) return answer;
  const { resource, remedy } = first;
  const facts = { answer, name: printable(resource.name || resource.id), remedy: printable(remedy.text) };
  return say('{answer} Next, {name}: {remedy}', facts);
}

/** Only the answer in one sentence and what changed. */
export function renderChanges(report: Report, { language, width, colours }: TerminalOptions): string {
  const say = speak(language);
  const paint = painter(colours);
  const columns = Math.max(40, width);
  const answer = wrap(headline(report, say), columns - 2).map((line) => `  ${paint('bold', line)}`);
  return `${[...answer, ...changeList(report, { width: columns, say, paint, all: false })].join('\n')}\n`;
}

function troubles(report: Report, width: number, say: Say, paint: Paint): string[] {
  return [...listSentences(report, say), ...troubleSentences(report, say), ...channelSentences(report, say)]
    .flatMap((line) => wrap(line, width - 2))
    .map((line) => `  ${paint('yellow', line)}`);
}

function outOfScope({ clusters }: Report, width: number, say: Say, paint: Paint): string[] {
  const names = clusters.filter(({ inScope }) => !inScope).map(({ name, id }) => printable(name || id));
  if (names.length === 0) return [];
  const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names;
  const text = say('{n} more {n:cluster is|clusters are} out of scope: {names}.', {
    n: names.length,
    names: shown,
  });
  return wrap(text, width - 4).map((line) => `    ${paint('dim', line)}`);
}
