import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type OSS from 'ali-oss';
import type { CredentialSource, Credentials } from '../cloud/credentials.ts';
import type { Detour } from '../cloud/endpoints.ts';

export interface BucketAddress {
  bucket: string;
  /** region id such as cn-hangzhou */
  region: string;
  /** Whether to go through the network of Alibaba Cloud, which is free of traffic fees inside the region. */
  internal: boolean;
  detour: Detour | null;
}

interface Headers {
  headers: Record<string, string>;
}

/** The methods that we use, as ali-oss 6.23.0 has them: its types lack some of them and some options. */
export interface OssClient {
  get(key: string, options: Headers): Promise<{ content?: unknown; res: Response }>;
  head(key: string, options: Headers): Promise<{ res: Response }>;
  put(key: string, body: Buffer, options: Headers): Promise<{ res: Response }>;
  delete(key: string, options: Headers): Promise<{ res: Response }>;
  listV2(query: Record<string, string>, options: Headers): Promise<Listing>;
  getBucketInfo(bucket: string, options: Headers): Promise<{ bucket?: unknown; res: Response }>;
  getBucketVersioning(bucket: string, options: Headers): Promise<{ versionStatus?: unknown; res: Response }>;
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

/**
 * Official clients of one bucket, each for one set of credentials: temporary ones are renewed during a run. The package
 * is loaded with the first call, because that takes 60 ms.
 */
export class OssClients {
  readonly #address: BucketAddress;
  readonly #source: CredentialSource;
  readonly #timeoutMs: number;
  readonly #agents = {
    agent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  };
  #current: { credentials: Credentials; client: OssClient } | null = null;

  constructor(address: BucketAddress, source: CredentialSource, timeoutMs: number) {
    this.#address = address;
    this.#source = source;
    this.#timeoutMs = timeoutMs;
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

  /** Headers every request needs: with a detour, the host it would have had. */
  get headers(): Record<string, string> {
    const { bucket, region, internal, detour } = this.#address;
    if (!detour) return {};
    return { 'x-forwarded-host': `${bucket}.oss-${region}${internal ? '-internal' : ''}.aliyuncs.com` };
  }

  /** Breaks off everything under way. */
  stop(): void {
    this.#agents.agent.destroy();
    this.#agents.httpsAgent.destroy();
  }

  #connect(Client: typeof OSS, { accessKeyId, accessKeySecret, securityToken }: Credentials): OssClient {
    const { bucket, region, internal, detour } = this.#address;
    const options = {
      accessKeyId,
      accessKeySecret: accessKeySecret.reveal(),
      // Without the interval the client prints advice to the console; without a function it never refreshes anything.
      ...(securityToken ? { stsToken: securityToken.reveal(), refreshSTSTokenInterval: 1 } : {}),
      bucket,
      region: `oss-${region}`,
      internal,
      secure: true,
      authorizationV4: true,
      timeout: this.#timeoutMs,
      ...(detour ? { endpoint: `${detour.protocol}://${detour.host}`, cname: true } : {}),
      ...this.#agents,
    };
    return new Client(options) as unknown as OssClient; // the interface says where its types fall short
  }
}

function isSame(one: Credentials, other: Credentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret.reveal() === other.accessKeySecret.reveal() &&
    one.securityToken?.reveal() === other.securityToken?.reveal()
  );
}
