import type { Config } from '../config/schema.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { openStore as open, type StoreOptions } from '../store/open-store.ts';

/** The store of the configuration. OSS is given as long for a call as the cloud is. Throws what `openStore` throws. */
export function openStore(config: Config, options: Omit<StoreOptions, 'timeoutMs'>): ObjectStore {
  return open(config.store, { ...options, timeoutMs: config.limits.callTimeoutSeconds * 1000 });
}
