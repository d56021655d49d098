import { type Clock, pause } from '../cloud/clock.ts';
import { Cloud } from '../cloud/cloud.ts';
import {
  type CredentialSource,
  credentials,
  credentialsFrom,
  defaultCredentials,
} from '../cloud/credentials.ts';
import type { Detour } from '../cloud/endpoints.ts';
import { Scheduler } from '../cloud/scheduler.ts';
import type { Tape } from '../cloud/tape.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import { memoryStore } from '../store/memory.ts';

export { type Clock, credentialsFrom, defaultCredentials, memoryStore, pause };

export interface Connection {
  config: Config;
  credentials: CredentialSource;
  detour: Detour | null;
  clock: Clock;
  now: () => Date;
  random: () => number;
  /** A name that nothing else has. */
  uuid: () => string;
  signal: AbortSignal;
  /** False lifts the rate budgets; for benchmarks against a sandbox without limits only. */
  budgets?: boolean;
  tape?: Tape;
}

/** Opens the cloud with the limits of the configuration. */
export function connect({ config, budgets = true, ...rest }: Connection): Cloud {
  const { limits } = config;
  return new Cloud({ ...rest, limits, scheduler: new Scheduler(rest.clock, limits.concurrency, budgets) });
}

/** The credentials that Function Compute passes with an invocation. Throws `AppError` CredentialsMissing when it passes none. */
export function credentialsOf(given: {
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
}): CredentialSource {
  const { accessKeyId = '', accessKeySecret = '', securityToken } = given;
  if (accessKeyId === '' || accessKeySecret === '') {
    throw new AppError(
      'CredentialsMissing',
      'Function Compute passed no credentials.',
      'Give the function a role (`role` in s.yaml), and keep the injection of its credentials on.',
    );
  }
  const value = credentials(accessKeyId, accessKeySecret, securityToken);
  return { get: async () => value };
}
