import type { ClusterVerdict, Report, ReportCluster } from '../../model/report.ts';
import type { Say } from '../../text/say.ts';
import { printable, shorten, wrap } from '../../text/width.ts';
import { proofLines } from '../proof-rows.ts';
import { worstFirst } from '../worst-first.ts';
import { ago } from './ago.ts';
import { type Column, fitting, lineOf } from './columns.ts';
import type { Colour, Paint } from './paint.ts';

const MARKS: Readonly<Record<ClusterVerdict, readonly [string, Colour]>> = {
  fail: ['✖', 'red'],
  unknown: ['?', 'yellow'],
  pending: ['…', 'blue'],
  pass: ['✔', 'green'],
  skipped: ['-', 'dim'],
};

/** So many clusters are listed, and so many healthy ones among them; the rest is counted. */
const LISTED = 40;
const HEALTHY_LISTED = 20;
/** Columns that a reason needs to be understood. */
const REASON = 42;

export interface TableOptions {
  now: Date;
  width: number;
  say: Say;
  paint: Paint;
  /** Every cluster is listed. */
  all: boolean;
}

/**
 * One line for each cluster in scope, worst first, with the reason. Narrow terminals get shorter and fewer columns, never
 * broken lines; where the reason has no column, it stands below.
 */
export function clusterTable(report: Report, options: TableOptions): string[] {
  const { width, say, paint } = options;
  const sorted = worstFirst(report);
  const [rows, folded] = options.all ? [sorted, []] : fold(sorted, say);
  if (rows.length === 0) return [];
  const columns = fitting(columnsOf(rows, report, options), width - 4);
  const hasReasons = columns.some(({ isText }) => isText);
  const body = rows.flatMap(({ verdict, why, proof }, index) => {
    const [mark, colour] = MARKS[verdict];
    const cells = columns.map((column) => column.cells[index] ?? '');
    const reason = why && !hasReasons ? printable(why.text) : '';
    const notes = [reason, proofLines({ ...(proof && { proof }) }, say)].filter((note) => note !== '');
    return [
      `  ${paint(colour, mark)} ${lineOf(cells, columns)}`,
      ...notes.map((note) => `      ${paint('dim', shorten(note, width - 6))}`),
    ];
  });
  const titles = columns.map(({ title }) => title);
  return [
    `    ${paint('dim', lineOf(titles, columns))}`,
    ...body,
    ...folded.map((line) => `    ${paint('dim', line)}`),
    ...staleNote(rows, width, say, paint),
  ];
}

/** The worst, and how many more there are. */
function fold(sorted: readonly ReportCluster[], say: Say): [ReportCluster[], string[]] {
  const more: Record<ClusterVerdict, number> = { fail: 0, unknown: 0, pending: 0, pass: 0, skipped: 0 };
  const rows: ReportCluster[] = [];
  let healthy = 0;
  for (const row of sorted) {
    if (row.verdict === 'pass') healthy += 1;
    if (rows.length < LISTED && healthy <= HEALTHY_LISTED) rows.push(row);
    else more[row.verdict] += 1;
  }
  const parts = [
    more.fail > 0 ? say('{n} at risk', { n: more.fail }) : '',
    more.unknown > 0 ? say('{n} unknown', { n: more.unknown }) : '',
    more.pending > 0 ? say('{n} changing', { n: more.pending }) : '',
    more.pass > 0 ? say('{n} healthy', { n: more.pass }) : '',
  ].filter((part) => part !== '');
  return [rows, parts.length === 0 ? [] : [say('not listed: {list} (--all lists them)', { list: parts })]];
}

function columnsOf(
  rows: readonly ReportCluster[],
  { accounts }: Report,
  { now, width, say }: TableOptions,
): Column[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name || id]));
  const column = (
    title: string,
    least: number,
    expendable: number,
    cell: (row: ReportCluster) => string,
  ): Column => ({ title, least, expendable, cells: rows.map((row) => printable(cell(row))) });
  return [
    ...(accounts.length > 1
      ? [column(say('ACCOUNT'), 10, 2, ({ account }) => names.get(account) ?? account)]
      : []),
    column(say('CLUSTER'), 16, 0, ({ name, id, stale }) => `${stale ? '* ' : ''}${name || id}`),
    column(say('VERDICT'), 8, 0, ({ verdict }) => say(verdict)),
    column(say('REGION'), 12, 3, ({ region }) => region),
    column(say('ENCRYPTION'), 10, 4, (row) => flagOf(row, say)),
    {
      ...column(say('WHY'), Math.max(20, Math.min(REASON, width - 32)), 1, ({ why }) =>
        shortReason(why?.text),
      ),
      isText: true,
    },
    column(say('LAST USED'), 11, 5, (row) => lastUse(row, now, say)),
  ];
}

/** What decided, without what follows from it: the findings below tell the whole. */
export function shortReason(text = ''): string {
  return text
    .split(/[;；]/, 1)
    .join('')
    .replace(/[.。]$/, '');
}

/** What the mark before a name means. */
function staleNote(rows: readonly ReportCluster[], width: number, say: Say, paint: Paint): string[] {
  if (!rows.some(({ stale }) => stale)) return [];
  const text = say('* Not in the latest cluster list, which is incomplete; shown as last seen.');
  return wrap(text, width - 4).map((line) => `    ${paint('dim', line)}`);
}

function flagOf({ encryption }: ReportCluster, say: Say): string {
  if (encryption === 'encrypted') return say('on');
  if (encryption === 'not-encrypted') return say('off');
  return encryption === 'pending' ? say('changing') : '?';
}

function lastUse({ lastEncrypt, lastDecrypt, keyId }: ReportCluster, now: Date, say: Say): string {
  const last = lastEncrypt > lastDecrypt ? lastEncrypt : lastDecrypt;
  if (last !== '') return ago(last, now, say);
  return keyId === '' ? '-' : say('never');
}
