import type OSS from 'ali-oss';
import type { CredentialSource, Credentials } from '../cloud/credentials.ts';
import type { Detour } from '../cloud/endpoints.ts';
import { type Bounds, Exchange } from '../cloud/exchange.ts';
import { BodyTooLong } from '../cloud/transport.ts';

export interface BucketAddress {
  bucket: string;
  /** region id such as cn-hangzhou */
  region: string;
  /** Whether to go through the network of Alibaba Cloud, which is free of traffic fees inside the region. */
  internal: boolean;
  detour: Detour | null;
}

/** The methods that we use, as ali-oss 6.23.0 has them: its types lack some of them and some options. */
export interface OssClient {
  get(key: string): Promise<{ content?: unknown; res: Response }>;
  head(key: string): Promise<{ res: Response }>;
  put(key: string, body: Buffer, options: { headers: Record<string, string> }): Promise<{ res: Response }>;
  delete(key: string): Promise<{ res: Response }>;
  deleteMulti(keys: string[]): Promise<{ deleted: readonly { Key?: unknown }[]; res: Response }>;
  listV2(query: Record<string, string>): Promise<Listing>;
  putBucket(bucket: string, options: { acl: string }): Promise<{ res: Response }>;
  getBucketInfo(bucket: string): Promise<{ bucket?: unknown; res: Response }>;
  getBucketVersioning(bucket: string): Promise<{ versionStatus?: unknown; res: Response }>;
}

export interface Response {
  headers: Readonly<Record<string, string | undefined>>;
}

export interface Listing {
  objects: readonly { name?: unknown }[];
  isTruncated: boolean;
  nextContinuationToken: string | null;
  res: Response;
}

/** What the client asks of its HTTP client. */
interface Prepared {
  method: string;
  headers: Record<string, string>;
  content?: Buffer | string;
}

/**
 * Official clients of one bucket, each for one set of credentials: temporary ones are renewed during a run. The package
 * is loaded with the first call, because that takes 60 ms. It prepares and signs requests and reads answers; what sends
 * is ours, given to it as its option `urllib`, because its own HTTP client calls the deprecated `url.parse`.
 */
export class OssClients {
  readonly #address: BucketAddress;
  readonly #source: CredentialSource;
  readonly #bounds: Bounds;
  #current: { credentials: Credentials; client: OssClient } | null = null;

  constructor(address: BucketAddress, source: CredentialSource, bounds: Bounds) {
    this.#address = address;
    this.#source = source;
    this.#bounds = bounds;
  }

  /** Throws `AppError` CredentialsMissing. */
  async get(): Promise<OssClient> {
    const credentials = await this.#source.get();
    if (this.#current && isSame(this.#current.credentials, credentials)) return this.#current.client;
    const { default: Client } = await import('ali-oss');
    const client = this.#connect(Client, credentials);
    this.#current = { credentials, client };
    return client;
  }

  /** `inited` says that the options are complete: filling them in would parse the endpoint with `url.parse`, too. */
  #connect(Client: typeof OSS, { accessKeyId, accessKeySecret, securityToken }: Credentials): OssClient {
    const { bucket, region, internal } = this.#address;
    const host = `oss-${region}${internal ? '-internal' : ''}.aliyuncs.com`;
    const options = {
      inited: true,
      accessKeyId,
      accessKeySecret: accessKeySecret.reveal(),
      stsToken: securityToken?.reveal(),
      bucket,
      region: `oss-${region}`,
      endpoint: { protocol: 'https:', host, hostname: host },
      headerEncoding: 'utf-8',
      authorizationV4: true,
      urllib: { request: (url: string, prepared: Prepared) => this.#send(url, prepared) },
    };
    // Its types lack some of these options, and the interface says where else they fall short.
    return new (Client as unknown as new (given: typeof options) => OssClient)(options);
  }

  /** Answers, and rejects, as the client's own HTTP client would. */
  async #send(url: string, { method, headers, content }: Prepared) {
    const { host } = new URL(url);
    const { detour } = this.#address;
    const path = url.slice(url.indexOf(host) + host.length);
    const place = detour
      ? { origin: `${detour.protocol}://${detour.host}`, headers: { ...headers, 'x-forwarded-host': host } }
      : { origin: `https://${host}`, headers };
    const exchange = new Exchange(this.#bounds);
    try {
      const body = content === undefined ? undefined : Buffer.from(content);
      const res = await exchange.run(() => exchange.send({ ...place, path, method, body }));
      return { ...res, data: res.body, res };
    } catch (error) {
      const name = exchange.timedOut ? 'ResponseTimeoutError' : 'RequestError';
      throw Object.assign(new Error(wordsOf(error)), { name, status: -1 });
    }
  }
}

/** The code of a socket's error, which stands in the words of some only; a download that broke off has none to tell. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error) || error.message === 'aborted') return 'aborted';
  if (error instanceof BodyTooLong) return error.message;
  return 'code' in error ? String(error.code) : error.message;
}

function isSame(one: Credentials, other: Credentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret.reveal() === other.accessKeySecret.reveal() &&
    one.securityToken?.reveal() === other.securityToken?.reveal()
  );
}
