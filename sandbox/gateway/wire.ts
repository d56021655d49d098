import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came, decoded but not judged. */
export interface Wire {
  method: string;
  /** as it was sent, still encoded */
  path: string;
  query: readonly (readonly [string, string])[];
  /** by lower-case name */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  form: readonly (readonly [string, string])[];
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

export function readPairs(text: string): [string, string][] {
  if (text === '') return [];
  return text.split('&').map((part) => {
    const equals = part.indexOf('=');
    return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
  });
}

/** By lower-case name. */
export function readHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) found[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return found;
}

export function readWire(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): Wire {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const names = readHeaders(headers);
  const isForm = (names['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return {
    method,
    path,
    query: mark < 0 ? [] : readPairs(url.slice(mark + 1)),
    headers: names,
    body,
    form: isForm ? readPairs(body.toString('utf8')) : [],
  };
}

/** Parameters of query and form together. */
export function parametersOf(wire: Wire): Map<string, string> {
  return new Map([...wire.query, ...wire.form]);
}

/** The decoded parts of the path between its slashes. */
export function segmentsOf(wire: Wire): string[] {
  return wire.path
    .split('/')
    .slice(1)
    .map((segment) => decode(segment.replaceAll('+', '%2B')));
}

/** RFC 3986, as the signatures want it. https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
