import type { Json } from './finding.ts';
import { jsonText } from './json-text.ts';

type Fields = Readonly<Record<string, Json>>;

/** One JSON object a line: a constant message, values as fields. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/** Writes structured lines; `common` fields, such as the request id, are on each of them. */
export function jsonLog(write: (line: string) => void, now: () => Date, common: Fields): Log {
  const line =
    (level: string) =>
    (message: string, fields: Fields = {}): void =>
      write(`${jsonText({ time: now().toISOString(), level, message, ...common, ...fields })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
