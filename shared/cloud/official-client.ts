import core from '@alicloud/openapi-core';
import type { CredentialSource } from './credentials.ts';
import { type Detour, endpointOf, isRegional } from './endpoints.ts';
import type { Operation, Request } from './operation.ts';
import { sign } from './sign.ts';
import type { Message, Reply } from './transport.ts';

const { Config, OpenApiRequest, Params } = core.$OpenApiUtil;

export type CoreClient = InstanceType<typeof core.default>;
export type CoreConfig = InstanceType<typeof Config>;
export type Runtime = Parameters<CoreClient['callApi']>[2];

const NO_OPTIONS = {} as Runtime; // time limits and retries are ours

/** An answer that refuses. */
class Refusal extends Error {
  readonly statusCode: number;
  readonly data: unknown;

  constructor(statusCode: number, data: unknown) {
    super(`HTTP ${statusCode}`);
    this.statusCode = statusCode;
    this.data = data;
  }
}

/**
 * Calls through the official core; a function is started through its official product package, loaded on first use. They
 * prepare a request and sign it with their functions; only their method that sends, `doRequest`, is ours. Typed
 * methods are used where the answer is not read: their models throw a whole page away when one field has an
 * unexpected type, while the raw body is parsed item by item.
 */
export class OfficialClients {
  readonly #credentials: CredentialSource;
  readonly #detour: Detour | null;

  constructor(credentials: CredentialSource, detour: Detour | null) {
    this.#credentials = credentials;
    this.#detour = detour;
  }

  /** Body of a successful answer. Rejects with a `Refusal`, a `SyntaxError` of a body, or what `send` rejects with. */
  async call(
    operation: Operation,
    request: Request,
    nonce: string,
    send: (message: Message) => Promise<Reply>,
  ): Promise<unknown> {
    const host = endpointOf(operation.product, request.region);
    const place = { protocol: 'https', host, ...this.#detour, forwardedHost: this.#detour ? host : null };
    const config = new Config({ regionId: request.region, endpoint: place.host, protocol: place.protocol });
    const client = await clientOf(operation.product, config);
    let body: unknown = null;
    client.doRequest = async (params, prepared) => {
      const credentials = await this.#credentials.get();
      const reply = await send(await sign({ params, request: prepared }, place, credentials, nonce));
      body = bodyOf(reply, params.bodyType);
      return {};
    };
    if (request.invocation) {
      const { invokeFunction } = await import('./fc-client.ts');
      await invokeFunction(client, request.invocation, NO_OPTIONS);
    } else {
      await client.callApi(paramsOf(operation, request), requestOf(operation, request), NO_OPTIONS);
    }
    return body;
  }
}

async function clientOf(product: Operation['product'], config: CoreConfig): Promise<CoreClient> {
  if (product === 'fc') return (await import('./fc-client.ts')).fcClient(config);
  return new core.default(config);
}

function bodyOf({ status, body }: Reply, type: string): unknown {
  if (status >= 400) throw new Refusal(status, JSON.parse(body.toString()));
  return type === 'json' ? JSON.parse(body.toString()) : null;
}

function paramsOf({ action, version, style, method, path }: Operation, request: Request) {
  const pathname = path.replace(/\{(\w+)\}/g, (_place, name: string) =>
    encodeURIComponent(request.path?.[name] ?? ''),
  );
  return new Params({
    action,
    version,
    style,
    method,
    pathname,
    protocol: 'HTTPS',
    authType: 'AK',
    reqBodyType: style === 'RPC' ? 'formData' : 'json',
    bodyType: 'json',
  });
}

function requestOf({ product, style }: Operation, { region, query, body }: Request) {
  // Some regions share the central host of a regional product; only this parameter tells them apart.
  const shared = style === 'RPC' && isRegional(product) && !endpointOf(product, region).includes(region);
  const parameters = { ...query, ...(shared ? { RegionId: region } : {}) };
  const request = new OpenApiRequest({ query: core.OpenApiUtil.query(parameters) }); // flattens lists as RPC asks
  if (style === 'ROA' && body) request.body = body;
  return request;
}
