import type { AuditWatch } from '../../shared/jobs/audit.ts';
import type { Job } from '../../shared/model/job.ts';
import { keysInUse } from '../../shared/model/key.ts';
import { resourceKey } from '../../shared/model/resource-key.ts';
import type { Live, LivePart } from '../../shared/report/terminal/render-live.ts';

type Account = Parameters<AuditWatch['ended']>[0];
type Glimpse = Parameters<AuditWatch['glimpsed']>[1];

/** How far one account is. */
class Seen {
  clusters = 0;
  total: number | null = null;
  readonly keysInUse = new Set<string>();
  readonly keysRead = new Set<string>();
  readonly done = new Set<Job>();
}

/** How far an audit is: of one account by what its jobs read, of several in sum. */
export class AuditParts {
  readonly #jobs: readonly Job[];
  readonly #seen = new Map<string, Seen>();
  readonly #ended = new Set<string>();
  #planned = 1;

  constructor(jobs: readonly Job[]) {
    this.#jobs = jobs;
  }

  planned(accounts: number): void {
    this.#planned = accounts;
  }

  glimpsed({ id }: Account, glimpse: Glimpse): void {
    const seen = this.#of(id);
    if ('key' in glimpse) seen.keysRead.add(resourceKey(glimpse.key));
    else if ('cluster' in glimpse)
      for (const key of keysInUse([glimpse.cluster])) seen.keysInUse.add(resourceKey(key));
    else Object.assign(seen, glimpse);
  }

  finished({ id }: Account, job: Job): void {
    this.#of(id).done.add(job);
  }

  ended({ id }: Account): void {
    this.#ended.add(id);
  }

  parts(): Pick<Live, 'done' | 'open'> {
    if (this.#planned > 1) return { done: [], open: this.#ofAll() };
    const [seen = new Seen()] = this.#seen.values();
    const parts = (isDone: boolean): LivePart[] =>
      this.#jobs.filter((job) => seen.done.has(job) === isDone).map((job) => partOf(job, seen));
    return { done: parts(true), open: parts(false) };
  }

  #of(id: string): Seen {
    const seen = this.#seen.get(id) ?? new Seen();
    this.#seen.set(id, seen);
    return seen;
  }

  #ofAll(): LivePart[] {
    const all = [...this.#seen.values()];
    const sum = (count: (seen: Seen) => number): number =>
      all.reduce((total, seen) => total + count(seen), 0);
    return [
      { what: 'accounts', count: this.#ended.size, total: this.#planned },
      { what: 'clusters', count: sum(({ clusters }) => clusters) },
      { what: 'keys', count: sum(({ keysRead }) => keysRead.size) },
    ];
  }
}

/** What a job reads, and how much of it was read; the inventory begins with the list of clusters. */
function partOf(job: Job, seen: Seen): LivePart {
  const { clusters: count, total, keysRead, keysInUse: known, done } = seen;
  if (job === 'keys' && known.size > 0) return { what: 'keys', count: keysRead.size, total: known.size };
  if (job !== 'inventory') return { what: job };
  const isListed = total !== null && count >= total;
  if (isListed && !done.has(job)) return { what: 'surroundings' };
  return count === 0 ? { what: 'clusters' } : { what: 'clusters', count, total };
}
