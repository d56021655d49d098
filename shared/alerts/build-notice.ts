import { createHash } from 'node:crypto';
import { acceptanceLines } from '../config/acceptance-lines.ts';
import { compareText, rank } from '../model/finding.ts';
import {
  countLeft,
  isOver,
  NOTICE_STATES,
  type Notice,
  type NoticeFacts,
  type NoticeItem,
} from '../model/notice.ts';
import type { Resource } from '../model/resource.ts';
import { resourceKey } from '../model/resource-key.ts';
import type { AlertContext } from './alert-context.ts';
import type { DueItem } from './due-item.ts';
import { groupBy } from './group-by.ts';
import type { LedgerUpdate } from './ledger.ts';
import type { Receiver } from './receiver.ts';

const CLUSTER_NAMES = 5;
/** More like it are in the report; where they are clusters, they are counted. */
const ALIKE = 50;
/** So many findings are acknowledged at once; more do not fit into an address. */
const FINGERPRINTS = 20;

/** A message, where it goes, and what the ledger notes once it is there. */
export interface PlannedNotice {
  /** The channel whose ledger it is about. */
  channel: string;
  /** Channels to try in this order until one has sent it; its own comes first unless it must not be asked now. */
  route: readonly string[];
  notice: Notice;
  updates: readonly LedgerUpdate[];
}

export interface NoticeContent {
  kind: Notice['kind'];
  due?: readonly DueItem[];
  facts?: NoticeFacts | null;
  /** Besides those of the due items. */
  updates?: readonly LedgerUpdate[];
  /** Distinguishes it from others of its kind that have no items, such as its day. */
  occasion?: string;
}

/** Due items of the same cause, worst first. */
type Group = readonly [DueItem, ...DueItem[]];

/** Builds a message: due items with one cause become one item, and no more items than the settings allow are shown. */
export function buildNotice(
  { channel, route, alerts, reportUrl, context }: Receiver,
  { kind, due = [], facts = null, updates = [], occasion = '' }: NoticeContent,
): PlannedNotice {
  const groups = [...groupBy([...due].sort(byUrgency), ({ cause }) => cause).values()].sort(byWeight);
  const items = groups.slice(0, alerts.top).map((group): NoticeItem => {
    const { evidence, since, until, ...first } = group[0].item;
    const isTask = first.check !== '' && !isOver(first.state);
    return {
      ...first,
      evidence: first.state === 'attempted' ? { ...evidence, count: group.length } : evidence,
      alike: alikeIn(group),
      clusters: clustersIn(group, context),
      fingerprints: isTask ? group.slice(0, FINGERPRINTS).map(({ item }) => item.fingerprint) : [],
      explains: explainedBy(group, context),
      since: group.map(({ item }) => item.since).sort()[0] ?? since,
      until:
        group
          .flatMap(({ item }) => item.until ?? [])
          .sort()
          .at(-1) ?? until,
      paste: isTask
        ? acceptanceLines(
            group.map(({ item, status }) => ({ ...item, status })),
            context.now,
          )
        : { acknowledge: '', waive: '' },
    };
  });
  const notice: Notice = {
    id: idOf([channel.name, kind, occasion, ...due.map(({ key }) => key).sort()]),
    kind,
    severity: groups[0]?.[0].item.severity ?? 'info',
    at: context.now.toISOString(),
    items,
    more: countLeft(groups.slice(items.length).map(([{ item }]) => item.severity)),
    facts,
    reportUrl,
  };
  return {
    channel: channel.name,
    route,
    notice,
    updates: [...due.flatMap((entry) => entry.updates), ...updates],
  };
}

function idOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** Worst first; then what is new before what has recovered. */
function bySeverity({ item: a }: DueItem, { item: b }: DueItem): number {
  return (
    rank(a.severity) - rank(b.severity) || NOTICE_STATES.indexOf(a.state) - NOTICE_STATES.indexOf(b.state)
  );
}

/** The same, then in a stable order. */
function byUrgency(a: DueItem, b: DueItem): number {
  return (
    bySeverity(a, b) ||
    compareText(a.item.account.id, b.item.account.id) ||
    compareText(a.item.check, b.item.check) ||
    compareText(a.item.since, b.item.since) ||
    compareText(a.item.resource.id, b.item.resource.id) ||
    compareText(a.key, b.key)
  );
}

/** Of the same severity and state those first that hit more clusters. */
function byWeight(a: Group, b: Group): number {
  return bySeverity(a[0], b[0]) || clustersHit(b).size - clustersHit(a).size || byUrgency(a[0], b[0]);
}

function clustersHit(group: Group): Set<string> {
  return new Set(group.flatMap(({ clusters }) => clusters));
}

/** How many open findings the group is the cause of. */
function explainedBy(group: Group, { mutedBy }: AlertContext): number {
  const causes = new Set(group.map(({ item }) => item.fingerprint));
  return isOver(group[0].item.state) ? 0 : [...mutedBy.values()].filter((by) => causes.has(by)).length;
}

function clustersIn(group: Group, { views }: AlertContext): NoticeItem['clusters'] {
  const hit = clustersHit(group);
  const known = views.get(group[0].item.account.id)?.clusters ?? {};
  const names = [...hit].slice(0, CLUSTER_NAMES).map((id) => known[id]?.name || id);
  return { count: hit.size, names };
}

/** The other resources of the group. */
function alikeIn([{ item }, ...others]: Group): Resource[] {
  const keyOf = (resource: Resource): string => `${resource.type} ${resourceKey(resource)}`;
  const found = new Map(others.map(({ item: { resource } }) => [keyOf(resource), resource]));
  found.delete(keyOf(item.resource));
  return [...found.values()].slice(0, ALIKE);
}
