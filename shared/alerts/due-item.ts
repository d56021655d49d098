import { wordsOf } from '../checks/catalogue.ts';
import type { Change } from '../model/change.ts';
import { type Finding, type Severity, type Status, UNREADABLE } from '../model/finding.ts';
import type { Ending } from '../model/job-state.ts';
import type { NoticeItem, NoticeState } from '../model/notice.ts';
import type { AlertContext } from './alert-context.ts';
import { jobFreshness } from './job-freshness.ts';
import type { LedgerUpdate } from './ledger.ts';
import type { OpenFinding } from './open-finding.ts';

/** An item that one channel has to get, before it is joined with others of the same cause. */
export interface DueItem {
  item: Omit<NoticeItem, 'alike' | 'clusters' | 'paste' | 'fingerprints' | 'explains'>;
  /** Ids of the clusters that are hit. */
  clusters: readonly string[];
  status: Status;
  /** Due items with the same cause become one item. */
  cause: string;
  /** Distinguishes it from every other due item, and from its own repetitions. */
  key: string;
  /** A reminder that is not due yet and comes along with one that is. */
  early: boolean;
  /** What the ledger notes when the item was delivered. */
  updates: readonly LedgerUpdate[];
}

/** Why a channel is notified of a finding now. */
export interface Reason {
  state: NoticeState;
  severity: Severity;
  /** When it ended, and how. */
  until?: string;
  ending?: Pick<Ending, 'summary' | 'evidence'>;
  early?: boolean;
  /** Number of the reminder. */
  repetition?: number;
  updates: readonly LedgerUpdate[];
}

/** A finding as an item of a message. */
export function dueItem(
  { account, finding, life, author, cause }: OpenFinding,
  { state, severity, until, ending, early = false, repetition = 0, updates }: Reason,
  { titles, waivers }: AlertContext,
): DueItem {
  const { check, summary, evidence, resource, clusters, remedy, fingerprint, status } = finding;
  const waiver = waivers.get(fingerprint);
  const acted = author ?? (cause?.actor ? { actor: cause.actor, at: cause.at } : null);
  const since = life.firstSeen;
  return {
    item: {
      state,
      severity,
      account,
      check,
      title: titles[check] ?? check,
      summary,
      ...(check === jobFreshness.id ? { headline: jobFreshness.headline, effect: '' } : wordsOf(check)),
      resource,
      actor: acted?.actor ?? null,
      actedAt: acted?.at ?? null,
      actorState: acted ? 'named' : (cause?.actorState ?? null),
      remedy,
      waiver: waiver ? { until: waiver.until, owner: waiver.owner, reason: waiver.reason } : null,
      fingerprint,
      evidence,
      since,
      until: until ?? null,
      ending: ending ?? null,
    },
    clusters,
    status,
    cause: causeOf(
      account.id,
      `${state} ${ending?.summary ?? ''}`,
      severity,
      finding,
      acted?.actor.name ?? '',
    ),
    key: [fingerprint, state, severity, since, until ?? '', waiver?.until ?? '', repetition].join(' '),
    early,
    updates,
  };
}

/**
 * Findings of one check with the same wording and author have one cause, except that two keys or instances are two
 * causes: each has its own command. What could not be read, and what fails in sealwatch itself, is distinguished by the
 * reason.
 */
function causeOf(
  account: string,
  state: string,
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

/** All ids of a change: a channel may have been notified of it under an older one. */
export function idsOf({ id, aliases }: Pick<Change, 'id' | 'aliases'>): readonly string[] {
  return [id, ...aliases];
}
