import { expect, test } from 'vitest';
import type { Reason } from '../../shared/model/observation.ts';
import { unseen } from '../../shared/model/observation.ts';
import { judgeJob } from '../../shared/run/judge-job.ts';
import { config } from '../alerts/story.ts';
import { ACCOUNT, cluster, minutes, people, role, seen } from '../builders.ts';

/** An inventory that saw everything but the people, whose reading needs optional rights. */
function judged(because: Reason) {
  const parts = {
    clusters: seen([cluster()]),
    role: seen(role()),
    people: seen(people([], { persons: unseen(because, 'told by RAM') })),
  };
  const times = { startedAt: minutes(-1), finishedAt: minutes(0) };
  const observed = {
    job: 'inventory' as const,
    account: ACCOUNT,
    ...times,
    parts,
    gaps: [],
    memory: null,
    looks: null,
  };
  const { complete, findings } = judgeJob(observed, {}, config());
  return { complete, told: findings.find(({ check }) => check === 'operator-permissions')?.severity };
}

test.each(['denied', 'absent', 'overdue', 'not-offered'] as const)(
  '%s people leave a run complete',
  (because) => {
    const told = because === 'denied' || because === 'not-offered' ? 'info' : expect.any(String);
    expect(judged(because)).toEqual({ complete: true, told });
  },
);

test.each(['throttled', 'unreachable', 'malformed'] as const)(
  '%s people make a run incomplete',
  (because) => {
    expect(judged(because)).toMatchObject({ complete: false });
    expect(judged(because).told).not.toBe('info');
  },
);
