import { DOMParser, type Element } from '@xmldom/xmldom';
import { parse } from 'csv-parse/sync';
import { Lexer, type Token } from 'marked';
import parsePrometheus from 'parse-prometheus-text-format';

/** Rows of a CSV file by column, read by a parser that forgives nothing. */
export function csvRows(text: string): Record<string, string>[] {
  return parse(text, { columns: true, bom: true, record_delimiter: '\r\n' });
}

/** All elements of an XML document that is well formed; throws for any other. */
export function xmlElements(text: string, name: string): Element[] {
  const onError = (level: string, message: string): never => {
    throw new Error(`${level}: ${message}`);
  };
  return [...new DOMParser({ onError }).parseFromString(text, 'text/xml').getElementsByTagName(name)];
}

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: string;
}

export function metricSamples(text: string): Sample[] {
  return parsePrometheus(text).flatMap(({ name, metrics }) =>
    metrics.map(({ value, labels = {} }) => ({ name, labels, value })),
  );
}

export interface MarkdownRead {
  /** Kind of each token in it. */
  kinds: string[];
  /** What a reader sees, code apart. */
  text: string;
  links: string[];
  code: string[];
}

/** Markdown as GitHub reads it. */
export function readMarkdown(markdown: string): MarkdownRead {
  const read: MarkdownRead = { kinds: [], text: '', links: [], code: [] };
  const visit = (token: Token): void => {
    read.kinds.push(token.type);
    if (token.type === 'link') read.links.push(token['href']);
    if (token.type === 'code') read.code.push(token['text']);
    const parts = childrenOf(token);
    if (parts.length === 0 && (token.type === 'text' || token.type === 'escape')) read.text += token['text'];
    for (const part of parts) visit(part);
    if (parts.length > 0) read.text += '\n';
  };
  for (const token of new Lexer({ gfm: true }).lex(markdown)) visit(token);
  return read;
}

function childrenOf(token: Token): Token[] {
  if (token.type === 'table') {
    const rows: { tokens: Token[] }[][] = [token['header'], ...token['rows']];
    return rows.flat().map(({ tokens }) => ({ type: 'cell', raw: '', tokens }));
  }
  if (token.type === 'list') return token['items'];
  return 'tokens' in token && token.tokens ? token.tokens : [];
}
