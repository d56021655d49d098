import type { ClusterVerdict, Report, ReportCluster } from '../../model/report.ts';
import type { Say } from '../../text/say.ts';
import { padTo, printable, shorten, shortenMiddle, widthOf, wrap } from '../../text/width.ts';
import { proofLines } from '../proof-rows.ts';
import { ago } from './ago.ts';
import type { Colour, Paint } from './paint.ts';

/** Worst first. */
export const VERDICT_ORDER: readonly ClusterVerdict[] = ['fail', 'unknown', 'pending', 'pass'];

export const MARKS: Readonly<Record<ClusterVerdict, readonly [string, Colour]>> = {
  fail: ['✖', 'red'],
  unknown: ['?', 'yellow'],
  pending: ['…', 'blue'],
  pass: ['✔', 'green'],
  skipped: ['-', 'dim'],
};

interface Column {
  title: string;
  cells: string[];
  /** The narrowest it may get; a column that would get narrower is left out. */
  least: number;
  /** Columns with a high number go first when the terminal is narrow. */
  expendable: number;
}

type MakeColumn = (
  title: string,
  least: number,
  expendable: number,
  cell: (row: ReportCluster) => string,
) => Column;

/** One line for each cluster in scope. Narrow terminals get shorter and fewer columns, never broken lines. */
export function clusterTable(
  { clusters, accounts }: Pick<Report, 'clusters' | 'accounts'>,
  now: Date,
  width: number,
  say: Say,
  paint: Paint,
): string[] {
  const rows = clusters
    .filter(({ inScope }) => inScope)
    .sort((a, b) => VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict));
  if (rows.length === 0) return [];
  const column: MakeColumn = (title, least, expendable, cell) => ({
    title,
    least,
    expendable,
    cells: rows.map((row) => printable(cell(row))),
  });
  const names = new Map(accounts.map(({ id, name }) => [id, name || id]));
  const accountColumn = column(say('ACCOUNT'), 10, 2, ({ account }) => names.get(account) ?? account);
  const columns = fitting(
    [
      ...(accounts.length > 1 ? [accountColumn] : []),
      column(say('CLUSTER'), 16, 0, ({ name, id, stale }) => `${stale ? '* ' : ''}${name || id}`),
      column(say('VERDICT'), 8, 0, ({ verdict }) => say(verdict)),
      column(say('REGION'), 12, 3, ({ region }) => printable(region)),
      column(say('ENCRYPTION'), 8, 1, (row) => flagOf(row, say)),
      column(say('KEY'), 14, 5, ({ keyId }) => keyId || '-'),
      column(say('KEY STATE'), 15, 2, ({ keyState }) =>
        keyState === '' ? '-' : say('{state}', { state: keyState }),
      ),
      column(say('LAST USED'), 11, 4, (row) => lastUse(row, now, say)),
    ],
    width - 4,
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        padTo(shortenMiddle(cell, columns[index]?.width ?? 0), columns[index]?.width ?? 0),
      )
      .join('  ')
      .trimEnd();
  const head = `    ${paint('dim', line(columns.map(({ title }) => title)))}`;
  const body = rows.flatMap(({ verdict, why, proof }, index) => {
    const [mark, colour] = MARKS[verdict];
    const row = `  ${paint(colour, mark)} ${line(columns.map(({ cells }) => cells[index] ?? ''))}`;
    const reason = verdict === 'unknown' && why ? printable(why.text) : '';
    const notes = [reason, proofLines({ ...(proof && { proof }) }, say)].filter((note) => note !== '');
    return [row, ...notes.map((note) => `      ${paint('dim', shorten(note, width - 6))}`)];
  });
  return [head, ...body, ...staleNote(rows, width, say, paint)];
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

/** Drops columns, then narrows the widest, until all fit. */
function fitting(columns: readonly Column[], width: number): (Column & { width: number })[] {
  const sized = columns.map((column) => ({
    ...column,
    width: Math.max(widthOf(column.title), ...column.cells.map(widthOf)),
  }));
  const total = () => sized.reduce((sum, column) => sum + column.width + 2, -2);
  const leastTotal = () => sized.reduce((sum, column) => sum + Math.min(column.least, column.width) + 2, -2);
  while (leastTotal() > width && sized.length > 2) {
    const worst = Math.max(...sized.map(({ expendable }) => expendable));
    sized.splice(
      sized.findIndex(({ expendable }) => expendable === worst),
      1,
    );
  }
  for (let excess = total() - width; excess > 0; excess -= 1) {
    const widest = sized.filter((column) => column.width > column.least).sort((a, b) => b.width - a.width)[0];
    if (!widest) break;
    widest.width -= 1;
  }
  return sized;
}
