import type { Finding } from '../model/finding.ts';
import type { Ending } from '../model/job-state.ts';
import type { Text } from '../text/zh.ts';
import type { AccountView } from './account-view.ts';
import type { AlertContext } from './alert-context.ts';
import { type DueItem, dueItem } from './due-item.ts';
import { isFlapping, isStillFlapping } from './flapping.ts';
import type { NotifiedFinding } from './ledger.ts';
import type { OpenFinding } from './open-finding.ts';

/**
 * The end of a finding that a channel was notified of; null when it has not ended, or may open again soon. A recovery is told
 * only of what was seen to be good; anything else is closed, with its reason.
 */
export function dueRecovery(
  fingerprint: string,
  notified: NotifiedFinding,
  context: AlertContext,
): DueItem | null {
  if (notified.state === 'waived') return null;
  const end = endOfLife(fingerprint, notified, context);
  if (!end) return null;
  const { entry, until, ending } = end;
  const { severity } = notified;
  if (notified.state === 'flapping' && isStillFlapping(context, fingerprint)) return null;
  if (isFlapping(context, fingerprint)) {
    const finding: NotifiedFinding = { ...notified, state: 'flapping', lastSaid: context.now.toISOString() };
    const updates = [{ kind: 'notified', fingerprint, finding }] as const;
    return dueItem(entry, { state: 'flapping', severity, until, updates }, context);
  }
  const updates = [{ kind: 'recovered', fingerprint }] as const;
  const state = ending.kind === 'well' ? 'resolved' : 'closed';
  return dueItem(entry, { state, severity, until, ending, updates }, context);
}

/** When and how it ended, and what it was; null while nobody has looked, so that an account that cannot be read resolves nothing. */
function endOfLife(
  fingerprint: string,
  notified: NotifiedFinding,
  { recovered, views }: AlertContext,
): { until: string; entry: OpenFinding; ending: Ending } | null {
  const view = views.get(notified.resource.account);
  const account = { id: notified.resource.account, name: view?.name ?? '' };
  const life = recovered.get(fingerprint);
  if (life && life.resolvedAt > notified.since) {
    const since = notified.state === 'flapping' ? life.firstSeen : notified.since;
    const entry = formerFinding(account, notified, life.finding, since);
    return { until: life.resolvedAt, entry, ending: life.ending ?? NOT_REPORTED };
  }
  const until = view && finishedSince(view, notified);
  if (!until) return null;
  return {
    until,
    entry: formerFinding(account, notified, vanished(fingerprint, notified), notified.since),
    ending: NOT_REPORTED,
  };
}

/** The job that reported it has finished again and knows nothing of it: its state was started anew, or is full. */
function finishedSince({ jobs }: AccountView, { job, lastSaid }: NotifiedFinding): string | null {
  const finishedAt = jobs.find((entry) => entry.job === job)?.finishedAt;
  return finishedAt && finishedAt > lastSaid ? finishedAt : null;
}

function formerFinding(
  account: OpenFinding['account'],
  { job, lastSaid }: NotifiedFinding,
  finding: Finding,
  since: string,
): OpenFinding {
  const life = { firstSeen: since, lastSeen: lastSaid };
  return { account, finding, job, life, carried: false, author: null, cause: null };
}

/** Nothing tells how it ended: an earlier version stored no reason, or the state of the job was started anew. */
const NOT_REPORTED = {
  kind: 'closed',
  summary: 'The last run no longer reports it.',
  evidence: {},
} satisfies Ending & { summary: Text };

function vanished(fingerprint: string, { check, resource, severity }: NotifiedFinding): Finding {
  return {
    fingerprint,
    check,
    status: 'pass',
    severity,
    resource,
    clusters: [],
    summary: NOT_REPORTED.summary,
    evidence: {},
    remedy: { text: '', command: '', url: '' },
    mutedBy: null,
    missingPermission: null,
  };
}
