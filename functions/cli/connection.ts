import { type Connection, credentialsFrom, defaultCredentials } from '../../shared/accounts/connect.ts';
import { endpointFrom } from '../../shared/config/environment.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Runtime } from './runtime.ts';

/** The cloud as the command line reaches it. `signal` ends its calls. */
export function connectionOf(
  config: Config,
  now: () => Date,
  { clock, random, uuid, env }: Runtime,
  signal: AbortSignal,
): Connection {
  const credentials = credentialsFrom(env) ?? defaultCredentials();
  return { config, detour: endpointFrom(env), now, credentials, random, uuid, clock, signal };
}
