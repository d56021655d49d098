import type { ClusterVerdict } from '../../model/report.ts';
import type { Language } from '../../text/render.ts';
import { type Say, speak } from '../../text/say.ts';
import { printable, shorten, wrap } from '../../text/width.ts';
import { shortReason } from './cluster-table.ts';
import { type Column, fitting, lineOf } from './columns.ts';
import { type Paint, painter } from './paint.ts';

/** A cluster that is known to be at risk. */
export interface LiveRow {
  /** Name of its account; empty where there is only one. */
  account: string;
  name: string;
  region: string;
  why: string;
}

/** Something that is read: how much of it so far, of how much where that is known. */
export interface LivePart {
  what: 'clusters' | 'surroundings' | 'keys' | 'activity' | 'spend' | 'proof' | 'accounts';
  count?: number;
  total?: number | null;
}

export interface Live {
  /** Those at risk so far, the worst first. */
  rows: readonly LiveRow[];
  done: readonly LivePart[];
  open: readonly LivePart[];
  seconds: number;
}

export interface LiveOptions {
  language: Language;
  /** Columns and rows of the terminal. */
  width: number;
  height: number;
  colours: boolean;
}

/** More rows are counted: while they change, nobody reads more. */
const LISTED = 10;
/** What a terminal may add to a line: `^C`, and characters that it draws wider than others do. */
const SPARE = 5;

/** What is known while an audit runs, no line wider than the terminal: rows, and what is still read. */
export function renderLive({ rows, open, seconds }: Live, options: LiveOptions): string[] {
  const { language, width, height, colours } = options;
  const say = speak(language);
  const facts = { list: open.map((part) => told(part, say)), seconds: seconds.toFixed(1) };
  const status = say(
    open.length > 0 ? '{seconds} s · reading {list}' : '{seconds} s · storing results',
    facts,
  );
  const shown = rows.slice(0, Math.max(0, Math.min(LISTED, height - 4)));
  const paint = painter(colours);
  return [...rowLines(shown, rows.length, width, say, paint), shorten(`  ${status}`, width - SPARE)];
}

/** What stays on the screen of an audit that was stopped: which rows are certain, what was read, and what was not. */
export function renderStopped({ rows, done, open, seconds }: Live, options: LiveOptions): string[] {
  const { language, width, height, colours } = options;
  const say = speak(language);
  const list = (parts: readonly LivePart[]) => ({ list: parts.map((part) => told(part, say)) });
  const sentences = [
    say('Stopped after {seconds} s.', { seconds: seconds.toFixed(1) }),
    ...(done.length > 0 ? [say('Complete: {list}.', list(done))] : []),
    ...(open.length > 0 ? [say('Not complete: {list}.', list(open))] : []),
    say(
      rows.length > 0
        ? 'Nothing is concluded about other clusters.'
        : 'Nothing is concluded about any cluster.',
    ),
  ].join(language === 'zh' ? '' : ' ');
  const shown = rows.slice(0, Math.max(0, Math.min(LISTED, height - 4)));
  return [
    ...rowLines(shown, rows.length, width, say, painter(colours)),
    ...wrap(sentences, width - SPARE).map((line) => `  ${line}`),
  ];
}

/** Told where a row turned out not to be so, such as a cluster that two pages of the list tell differently. */
export function withdrawn(
  { name }: Pick<LiveRow, 'name'>,
  verdict: ClusterVerdict,
  language: Language,
): string {
  const say = speak(language);
  const facts = { name: printable(name), verdict: say(verdict) };
  return say(
    '{name} was at risk when it was first read; with everything read its verdict is: {verdict}.',
    facts,
  );
}

function rowLines(shown: readonly LiveRow[], count: number, width: number, say: Say, paint: Paint): string[] {
  if (shown.length === 0) return [];
  const text = (cell: (row: LiveRow) => string, least: number, expendable: number): Column => ({
    title: '',
    least,
    expendable,
    cells: shown.map((row) => printable(cell(row))),
  });
  const columns = fitting(
    [
      ...(shown.some(({ account }) => account !== '') ? [text(({ account }) => account, 8, 1)] : []),
      text(({ name }) => name, 10, 0),
      text(({ region }) => region, 8, 2),
      { ...text(({ why }) => shortReason(why), 16, 0), isText: true },
    ],
    width - 4 - SPARE,
  );
  const lines = shown.map((_, index) =>
    lineOf(
      columns.map(({ cells }) => cells[index] ?? ''),
      columns,
    ),
  );
  return [
    `  ${paint('bold', shorten(say('At risk so far: {n}', { n: count }), width - 2 - SPARE))}`,
    ...lines.map((line) => `  ${paint('red', '✖')} ${shorten(line, width - 4 - SPARE)}`),
  ];
}

function told({ what, count, total }: LivePart, say: Say): string {
  const name = say(NAMES[what]);
  if (count === undefined) return name;
  if (total === undefined || total === null) return say('{what} {n}', { what: name, n: count });
  return say('{what} {n} of {count}', { what: name, n: count, count: Math.max(count, total) });
}

const NAMES = {
  clusters: 'clusters',
  surroundings: 'roles and network path',
  keys: 'keys',
  activity: 'ActionTrail',
  spend: 'bills',
  proof: 'API servers',
  accounts: 'accounts',
} as const;
