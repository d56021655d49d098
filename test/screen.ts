import { widthOf } from '../shared/text/width.ts';

/** Stands for the control character where text is searched. */
export const ESCAPE = '␛';

interface Row {
  cells: string[];
  /** Goes on in the next one, because the terminal is too narrow. */
  isBroken: boolean;
}

/**
 * A terminal as far as programs here use one: text that is broken at its width, CR, LF, the cursor up, clearing to the end of
 * the line or of the screen. Colours are left out; any other control sequence throws. Becoming narrower breaks its lines anew.
 */
export class Screen {
  #columns: number;
  readonly #height: number;
  #rows: Row[] = [{ cells: [], isBroken: false }];
  #y = 0;
  #x = 0;

  constructor(columns: number, height = 30) {
    this.#columns = columns;
    this.#height = height;
  }

  /** Everything that can be scrolled back to, without what is empty at its end. */
  get lines(): string[] {
    const lines: string[] = [];
    let line = '';
    for (const { cells, isBroken } of this.#rows) {
      line += cells.join('');
      if (isBroken) continue;
      lines.push(line.trimEnd());
      line = '';
    }
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** How many lines the terminal had to break. */
  get broken(): number {
    return this.#rows.filter(({ isBroken }) => isBroken).length;
  }

  write(text: string): void {
    for (const [part] of text.replaceAll('\u001b', ESCAPE).matchAll(/␛\[[\d;?]*[A-Za-z]|[\s\S]/gu)) {
      if (part.startsWith(ESCAPE)) this.#control(part);
      else if (part === '\r') this.#x = 0;
      else if (part === '\n') this.#newLine();
      else this.#put(part);
    }
  }

  resize(columns: number): void {
    const lines: { cells: string[]; at: number | null }[] = [];
    let begins = true;
    for (const [index, { cells, isBroken }] of this.#rows.entries()) {
      if (begins) lines.push({ cells: [], at: null });
      const line = lines.at(-1);
      if (!line) continue;
      if (index === this.#y) line.at = line.cells.length + this.#x;
      line.cells.push(...cells);
      begins = !isBroken;
    }
    this.#columns = columns;
    this.#rows = [];
    for (const { cells, at } of lines) {
      const count = Math.max(1, Math.ceil(cells.length / columns));
      if (at !== null) this.#y = this.#rows.length + Math.min(count - 1, Math.floor(at / columns));
      if (at !== null) this.#x = at - Math.min(count - 1, Math.floor(at / columns)) * columns;
      for (let row = 0; row < count; row += 1)
        this.#rows.push({
          cells: cells.slice(row * columns, (row + 1) * columns),
          isBroken: row < count - 1,
        });
    }
  }

  #put(character: string): void {
    const width = widthOf(character);
    const row = this.#row();
    if (this.#x + width > this.#columns) {
      row.isBroken = true;
      this.#newLine();
      this.#x = 0;
      this.#put(character);
      return;
    }
    while (row.cells.length < this.#x) row.cells.push(' ');
    row.cells[this.#x] = character;
    if (width === 2) row.cells[this.#x + 1] = '';
    this.#x += width;
  }

  #newLine(): void {
    this.#y += 1;
    if (this.#y === this.#rows.length) this.#rows.push({ cells: [], isBroken: false });
  }

  #control(sequence: string): void {
    const kind = sequence.at(-1);
    const count = Number(sequence.slice(2, -1)) || 1;
    const top = Math.max(0, this.#rows.length - this.#height);
    if (kind === 'A') this.#y = Math.max(top, this.#y - count);
    else if (kind === 'J' || kind === 'K') this.#clear(kind);
    else if (kind !== 'm') throw new Error(`What is ${JSON.stringify(sequence)}?`);
  }

  #clear(what: 'J' | 'K'): void {
    const row = this.#row();
    row.cells.length = Math.min(row.cells.length, this.#x);
    row.isBroken = false;
    if (what === 'J') this.#rows.length = this.#y + 1;
  }

  #row(): Row {
    const row = this.#rows[this.#y];
    if (!row) throw new Error(`There is no row ${this.#y}.`);
    return row;
  }
}
