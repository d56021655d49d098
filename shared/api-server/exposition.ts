/*
 * Lines of the Prometheus text format, 0.0.4: `name{label="value",…} number [timestamp]`. Only the wanted names are read;
 * one pass, no backtracking. https://prometheus.io/docs/instrumenting/exposition_formats/
 */

export interface Sample {
  name: string;
  labels: ReadonlyMap<string, string>;
  /** Finite; null for NaN and infinities. */
  value: number | null;
}

/** Names of which a line could not be read, or of which one series stood there twice. */
export interface Samples {
  samples: readonly Sample[];
  broken: ReadonlySet<string>;
}

const LONGEST_LINE = 16_384;
const MOST_SAMPLES = 20_000;
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;

/** Reads the lines of the wanted names. Null: there are more of them than any API server has. */
export function readSamples(text: string, wanted: ReadonlySet<string>): Samples | null {
  const names = [...wanted];
  const samples: Sample[] = [];
  const broken = new Set<string>();
  const series = new Set<string>();
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    const newline = text.indexOf('\n', start);
    end = newline < 0 ? text.length : newline;
    const name = nameAt(text, start, names);
    if (name === null) continue;
    const sample = end - start > LONGEST_LINE ? null : parseLine(name, text.slice(start, end));
    if (sample && !isKnown(series, sample)) samples.push(sample);
    else broken.add(name);
    if (samples.length > MOST_SAMPLES) return null;
  }
  return { samples, broken };
}

/** The wanted name that a line begins with, if any. Nearly all lines of a page begin otherwise, so this is what takes time. */
function nameAt(text: string, start: number, wanted: readonly string[]): string | null {
  for (const name of wanted) {
    if (!text.startsWith(name, start)) continue;
    const next = text[start + name.length] ?? '';
    if (!/[\w:]/.test(next)) return name;
  }
  return null;
}

function isKnown(series: Set<string>, { name, labels }: Sample): boolean {
  const id = JSON.stringify([name, [...labels].sort(([a], [b]) => (a < b ? -1 : 1))]);
  if (series.has(id)) return true;
  series.add(id);
  return false;
}

function parseLine(name: string, line: string): Sample | null {
  const labels = new Map<string, string>();
  let at = name.length;
  if (line[at] === '{') {
    const after = parseLabels(line, at + 1, labels);
    if (after === null) return null;
    at = after;
  }
  const match = /^[ \t]+(\S+)(?:[ \t]+-?\d{1,16})?[ \t\r]*$/.exec(line.slice(at));
  const value = match?.[1] === undefined ? undefined : numberOf(match[1]);
  return value === undefined ? null : { name, labels, value };
}

/** Fills the labels; where the text goes on after `}`, or null where it is none. */
function parseLabels(line: string, from: number, labels: Map<string, string>): number | null {
  for (let at = from; ; ) {
    at = skipBlanks(line, at);
    if (line[at] === '}') return at + 1;
    const key = NAME.exec(line.slice(at, at + 200))?.[0];
    if (key === undefined || labels.has(key)) return null;
    at = skipBlanks(line, at + key.length);
    if (line[at] !== '=') return null;
    at = skipBlanks(line, at + 1);
    const quoted = parseQuoted(line, at);
    if (!quoted) return null;
    labels.set(key, quoted.text);
    at = skipBlanks(line, quoted.end);
    if (line[at] === ',') at += 1;
    else if (line[at] !== '}') return null;
  }
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at += 1;
  return at;
}

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

function parseQuoted(line: string, from: number): { text: string; end: number } | null {
  if (line[from] !== '"') return null;
  let text = '';
  for (let at = from + 1; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === '"') return { text, end: at + 1 };
    if (char !== '\\') {
      text += char;
      continue;
    }
    at += 1;
    const meant = ESCAPED[line[at] ?? ''];
    if (meant === undefined) return null;
    text += meant;
  }
  return null;
}

/** Null for what is a number without being finite; undefined for what is no number. */
function numberOf(text: string): number | null | undefined {
  if (/^([+-]?inf|nan)$/i.test(text)) return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || text.length > 40) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
