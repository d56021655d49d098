import type { Author, Change } from '../model/change.ts';
import { type Finding, UNREADABLE } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { Life } from '../model/job-state.ts';

/** A finding that was seen to fail and has not recovered since, with what is known of it. */
export interface OpenFinding {
  account: { id: string; name: string };
  finding: Finding;
  /** The first job that reports it; null: it is about sealwatch itself. */
  job: Job | null;
  life: Life;
  /** The last run could not judge it; the finding is as it was last seen. */
  carried: boolean;
  /** Who caused it, when ActionTrail names somebody. */
  author: Author | null;
  /** The last change that may have caused it. */
  cause: Change | null;
}

/** Whether its text describes a failure; an open finding that nobody can judge at the moment describes none. */
export function describesFailure({ carried, finding: { status, check } }: OpenFinding): boolean {
  return carried || status === 'fail' || check === UNREADABLE;
}
