import { stringify } from 'node:querystring';
import library from '@alicloud/credentials';
import { within } from '../model/deadline.ts';
import { send } from './transport.ts';

/** A request of a provider. */
export interface Asked {
  method: string;
  headers?: Record<string, string>;
  bodyForm?: Record<string, string>;
  /** Milliseconds. */
  readTimeout: number;
  connectTimeout: number;
  toRequestURL(): string;
}

export interface Told {
  statusCode: number;
  headers: object;
  body: Buffer;
}

type Ask = (request: Asked) => Promise<Told>;

/**
 * The official chain: environment, OIDC, profile files, RAM role of the machine, URI. Its providers ask the network through a
 * field of theirs, `doRequest`, which the package keeps apart for its tests; it is set to ours, because the HTTP client behind
 * the original calls the deprecated `url.parse`. This file is imported only when a chain is needed.
 */
export function defaultChain(ask: Ask = overOurTransport): { getCredentials(): Promise<object> } {
  const chain = library.DefaultCredentialsProvider.builder().build();
  redirect(chain, ask);
  return chain;
}

/** A provider asks itself, has others, or makes them from a profile when it is first used. */
function redirect(provider: unknown, ask: Ask): void {
  if (typeof provider !== 'object' || provider === null) return;
  if ('doRequest' in provider) provider.doRequest = ask;
  if ('credentialsProvider' in provider) redirect(provider.credentialsProvider, ask);
  if ('providers' in provider && Array.isArray(provider.providers)) {
    for (const inner of provider.providers) redirect(inner, ask);
  }
  if ('getCredentialsProvider' in provider && typeof provider.getCredentialsProvider === 'function') {
    const make = provider.getCredentialsProvider.bind(provider);
    provider.getCredentialsProvider = (...profile: unknown[]): unknown => {
      const made: unknown = make(...profile);
      redirect(made, ask);
      return made;
    };
  }
}

export async function overOurTransport(request: Asked): Promise<Told> {
  const { origin, pathname, search } = new URL(request.toRequestURL());
  const { method, bodyForm, readTimeout, connectTimeout } = request;
  const body = bodyForm && stringify(bodyForm);
  const type = body ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {};
  const headers = { ...type, ...request.headers };
  const sent = { origin, path: pathname + search, method, headers, body };
  const reply = await within(Math.max(readTimeout, connectTimeout), (signal) => send(sent, signal));
  return { statusCode: reply.status, headers: reply.headers, body: reply.body };
}
