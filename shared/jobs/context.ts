import type { Cloud } from '../cloud/cloud.ts';
import type { Config } from '../config/schema.ts';

/** What every job of one account works with. */
export interface JobContext {
  account: string;
  cloud: Cloud;
  config: Config;
  now: () => Date;
}

/** A check set to `off` is not collected for. */
export function wants({ config }: Pick<JobContext, 'config'>, ...checks: readonly string[]): boolean {
  return checks.some((check) => config.policy.severity[check] !== 'off');
}
