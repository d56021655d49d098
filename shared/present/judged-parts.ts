import type { AccountResult } from '../model/job-state.ts';
import { seen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';

/**
 * What the jobs of an account saw, for judging it again. KMS instances that nobody looked at do not blind the checks of money,
 * as in the job `spend`.
 */
export function judgedParts({ results }: Pick<AccountResult, 'results'>, now: Date): Snapshot['parts'] {
  const parts: Snapshot['parts'] = Object.assign({}, ...results.map((result) => result.parts));
  return { ...parts, instances: parts.instances ?? seen([], now.toISOString()) };
}
