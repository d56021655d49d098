import { padTo, shorten, shortenMiddle, widthOf } from '../../text/width.ts';

export interface Column {
  title: string;
  cells: readonly string[];
  /** The narrowest it may get; a column that would get narrower is left out. */
  least: number;
  /** Columns with a high number go first when the terminal is narrow; those with 0 stay. */
  expendable: number;
  /** A sentence, which is cut at its end; names and ids are cut amid. */
  isText?: boolean;
}

export type SizedColumn = Column & { width: number };

/** Drops columns, then narrows the widest, until all fit. */
export function fitting(columns: readonly Column[], width: number): SizedColumn[] {
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

/** One line of cells, each as wide as its column. */
export function lineOf(cells: readonly string[], columns: readonly SizedColumn[]): string {
  return columns
    .map(({ width, isText }, index) => {
      const cell = cells[index] ?? '';
      return padTo(isText ? shorten(cell, width) : shortenMiddle(cell, width), width);
    })
    .join('  ')
    .trimEnd();
}
