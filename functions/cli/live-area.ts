import { stripVTControlCharacters } from 'node:util';
import { widthOf } from '../../shared/text/width.ts';
import type { CommonOptions, Runtime } from './runtime.ts';

/** What a terminal that does not tell its size is taken for. */
const USUAL = { columns: 80, rows: 24 };

/**
 * The last lines on the screen, drawn anew each time. Only what is above them stays; they are taken away again, so that no trace
 * of them is in what can be scrolled back to. The cursor is never hidden.
 */
export class LiveArea {
  readonly #stream: Runtime['stderr'];
  #widths: readonly number[] = [];

  /** Whether something that changes is to be drawn: on a terminal that can, for a person who reads it. */
  static fits({ json, quiet }: CommonOptions, { stderr, env }: Runtime): boolean {
    return stderr.isTTY === true && !json && !quiet && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
  }

  constructor(stream: Runtime['stderr']) {
    this.#stream = stream;
  }

  get width(): number {
    return this.#stream.columns || USUAL.columns;
  }

  get height(): number {
    return this.#stream.rows || USUAL.rows;
  }

  /** Lines without an end, none wider than the terminal. */
  draw(lines: readonly string[]): void {
    this.#stream.write(this.#back() + lines.join('\n'));
    this.#widths = lines.map((line) => widthOf(stripVTControlCharacters(line)));
  }

  /** The lines stay, and what is written next stands below them. */
  keep(lines: readonly string[]): void {
    this.draw([...lines, '']);
    this.#widths = [];
  }

  clear(): void {
    if (this.#widths.length > 0) this.draw([]);
  }

  /** Somebody else has written since: what is drawn next stands below that. */
  readonly forget = (): void => {
    this.#widths = [];
  };

  /** To where the lines begin. A terminal that became narrower has broken them. */
  #back(): string {
    if (this.#widths.length === 0) return '';
    const rows = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / this.width)), 0);
    return `\r${rows > 1 ? `\u001b[${rows - 1}A` : ''}\u001b[J`;
  }
}
