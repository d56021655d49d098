import type { Config } from '../../shared/config/schema.ts';
import { memoryStore } from '../../shared/jobs/connect.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Runtime } from './runtime.ts';

/** The store of the configuration, opened as the command line opens it. */
export function openStoreFor(_config: Config, _runtime: Runtime): ObjectStore {
  return memoryStore();
}
