import { setMaxListeners } from 'node:events';
import * as v from 'valibot';
import { type Clock, pause } from '../cloud/clock.ts';
import type { CredentialSource } from '../cloud/credentials.ts';
import { AppError } from '../model/error.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { isKey, requireBegin, requireKey } from './keys.ts';
import { type BucketAddress, type Listing, type OssClient, OssClients, type Response } from './oss-client.ts';
import { isFromOss, notFromOss, type OssFailure, ossFailureOf, passes } from './oss-failure.ts';
import { type Deed, notDeleted, ossTrouble, stopped, versioned } from './oss-trouble.ts';

const ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 200;
/** The most OSS lists at once. */
const PAGE = '1000';
/** The most OSS deletes at once; https://www.alibabacloud.com/help/en/oss/developer-reference/deletemultipleobjects */
const DELETED_AT_ONCE = 1000;
/** Whose object it is, in its metadata. */
const WRITER = 'x-oss-meta-writer';

export interface OssStoreOptions extends BucketAddress {
  /** Asked before every call. */
  credentials: CredentialSource;
  /** For the whole exchange of one call. */
  timeoutMs: number;
  clock: Clock;
  /** Between 0 and 1. */
  random: () => number;
  /** A name that nothing else has. */
  uuid: () => string;
  /** Breaks off calls under way and refuses further ones. */
  signal: AbortSignal;
}

const infoSchema = v.object({ AccessControlList: v.object({ Grant: v.string() }) });

type Headers = Record<string, string>;
type Call<T> = (client: OssClient) => Promise<T>;

/** How a call ended, after so many attempts. */
type Outcome<T> =
  | { answer: T; failure: null; attempts: number }
  | { answer: null; failure: OssFailure; attempts: number };

/**
 * A store in a bucket of OSS. The first write makes sure that versioning was never on in the bucket, because write-once
 * does not work there: `AppError` StoreVersioned.
 */
export class OssStore implements ObjectStore {
  readonly #options: OssStoreOptions;
  readonly #clients: OssClients;
  #unversioned: Promise<void> | null = null;

  constructor(options: OssStoreOptions) {
    this.#options = options;
    this.#clients = new OssClients(options, options.credentials, options);
    setMaxListeners(0, options.signal); // every waiting call listens to it
  }

  async get(key: string): Promise<Buffer | null> {
    requireKey(key);
    const deed = { permission: 'oss:GetObject', key };
    const outcome = await this.#ask(deed, (client) => client.get(key));
    if (outcome.failure?.code === 'NoSuchKey') return null;
    const { content } = this.#answerOf(deed, outcome);
    return Buffer.isBuffer(content) ? content : Buffer.alloc(0);
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    const deed = { permission: 'oss:PutObject', key };
    this.#answerOf(deed, await this.#put(deed, body, {}));
  }

  /** When every attempt fails on the way (StoreUnreachable), whether the object was written is not known. */
  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    const deed = { permission: 'oss:PutObject', key };
    const writer = this.#options.uuid();
    const outcome = await this.#put(deed, body, { 'x-oss-forbid-overwrite': 'true', [WRITER]: writer });
    // A protected object is there too; which of the two codes comes first is not documented.
    const exists = /^(FileAlreadyExists|FileImmutable)$/.test(outcome.failure?.code ?? '');
    if (exists) return outcome.attempts > 1 && (await this.#writerOf(key)) === writer;
    this.#answerOf(deed, outcome);
    return true;
  }

  async list(prefix: string, after = ''): Promise<string[]> {
    requireBegin(prefix);
    requireBegin(after);
    const keys: string[] = [];
    let token: string | null = null;
    do {
      const page: Listing = await this.#page(prefix, after, token);
      const names = page.objects.map(({ name }) => (typeof name === 'string' ? name : ''));
      keys.push(...names.filter((name) => isKey(name)));
      const next: string | null = page.isTruncated ? page.nextContinuationToken : null;
      if (page.isTruncated && (next === null || next === token)) throw this.#cutShort(prefix);
      token = next;
    } while (token !== null);
    return keys;
  }

  async delete(keys: string | readonly string[]): Promise<void> {
    const all = [keys].flat();
    for (const key of all) requireKey(key);
    for (let start = 0; start < all.length; start += DELETED_AT_ONCE) {
      const [first = '', ...others] = all.slice(start, start + DELETED_AT_ONCE);
      const deed = { permission: 'oss:DeleteObject', key: first };
      if (others.length > 0) await this.#deleteMany(deed, [first, ...others]);
      else this.#answerOf(deed, await this.#ask(deed, (client) => client.delete(first)));
    }
  }

  /** The answer names what is gone; what it does not name is protected, or was refused one by one. */
  async #deleteMany(deed: Deed, keys: readonly string[]): Promise<void> {
    const outcome = await this.#ask(deed, (client) => client.deleteMulti([...keys]));
    const gone = new Set(this.#answerOf(deed, outcome).deleted.map(({ Key }) => Key));
    const left = keys.filter((key) => !gone.has(key));
    if (left.length > 0) throw notDeleted(this.#options, left, keys.length);
  }

  /** `Enabled` or `Suspended`; null when versioning was never on. */
  async versioning(): Promise<string | null> {
    const { bucket } = this.#options;
    const deed = { permission: 'oss:GetBucketVersioning', key: '' };
    const outcome = await this.#ask(deed, (client) => client.getBucketVersioning(bucket));
    const { versionStatus } = this.#answerOf(deed, outcome);
    return versionStatus === undefined ? null : String(versionStatus);
  }

  /** Who may read and write besides those that policies name: `private`, `public-read`, ...; null when OSS does not tell. */
  async acl(): Promise<string | null> {
    const { bucket } = this.#options;
    const deed = { permission: 'oss:GetBucketInfo', key: '' };
    const outcome = await this.#ask(deed, (client) => client.getBucketInfo(bucket));
    const info = v.safeParse(infoSchema, this.#answerOf(deed, outcome).bucket);
    return info.success ? info.output.AccessControlList.Grant : null;
  }

  /** Makes the bucket, private and in its region. One that the account has already stays as it is, but becomes private. */
  async create(): Promise<void> {
    const { bucket } = this.#options;
    const deed = { permission: 'oss:PutBucket', key: '' };
    const outcome = await this.#ask(deed, (client) => client.putBucket(bucket, { acl: 'private' }));
    this.#answerOf(deed, outcome);
  }

  async #requireUnversioned(): Promise<void> {
    try {
      const status = await this.versioning();
      if (status !== null) throw versioned(this.#options, status);
    } catch (error) {
      this.#unversioned = null; // the next write asks again
      throw error;
    }
  }

  async #put(deed: Deed, body: Uint8Array, own: Headers): Promise<Outcome<unknown>> {
    const { key } = deed;
    requireKey(key);
    this.#unversioned ??= this.#requireUnversioned();
    await this.#unversioned;
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return await this.#ask(deed, (client) => client.put(key, bytes, { headers: own }));
  }

  /** Who wrote the object that is there; null when it is gone or does not say. */
  async #writerOf(key: string): Promise<string | null> {
    const deed = { permission: 'oss:GetObject', key };
    const outcome = await this.#ask(deed, (client) => client.head(key));
    if (outcome.failure?.code === 'NoSuchKey') return null;
    const { headers } = this.#answerOf(deed, outcome).res;
    return headers[WRITER] ?? null;
  }

  async #page(prefix: string, after: string, token: string | null): Promise<Listing> {
    const deed = { permission: 'oss:ListObjects', key: prefix };
    const place: Headers = token === null ? { 'start-after': after } : { 'continuation-token': token };
    const query = Object.entries({ prefix, ...place, 'max-keys': PAGE }).filter(([, value]) => value !== '');
    // The client changes the query it is given, and signs empty parameters otherwise than OSS reads them.
    const outcome = await this.#ask(deed, (client) => client.listV2(Object.fromEntries(query)));
    return this.#answerOf(deed, outcome);
  }

  #cutShort(prefix: string): AppError {
    const { bucket } = this.#options;
    return new AppError(
      'StoreUnreachable',
      `OSS cut the listing of oss://${bucket}/${prefix} short.`,
      'Try again later.',
    );
  }

  #answerOf<T>(deed: Deed, { answer, failure }: Outcome<T>): T {
    if (failure) throw ossTrouble(this.#options, deed, failure);
    return answer;
  }

  /** Calls until there is an answer that calling again would not change. */
  async #ask<T extends { res: Response }>(deed: Deed, call: Call<T>): Promise<Outcome<T>> {
    const { signal, clock, random } = this.#options;
    for (let attempts = 1; ; attempts += 1) {
      const client = await this.#clients.get();
      if (signal.aborted) throw stopped(this.#options, deed);
      const outcome = await attempt(client, call, attempts);
      if (!outcome.failure || !passes(outcome.failure)) return outcome;
      if (signal.aborted) throw stopped(this.#options, deed);
      if (attempts === ATTEMPTS) return outcome;
      await pause(clock, random() * FIRST_BACKOFF_MS * 2 ** attempts, signal);
    }
  }
}

async function attempt<T extends { res: Response }>(
  client: OssClient,
  call: Call<T>,
  attempts: number,
): Promise<Outcome<T>> {
  try {
    const answer = await call(client);
    if (isFromOss(answer.res)) return { answer, failure: null, attempts };
    return { answer: null, failure: notFromOss, attempts };
  } catch (error) {
    return { answer: null, failure: ossFailureOf(error), attempts };
  }
}
