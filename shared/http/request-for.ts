/** `Request` takes none of these; no route has them either, so that another one that no route has stands for them. */
const REFUSED = /^(CONNECT|TRACE|TRACK)$/i;

/** A request without its body, which a route reads when it knows who sends it. Null for an address, method or header that HTTP does not know. */
export function requestFor(
  address: string,
  method: string,
  headers: Record<string, string> | [string, string][],
): Request | null {
  try {
    return new Request(address, { method: REFUSED.test(method) ? 'OTHER' : method, headers });
  } catch {
    return null; // the caller hears that it is no request
  }
}
