import { endpointFrom } from '../../shared/config/environment.ts';
import type { Config } from '../../shared/config/schema.ts';
import { credentialsFrom, defaultCredentials } from '../../shared/jobs/connect.ts';
import { openStore } from '../../shared/jobs/open-store.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Runtime } from './runtime.ts';

/** The store of the configuration, as the command line reaches it: over the public endpoint. */
export function openStoreFor(config: Config, { env, clock, random, signal }: Runtime): ObjectStore {
  return openStore(config, {
    credentials: credentialsFrom(env) ?? defaultCredentials(),
    detour: endpointFrom(env),
    internal: false,
    clock,
    random,
    signal,
  });
}
