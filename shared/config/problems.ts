import type * as v from 'valibot';
import type { LineCounter, parseDocument } from 'yaml';
import type { PlacedIssue } from './choices.ts';
import { keysAt, mayBeSecret } from './secret-places.ts';
import { didYouMean } from './suggest.ts';
import type { WrittenIssue } from './validate.ts';

type Path = readonly PropertyKey[];
type Document = ReturnType<typeof parseDocument>;

interface Problem {
  path: Path;
  /** Offset in the text, so that problems come out in reading order. */
  offset: number;
  where: string;
  what: string;
  brief: string;
}

/** The mistakes of one configuration file, each with its place in the text. */
export class Problems {
  readonly #all: Problem[] = [];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #schema: v.GenericSchema;

  constructor(document: Document, lines: LineCounter, file: string, schema: v.GenericSchema) {
    this.#document = document;
    this.#lines = lines;
    this.#file = file;
    this.#schema = schema;
    for (const { pos, message } of document.errors) this.#addAt(pos[0], [], withoutSource(message));
  }

  /** `brief` repeats nothing that stands in the file, which may be a secret at the wrong place: for those who do not see the file. */
  add(path: Path, what: string, brief = what): void {
    const place = path.length > 0 ? `${path.map(String).join('.')}: ` : '';
    this.#addAt(offsetOf(this.#document, path), path, place + what, place + brief);
  }

  /**
   * What a schema found below a path. A place that has a mistake already, such as a variable that is not set, is named once; so is
   * a choice in which there is one.
   */
  addIssues(issues: readonly WrittenIssue[], below: Path = []): void {
    const before = this.#all.filter(({ path }) => path.length > 0);
    for (const { issue, at, written } of issues) {
      const path = [...below, ...written];
      const isNamed = before.some(
        (problem) => isBelow(problem.path, path) || (issue.type === 'union' && isBelow(path, problem.path)),
      );
      if (!isNamed) this.add(path, explain(issue, [...below, ...at], this.#schema), expectation(issue));
    }
  }

  /** Those at a path and below it, in reading order. */
  below(path: Path): Omit<Problem, 'path' | 'offset'>[] {
    return this.#inOrder()
      .filter((problem) => isBelow(problem.path, path))
      .map(({ where, what, brief }) => ({ where, what, brief }));
  }

  /** Whether there is any outside of the entries of the list at this path. */
  anyOutside(list: Path): boolean {
    return this.#all.some(({ path }) => !isBelow(path, list) || path.length === list.length);
  }

  /** A variable that is not set is one mistake, in however many places it stands. */
  get lines(): string[] {
    const seen = new Set<string>();
    return this.#inOrder().flatMap(({ where, what }) => {
      const [, variable] = UNSET.exec(what) ?? [];
      if (variable !== undefined && seen.has(variable)) return [];
      if (variable !== undefined) seen.add(variable);
      return [`${where}  ${what}`];
    });
  }

  #inOrder(): Problem[] {
    return [...this.#all].sort((a, b) => a.offset - b.offset);
  }

  #addAt(offset: number, path: Path, what: string, brief = what): void {
    const { line, col } = this.#lines.linePos(offset);
    const where = `${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}`;
    this.#all.push({ path, offset, where, what, brief });
  }
}

const UNSET = /environment variable (\w+) is not set/;

/** What a schema says of a variable that is not set. */
export function unsetVariable(name: string, known: Iterable<string>): string {
  return `environment variable ${name} is not set${didYouMean(name, known)}`;
}

function isBelow(path: Path, root: Path): boolean {
  return root.every((key, index) => String(path[index]) === String(key));
}

/** YAML's own messages end with what they stumbled over, which may be a part of a secret. */
export function withoutSource(message: string): string {
  return message.replace(/: .*$/s, '');
}

function explain(issue: PlacedIssue['issue'], path: Path, schema: v.GenericSchema): string {
  const wanted = expectation(issue);
  if (isMissing(issue)) return wanted;
  if (issue.expected === 'never')
    return wanted + didYouMean(String(path.at(-1)), keysAt(schema, path.slice(0, -1)));
  return mayBeSecret(schema, path, issue.input)
    ? `${wanted}; what was found may be a secret`
    : `${wanted}, found ${issue.received.replaceAll('"', '')}`;
}

function expectation(issue: PlacedIssue['issue']): string {
  if (issue.expected === 'never') return 'unknown key';
  if (isMissing(issue)) return 'is required';
  const own = issue.message.startsWith('Invalid') ? null : issue.message;
  const wanted = own ?? issue.expected ?? 'another value';
  return `expected ${wanted.replaceAll('"', '')}`;
}

function isMissing({ type, received }: PlacedIssue['issue']): boolean {
  return /object$/.test(type) && received === 'undefined';
}

/** Where a path stands in the text; of its nearest parent when it is not there. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents;
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    const offset = rangeOf(node);
    if (offset !== null) return offset;
  }
  return 0;
}

function isMap(node: unknown): node is { items: { key: unknown }[] } {
  return (
    typeof node === 'object' &&
    node !== null &&
    'items' in node &&
    Array.isArray(node.items) &&
    'get' in node &&
    node.items.every((item) => typeof item === 'object' && item !== null && 'key' in item)
  );
}

function rangeOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return null;
  const [start] = node.range;
  return typeof start === 'number' ? start : null;
}
