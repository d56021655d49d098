import type { Readable } from 'node:stream';
import { endMark } from './messages.ts';

export interface LogLine {
  requestId: string;
  stream: 'stdout' | 'stderr';
  text: string;
}

/** Cuts an output stream into lines; `ended` tells when the instance has written the end mark of an invocation. */
export function readLines(
  stream: Readable,
  current: () => string,
  heard: { line(text: string): void; ended(): void },
): void {
  let rest = '';
  const take = (text: string): void => {
    const mark = endMark(current()).trimEnd();
    const own = text.endsWith(mark) ? text.slice(0, -mark.length) : text;
    // A handler need not end its last line: then the mark stands on it.
    if (own !== '' || own === text) heard.line(own);
    if (own !== text) heard.ended();
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', () => {
    if (rest !== '') heard.line(rest);
  });
}
