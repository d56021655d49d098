import { checksFailedBy } from '../checks/catalogue.ts';
import type { Attempt, Change, ChangeKind } from '../model/change.ts';
import type { Severity } from '../model/finding.ts';
import { ATTEMPT_WORDS, CHANGE_WORDS } from '../text/change-words.ts';
import type { Text } from '../text/zh.ts';
import type { AccountView } from './account-view.ts';
import { type DueItem, idsOf } from './due-item.ts';
import { accepts, type Receiver } from './receiver.ts';

/** So long a change waits for its author. */
const AUTHOR_MS = 15 * 60_000;
/** Repeated attempts of the same caller are reported once in this time. */
const ATTEMPTS_MS = 60 * 60_000;
/** What could not be delivered for so long is history: the report shows it. */
export const CHANGES_MS = 30 * 86_400_000;

/** How much it weighs that something changed. What is wrong because of it is a finding with a severity of its own. */
const WEIGHT: Readonly<Record<ChangeKind, Severity>> = {
  'encryption-off': 'high',
  'encryption-on': 'medium',
  'key-replaced': 'medium',
  'cluster-added': 'low',
  'cluster-removed': 'medium',
  'key-disabled': 'high',
  'key-enabled': 'medium',
  'key-deletion-scheduled': 'high',
  'key-deletion-cancelled': 'medium',
  'key-material-deleted': 'high',
  'key-deleted': 'high',
  'key-policy-changed': 'medium',
  'rotation-changed': 'medium',
  'protection-changed': 'medium',
  'role-changed': 'medium',
  'trail-stopped': 'high',
  'secrets-plain-appeared': 'high',
  'sealing-key-appeared': 'medium',
  'encryption-config-changed': 'low',
  'trail-changed': 'medium',
  'instance-released': 'high',
  'instance-network-changed': 'medium',
  'key-rotated': 'low',
  'cluster-upgraded': 'low',
  'cluster-migrated': 'low',
  'cluster-modified': 'low',
  'permissions-changed': 'medium',
  'global-events-moved': 'medium',
  'network-rules-changed': 'medium',
};
/** An attempt changed nothing. */
const ATTEMPT_WEIGHT: Severity = 'medium';
const NO_REMEDY = { text: '', command: '', url: '' } as const;

/** Changes and refused attempts that the channel was not notified of. `reported`: ids that the item of a finding reports. */
export function dueChanges(receiver: Receiver, reported: ReadonlySet<string>): DueItem[] {
  const { ledger, context } = receiver;
  const oldest = new Date(context.now.getTime() - CHANGES_MS).toISOString();
  const isNews = (ids: readonly string[], at: string): boolean =>
    at >= oldest && !ids.some((id) => reported.has(id) || ledger.changes[id] !== undefined);
  return [...context.views.values()].flatMap((view) => {
    if (!ledger.baselines[view.id]) return [];
    const changes = view.changes.filter(
      (change) =>
        isNews(idsOf(change), change.at) &&
        !isAwaited(change, context.now) &&
        isAccepted(receiver, view, change, WEIGHT[change.kind], change.clusters),
    );
    const attempts = view.attempts.filter(
      (attempt) =>
        isNews([attempt.id], attempt.at) &&
        !isRecent(ledger.changes[callerOf(view, attempt)], context.now) &&
        isAccepted(receiver, view, attempt, ATTEMPT_WEIGHT, []),
    );
    return [
      ...changes.map((change) => changeItem(view, change)),
      ...attempts.map((attempt) => attemptItem(view, attempt, context.now)),
    ];
  });
}

function isAwaited({ actorState, at }: Change, now: Date): boolean {
  return actorState === 'awaited' && now.getTime() < Date.parse(at) + AUTHOR_MS;
}

/** Sessions of a role are named by whoever takes it, so they do not make another caller. The ledger keeps this text. */
function callerOf({ id }: AccountView, { kind, actor, errorCode }: Attempt): string {
  return ['tried', id, kind, actor.role || actor.name, errorCode].join('\n');
}

function isRecent(notifiedAt: string | undefined, now: Date): boolean {
  return notifiedAt !== undefined && now.getTime() - Date.parse(notifiedAt) < ATTEMPTS_MS;
}

function isAccepted(
  receiver: Receiver,
  account: AccountView,
  { kind, resource }: Pick<Change, 'kind' | 'resource'>,
  severity: Severity,
  clusters: readonly string[],
): boolean {
  return accepts(receiver, severity, { account, checks: checksFailedBy(kind), resource, clusters });
}

function changeItem(view: AccountView, change: Change): DueItem {
  const { id, kind, resource, clusters, from, to, at, actor, actorState } = change;
  return {
    item: {
      state: 'changed',
      severity: WEIGHT[kind],
      account: { id: view.id, name: view.name },
      check: '',
      title: CHANGE_WORDS[kind],
      summary: sentence(from, to),
      resource,
      actor,
      actedAt: null,
      actorState,
      ...{ headline: '', effect: '' },
      remedy: NO_REMEDY,
      waiver: null,
      fingerprint: '',
      evidence: { kind, from, to },
      since: at,
      until: null,
      ending: null,
    },
    clusters,
    status: 'pass',
    cause: [view.id, 'changed', kind, resource.type, actorState, actor?.name ?? '', from, to].join('\n'),
    key: `change ${id}`,
    early: false,
    updates: [{ kind: 'changes', ids: idsOf(change), at }],
  };
}

function sentence(from: string, to: string): Text {
  if (from !== '' && to !== '') return '{from} → {to}';
  return to === '' ? 'The change was detected.' : 'Now: {to}';
}

function attemptItem(view: AccountView, attempt: Attempt, now: Date): DueItem {
  const { id, kind, resource, at, actor, errorCode } = attempt;
  const summary: Text = 'Denied {count}× ({code}); nothing changed.';
  return {
    item: {
      state: 'attempted',
      severity: ATTEMPT_WEIGHT,
      account: { id: view.id, name: view.name },
      check: '',
      title: ATTEMPT_WORDS[kind],
      summary,
      resource,
      actor,
      actedAt: null,
      actorState: 'named',
      ...{ headline: '', effect: '' },
      remedy: NO_REMEDY,
      waiver: null,
      fingerprint: '',
      evidence: { kind, code: errorCode, count: 1 },
      since: at,
      until: null,
      ending: null,
    },
    clusters: [],
    status: 'pass',
    cause: [view.id, 'attempted', kind, actor.name, errorCode].join('\n'),
    key: `attempt ${id}`,
    early: false,
    updates: [
      { kind: 'changes', ids: [id], at },
      { kind: 'changes', ids: [callerOf(view, attempt)], at: now.toISOString() },
    ],
  };
}
