import type { Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import type { Log } from '../model/log.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { unseen } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { unreadableEvidence } from '../state/evidence.ts';
import { evidenceDocuments } from '../state/evidence-documents.ts';
import type { Manifest } from '../state/formats/evidence.ts';
import type { Stored } from '../state/formats/stored-format.ts';
import { setAside } from '../state/job-store.ts';
import { evidencePath, statePath } from '../state/paths.ts';
import { parseSnapshot } from './evidence-parts.ts';
import { emptyState } from './next-state.ts';

/** What was seen before another run, which an event may have started, looked and finished is not to replace what that saw. */
export function isOutdated({ startedAt }: Pick<Observed, 'startedAt'>, { runs: [last] }: JobState): boolean {
  return last !== undefined && startedAt < last.finishedAt;
}

/**
 * A state that is not what was written is set aside and told; the job goes on from what is left of it, or begins from a new
 * baseline. A run that only adds to the state needs a whole one, and so does one that had written it already.
 */
export async function stateBefore(
  id: string,
  { account, name, job }: Pick<JobState, 'account' | 'name' | 'job'>,
  { store, now, log }: { store: ObjectStore; now: () => Date; log: Log },
  stored: Stored<JobState>,
  addsTo: boolean,
): Promise<{ before: JobState; gaps: Snapshot['gaps'] }> {
  const at = now().toISOString();
  if (stored.kind === 'ok') return { before: stored.value, gaps: [] };
  const baseline = emptyState(account, name, job, at);
  if (stored.kind === 'none') return { before: baseline, gaps: [] };
  const { remains } = stored;
  const isUsable = remains !== null && !addsTo && !remains.runs.some((earlier) => earlier.id === id);
  const copy = await setAside(store, statePath(account, job), at);
  log.error('state corrupt', { account, job, why: stored.why, copy });
  const detail = `the stored state of the job was damaged (${stored.why}); it is kept as ${copy}`;
  const thing = { type: 'job', id: job, region: '', name: job, facet: 'state' } as const;
  return { before: isUsable ? remains : baseline, gaps: [unseen('malformed', detail, { thing })] };
}

/** What an earlier attempt of this run sealed is used again, so that its evidence and its state agree. Null: it is outdated. */
export async function observe(
  store: ObjectStore,
  earlier: Manifest | null,
  before: JobState,
  gaps: Snapshot['gaps'],
  work: { observe(before: JobState): Promise<Observed> },
): Promise<Observed | null> {
  if (earlier) {
    const documents = await evidenceDocuments(store, earlier);
    const folder = evidencePath(earlier.account, earlier.run);
    if (!documents) throw unreadableEvidence(folder, 'some of it is not what was written');
    const sealed = parseSnapshot(documents.snapshot, folder);
    return isOutdated(sealed, before) ? null : sealed;
  }
  const observed = await work.observe(before);
  return { ...observed, gaps: [...gaps, ...observed.gaps] };
}
