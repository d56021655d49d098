import { HTML } from '../report/html/html.ts';
import { ref, type Schema } from './openapi-schemas.ts';

/** Problems by status, so that clients know which to expect. */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'A parameter or the body is wrong',
  401: 'No valid token or link',
  403: 'The token is of another scope, or for other clusters',
  404: 'There is no such thing',
  406: 'None of the accepted media types is there',
  409: 'One as new is stored already, or another one is being stored',
  413: 'The body, or the answer for Function Compute, is too large',
  414: 'The address is too long',
  415: 'The body is no JSON',
  422: 'The cluster is not known, or the times do not fit',
  429: 'Too many wrong tokens',
  500: 'An error of sealwatch',
  502: 'The jobs could not be started',
  503: 'No token is configured, the store or the key cannot be read, or too many large bodies are being read',
};

/** The answers that tell what went wrong, by status. */
export function problems(statuses: readonly number[]): Schema {
  // The page is for clients that accept HTML.
  const content = {
    'application/problem+json': { schema: ref('Problem') },
    [HTML]: { schema: { type: 'string' } },
  };
  return Object.fromEntries(
    statuses.map((status) => [status, { description: PROBLEMS[status] ?? '', content }]),
  );
}

/** What any path may answer. */
export const OF_ALL = [401, 403, 413, 414, 429, 500, 503];
