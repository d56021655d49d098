import { resolve } from 'node:path';
import type { Clock } from '../cloud/clock.ts';
import type { CredentialSource } from '../cloud/credentials.ts';
import type { Detour } from '../cloud/endpoints.ts';
import { AppError } from '../model/error.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { DirectoryStore } from './directory.ts';
import { isKey } from './keys.ts';
import { OssStore } from './oss.ts';
import { withPrefix } from './with-prefix.ts';

/** The section `store` of the configuration. */
export type StoreSettings =
  | { readonly directory: string }
  | { readonly oss: { readonly bucket: string; readonly region: string; readonly prefix: string } };

export interface StoreOptions {
  credentials: CredentialSource;
  /** Where calls go instead of OSS; null: to OSS. */
  detour: Detour | null;
  /** Whether to reach OSS through the network of Alibaba Cloud: on Function Compute in the region of the bucket. */
  internal: boolean;
  /** For one call to OSS. */
  timeoutMs: number;
  clock: Clock;
  /** Between 0 and 1. */
  random: () => number;
  /** A name that nothing else has. */
  uuid: () => string;
  /** Stops calls to OSS, also those under way; a job gives its store more time than its reads. */
  signal: AbortSignal;
}

/**
 * Opens the store of the configuration; nothing is read or written yet. A prefix is a folder: `sealwatch` and
 * `sealwatch/` are the same. Throws `AppError` StoreMissing for a name that no bucket can have, StoreKeyInvalid for a
 * prefix that is none.
 */
export function openStore(settings: StoreSettings, options: StoreOptions): ObjectStore {
  if ('directory' in settings) return new DirectoryStore(resolve(settings.directory), options.uuid);
  const { prefix } = settings.oss;
  const store = openBucket(settings.oss, options);
  const folder = prefix.replace(/\/$/, '');
  if (folder !== '' && !isKey(folder)) {
    throw new AppError(
      'StoreKeyInvalid',
      `store.oss.prefix is no folder: ${JSON.stringify(prefix)}.`,
      'Write it as sealwatch/: letters, digits and . _ = - between slashes.',
    );
  }
  return folder === '' ? store : withPrefix(store, `${folder}/`);
}

type BucketSettings = Extract<StoreSettings, { oss: unknown }>['oss'];

/** The bucket itself, without the prefix. Throws `AppError` StoreMissing for a name that no bucket can have. */
export function openBucket({ bucket, region }: BucketSettings, options: StoreOptions): OssStore {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket) || !/^[a-z]+(-[a-z0-9]+)+$/.test(region)) {
    throw new AppError(
      'StoreMissing',
      `The bucket name ${JSON.stringify(bucket)} or the region ${JSON.stringify(region)} is not valid.`,
      'Set store.oss.bucket to a name such as sealwatch-evidence and store.oss.region to a region id such as cn-hangzhou.',
    );
  }
  return new OssStore({ ...options, bucket, region });
}
