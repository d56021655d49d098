import type { Config } from '../config/schema.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { openStore as open, openBucket, type StoreOptions } from './open-store.ts';
import type { OssStore } from './oss.ts';

/** The store of the configuration. OSS is given as long for a call as the cloud is. Throws what `openStore` throws. */
export function openStore(config: Config, options: Omit<StoreOptions, 'timeoutMs'>): ObjectStore {
  return open(config.store, { ...options, timeoutMs: config.limits.callTimeoutSeconds * 1000 });
}

/** The bucket of the configuration; null when the store is a directory. Throws `AppError` StoreMissing. */
export function bucketOf(
  { store, limits }: Config,
  options: Omit<StoreOptions, 'timeoutMs'>,
): OssStore | null {
  if ('directory' in store) return null;
  return openBucket(store.oss, { ...options, timeoutMs: limits.callTimeoutSeconds * 1000 });
}
