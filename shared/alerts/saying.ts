import type { Change } from '../model/change.ts';
import { compareText, type Finding, rank, type Severity, type Status, UNREADABLE } from '../model/finding.ts';
import { NOTICE_STATES, type NoticeItem, type NoticeState } from '../model/notice.ts';
import { jobFreshness } from './job-freshness.ts';
import type { Mark } from './ledger.ts';
import type { OpenFinding } from './world.ts';

type Told = Omit<NoticeItem, 'alike' | 'clusters' | 'paste' | 'title'>;

/** One thing to say to one channel, before it is joined with others of the same cause. */
export interface Saying extends Told {
  /** Ids of the clusters that are hit. */
  clusters: readonly string[];
  status: Status;
  /** Catalogue sentence; for findings that of the check. */
  title: string;
  /** Sayings with the same cause become one item. */
  cause: string;
  /** What tells it from every other saying, and the same again when it has to be repeated. */
  key: string;
  /** A reminder that is not due yet and comes along with one that is. */
  early: boolean;
  marks: readonly Mark[];
}

export interface Manner {
  state: NoticeState;
  severity: Severity;
  title: string;
  until?: string | null;
  early?: boolean;
  /** Distinguishes repetitions, such as reminders. */
  turn?: number;
  marks: readonly Mark[];
}

/** Something to say about a finding. */
export function sayingOf(
  { account, finding, life, author, cause, waiver }: OpenFinding,
  { state, severity, title, until = null, early = false, turn = 0, marks }: Manner,
): Saying {
  const { check, summary, evidence, resource, clusters, remedy, fingerprint, status } = finding;
  const known = author ?? (cause?.actor ? { actor: cause.actor, at: cause.at } : null);
  const actor = known?.actor ?? null;
  const since = life.firstSeen;
  return {
    ...{ state, severity, account, check, title, summary, evidence, resource, clusters, since, until, actor },
    ...{ remedy, fingerprint, status, early, marks },
    actedAt: known?.at ?? null,
    actorState: actor ? 'named' : (cause?.actorState ?? null),
    waiver: waiver ? { until: waiver.until, owner: waiver.owner, reason: waiver.reason } : null,
    cause: causeOf(account.id, state, severity, finding, actor?.name ?? ''),
    key: [fingerprint, state, severity, since, until ?? '', waiver?.until ?? '', turn].join(' '),
  };
}

/**
 * Findings of one check with the same wording and author have one cause, except that two keys or instances are two
 * causes: each has its own command. What could not be read, and what fails in the tool, is told apart by the reason.
 */
function causeOf(
  account: string,
  state: NoticeState,
  severity: Severity,
  { check, summary, resource, evidence }: Finding,
  actor: string,
): string {
  const { type, region, id } = resource;
  const isOwnCause = type === 'key' || type === 'instance' || type === 'channel';
  const reason = ['because', 'code', 'permission'].map((name) => String(evidence[name] ?? ''));
  const isTechnical = check === UNREADABLE || check === jobFreshness.id;
  const own = isTechnical ? [type, ...reason] : isOwnCause ? [region, id] : [];
  return [account, state, severity, check, summary, actor, ...own].join('\n');
}

/** Worst first; then what is new before what is over; then in a stable order. */
export function byUrgency(a: Saying, b: Saying): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    NOTICE_STATES.indexOf(a.state) - NOTICE_STATES.indexOf(b.state) ||
    compareText(a.account.id, b.account.id) ||
    compareText(a.check, b.check) ||
    compareText(a.since, b.since) ||
    compareText(a.resource.id, b.resource.id) ||
    compareText(a.key, b.key)
  );
}

/** All ids of a change: it may have been told under an older one. */
export function idsOf({ id, aliases }: Pick<Change, 'id' | 'aliases'>): readonly string[] {
  return [id, ...aliases];
}
