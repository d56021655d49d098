import { credentialsFrom, defaultCredentials } from '../../shared/accounts/connect.ts';
import { endpointFrom } from '../../shared/config/environment.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { bucketOf, openStore } from '../../shared/store/configured-store.ts';
import type { Runtime } from './runtime.ts';

/** The store of the configuration, as the command line reaches it: over the public endpoint. */
export function openStoreFor(config: Config, runtime: Runtime): ObjectStore {
  return openStore(config, optionsOf(runtime));
}

/** The bucket that holds the store; null when it is a directory. */
export function bucketFor(config: Config, runtime: Runtime): ReturnType<typeof bucketOf> {
  return bucketOf(config, optionsOf(runtime));
}

function optionsOf({ env, clock, random, uuid, signal }: Runtime): Parameters<typeof openStore>[1] {
  return {
    credentials: credentialsFrom(env) ?? defaultCredentials(),
    detour: endpointFrom(env),
    internal: false,
    clock,
    random,
    uuid,
    signal,
  };
}
