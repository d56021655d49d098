import core from '@alicloud/openapi-core';
import type { CredentialSource } from './credentials.ts';
import { type Detour, endpointOf, isRegional } from './endpoints.ts';
import type { Operation, Request } from './operation.ts';

const { Config, GlobalParameters, OpenApiRequest, Params } = core.$OpenApiUtil;

export type CoreClient = InstanceType<typeof core.default>;
export type CoreConfig = InstanceType<typeof Config>;
export type Runtime = Parameters<CoreClient['callApi']>[2];

/**
 * One client of the official core for each host, made on first use. ACK and Function Compute go through
 * their official product packages, which are loaded only then. Typed methods are not used: their models throw a whole
 * page away when one field has an unexpected type, while the raw body is parsed item by item.
 */
export class OfficialClients {
  readonly #clients = new Map<string, Promise<CoreClient>>();
  readonly #credentials: CredentialSource;
  readonly #detour: Detour | null;

  constructor(credentials: CredentialSource, detour: Detour | null) {
    this.#credentials = credentials;
    this.#detour = detour;
  }

  /** Body of a successful answer. Rejects with an error of the core, or with what the socket threw. */
  async call(operation: Operation, request: Request, nonce: string, timeoutMs: number): Promise<unknown> {
    const client = await this.#clientFor(operation, request.region);
    const runtime = { readTimeout: timeoutMs, connectTimeout: timeoutMs } as Runtime; // plain options suffice here
    if (request.invocation) {
      const { invokeFunction } = await import('./fc-client.ts');
      return invokeFunction(client, request.invocation, nonce, runtime);
    }
    const answer = await client.callApi(
      paramsOf(operation, request),
      requestOf(operation, request, nonce),
      runtime,
    );
    return answer['body'];
  }

  #clientFor({ product }: Operation, region: string): Promise<CoreClient> {
    const host = endpointOf(product, region);
    const client = this.#clients.get(host) ?? this.#connect(product, host, region);
    this.#clients.set(host, client);
    return client;
  }

  async #connect(product: Operation['product'], host: string, region: string): Promise<CoreClient> {
    const config = new Config({ regionId: region, endpoint: this.#detour?.host ?? host });
    config.protocol = this.#detour?.protocol ?? 'https';
    if (this.#detour)
      config.globalParameters = new GlobalParameters({ headers: { 'x-forwarded-host': host } });
    config.credential = this.#credential() as NonNullable<CoreConfig['credential']>;
    if (product === 'fc') return (await import('./fc-client.ts')).fcClient(config);
    if (product !== 'cs') return new core.default(config);
    const { default: cs } = await import('@alicloud/cs20151215');
    return new cs.default(config) as CoreClient;
  }

  /** The core asks for nothing but `getCredential`. */
  #credential(): { getCredential(): Promise<object> } {
    return {
      getCredential: async () => {
        const { accessKeyId, accessKeySecret, securityToken } = await this.#credentials.get();
        const token = securityToken?.reveal();
        return {
          type: token ? 'sts' : 'access_key',
          accessKeyId,
          accessKeySecret: accessKeySecret.reveal(),
          securityToken: token,
        };
      },
    };
  }
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

function requestOf({ product, style }: Operation, { region, query, body }: Request, nonce: string) {
  // Some regions share the central host of a regional product; only this parameter tells them apart.
  const shared = style === 'RPC' && isRegional(product) && !endpointOf(product, region).includes(region);
  const parameters = { ...query, ...(shared ? { RegionId: region } : {}) };
  const headers = { 'x-acs-signature-nonce': nonce };
  const request = new OpenApiRequest({ headers, query: core.OpenApiUtil.query(parameters) }); // flattens lists as RPC asks
  if (style === 'ROA' && body) request.body = body;
  return request;
}
