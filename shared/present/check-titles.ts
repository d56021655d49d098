import { jobFreshness } from '../alerts/job-freshness.ts';
import { checks } from '../checks/index.ts';

/** English titles of all checks by id, that of the alerts included. */
export const CHECK_TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  [...checks, jobFreshness].map(({ id, title }) => [id, title]),
);

export const CHECK_IDS: readonly string[] = Object.keys(CHECK_TITLES);
