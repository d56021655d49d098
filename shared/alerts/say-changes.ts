import { checksFailedBy } from '../checks/catalogue.ts';
import type { Attempt, Change, ChangeKind } from '../model/change.ts';
import { reaches, type Severity } from '../model/finding.ts';
import { CHANGE_WORDS } from '../text/change-words.ts';
import type { Text } from '../text/zh.ts';
import type { AccountView } from './account-view.ts';
import { passes } from './channels.ts';
import type { Listener } from './say-finding.ts';
import { idsOf, type Saying } from './saying.ts';

/** So long a change waits for its author. */
const AUTHOR_MS = 15 * 60_000;
/** Whoever goes on trying is told of once in this time. */
const TRIED_MS = 60 * 60_000;
/** What nobody could be told for so long is history: the report tells it. */
export const CHANGES_TOLD_MS = 30 * 86_400_000;

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
};
/** An attempt changed nothing. */
const ATTEMPT_WEIGHT: Severity = 'medium';

/** Changes and refused attempts of an account that the channel was not told of. `folded`: ids that a finding tells. */
export function sayChanges(view: AccountView, folded: ReadonlySet<string>, listener: Listener): Saying[] {
  const { ledger, world } = listener;
  const oldest = new Date(world.now.getTime() - CHANGES_TOLD_MS).toISOString();
  const isNews = (ids: readonly string[], at: string): boolean =>
    at >= oldest && !ids.some((id) => folded.has(id) || ledger.changes[id] !== undefined);
  const sayings: Saying[] = [];
  for (const change of view.changes) {
    if (!isNews(idsOf(change), change.at) || isAwaited(change, world.now)) continue;
    if (hears(listener, view, change, WEIGHT[change.kind], change.clusters))
      sayings.push(sayChange(view, change));
  }
  for (const attempt of view.attempts) {
    const last = ledger.changes[triedBy(view, attempt)];
    if (!isNews([attempt.id], attempt.at) || isRecent(last, world.now)) continue;
    if (hears(listener, view, attempt, ATTEMPT_WEIGHT, []))
      sayings.push(sayAttempt(view, attempt, world.now));
  }
  return sayings;
}

function isAwaited({ actorState, at }: Change, now: Date): boolean {
  return actorState === 'awaited' && now.getTime() < Date.parse(at) + AUTHOR_MS;
}

/** Sessions of a role are named by whoever takes it, so they do not make another caller. */
function triedBy({ id }: AccountView, { kind, actor, errorCode }: Attempt): string {
  return ['tried', id, kind, actor.role || actor.name, errorCode].join('\n');
}

function isRecent(told: string | undefined, now: Date): boolean {
  return told !== undefined && now.getTime() - Date.parse(told) < TRIED_MS;
}

function hears(
  { channel }: Listener,
  view: AccountView,
  { kind, resource }: Pick<Change, 'kind' | 'resource'>,
  severity: Severity,
  clusters: readonly string[],
): boolean {
  if (!reaches(severity, channel.minSeverity)) return false;
  const about = { account: view, checks: checksFailedBy(kind), resource, clusters };
  return passes(channel.config, about, view.clusters);
}

function sayChange(view: AccountView, change: Change): Saying {
  const { id, kind, resource, clusters, from, to, at, actor, actorState } = change;
  const severity = WEIGHT[kind];
  return {
    ...blank(view, at),
    ...{ state: 'changed', severity, title: CHANGE_WORDS[kind], resource, clusters, actor, actorState },
    summary: sentence(from, to),
    evidence: { kind, from, to },
    cause: [view.id, 'changed', kind, resource.type, actorState, actor?.name ?? '', from, to].join('\n'),
    key: `change ${id}`,
    marks: [{ kind: 'changes', ids: idsOf(change), at }],
  };
}

function sentence(from: string, to: string): Text {
  if (from !== '' && to !== '') return 'It changed from {from} to {to}.';
  return to === '' ? 'The change was seen.' : 'It is {to} now.';
}

function sayAttempt(view: AccountView, attempt: Attempt, now: Date): Saying {
  const { id, kind, resource, at, actor, errorCode } = attempt;
  const summary: Text = 'Refused {count}× with {code}; nothing changed.';
  return {
    ...blank(view, at),
    ...{ state: 'attempted', severity: ATTEMPT_WEIGHT, title: CHANGE_WORDS[kind], resource, summary, actor },
    evidence: { kind, code: errorCode, count: 1 },
    actorState: 'named',
    cause: [view.id, 'attempted', kind, actor.name, errorCode].join('\n'),
    key: `attempt ${id}`,
    marks: [
      { kind: 'changes', ids: [id], at },
      { kind: 'changes', ids: [triedBy(view, attempt)], at: now.toISOString() },
    ],
  };
}

/** What a change does not have. */
function blank({ id, name }: AccountView, at: string) {
  return {
    account: { id, name },
    ...{
      check: '',
      clusters: [],
      since: at,
      until: null,
      fingerprint: '',
      early: false,
      waiver: null,
      actedAt: null,
    },
    remedy: { text: '', command: '', url: '' },
    status: 'pass' as const,
  };
}
