import type { Reply } from '../gateway/answer.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';

/** A refusal of an API server: a Status object of Kubernetes; `code` is its reason. */
export function forbidden(message: string, details: JsonObject = {}): Refusal {
  return new Refusal(403, 'Forbidden', message, { details });
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'Unauthorized', 'Unauthorized');
}

export function notFound(): Refusal {
  return new Refusal(404, 'NotFound', 'the server could not find the requested resource', { details: {} });
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

/** A list that was begun too long ago; the token in it goes on from there without promising one moment. */
export function expired(token: string): Refusal {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return new Refusal(410, 'Expired', message, { metadata: { continue: token } });
}

export function internalError(message: string): Refusal {
  const details = { causes: [{ message }] };
  return new Refusal(500, 'InternalError', `Internal error occurred: ${message}`, { details });
}

/** Browsers and curl get it indented. */
function isPretty(agent: string): boolean {
  return /^(curl|Mozilla|Wget)/i.test(agent);
}

export function jsonBody(value: JsonObject, agent: string): string {
  return `${JSON.stringify(value, null, isPretty(agent) ? 2 : undefined)}\n`;
}

export function statusReply({ status, code, message, extra }: Refusal, agent: string): Reply {
  const { details, metadata = {} } = extra;
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    message,
    reason: code,
    ...(details !== undefined && { details }),
    code: status,
  };
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' };
  return { kind: 'reply', status, headers, body: jsonBody(body, agent), cutAt: null };
}
