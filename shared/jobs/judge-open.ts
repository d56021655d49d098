import type { JobState } from '../model/job-state.ts';
import { isRoleOpen, openKeys } from '../observe/good-calls.ts';
import type { Hint } from '../observe/reobserve.ts';
import type { RanJobs } from './run-jobs.ts';

const NO_HINT: Hint = {
  keys: new Set(),
  instances: new Set(),
  clusters: new Set(),
  role: false,
  trails: false,
  events: [],
};

/**
 * Looks once more at the role and the keys whose policies leave it open what the role may do, now that it is known which
 * of its calls succeeded. Where nothing is open, nothing is asked.
 */
export async function judgeOpen(
  ran: RanJobs,
  look: (job: 'inventory' | 'keys', hint: Hint) => Promise<JobState>,
): Promise<RanJobs> {
  const { inventory, keys, activity } = ran;
  if (!activity) return ran;
  const isOpen = inventory?.result && isRoleOpen(inventory.result.parts);
  const open = keys?.result ? openKeys(keys.result.parts) : [];
  const names = new Set(open.map(({ region, id }) => `${region} ${id}`));
  return {
    ...ran,
    inventory: isOpen ? await look('inventory', { ...NO_HINT, role: true }) : inventory,
    keys: names.size > 0 ? await look('keys', { ...NO_HINT, keys: names }) : keys,
  };
}
