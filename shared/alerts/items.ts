import { rank } from '../model/finding.ts';
import { NOTICE_STATES, type NoticeItem } from '../model/notice.ts';
import type { Resource } from '../model/resource.ts';
import { pasteLines } from './paste.ts';
import { byUrgency, type Saying } from './saying.ts';
import type { World } from './world.ts';

const NAMES = 5;
/** More like it are in the report; where they are clusters, they are counted. */
const ALIKE = 50;

/** Sayings with one cause, worst first. */
type Group = [Saying, ...Saying[]];

/** Worst first; of the same weight those first that hit more clusters. */
export function groupSayings(sayings: readonly Saying[]): Group[] {
  const groups = new Map<string, Group>();
  for (const saying of [...sayings].sort(byUrgency)) {
    const group = groups.get(saying.cause);
    if (group) group.push(saying);
    else groups.set(saying.cause, [saying]);
  }
  const sized = [...groups.values()].map((group) => ({ group, size: clustersHit(group).size }));
  sized.sort(
    (a, b) =>
      rank(a.group[0].severity) - rank(b.group[0].severity) ||
      NOTICE_STATES.indexOf(a.group[0].state) - NOTICE_STATES.indexOf(b.group[0].state) ||
      b.size - a.size ||
      byUrgency(a.group[0], b.group[0]),
  );
  return sized.map(({ group }) => group);
}

function clustersHit(group: Group): Set<string> {
  const hit = new Set<string>();
  for (const { clusters } of group) for (const id of clusters) hit.add(id);
  return hit;
}

/** One item for a cause: the first saying speaks for all. */
export function itemOf(group: Group, world: World): NoticeItem {
  const [first] = group;
  const { state, severity, account, check, title, summary, evidence, resource, actor, actedAt, actorState } =
    first;
  const { remedy, waiver, fingerprint } = first;
  const times = group.map(({ since }) => since).sort();
  const ends = group.flatMap(({ until }) => until ?? []).sort();
  const canBeAccepted = check !== '' && state !== 'resolved';
  return {
    ...{ state, severity, account, check, title, summary, resource, actor, actedAt, actorState },
    ...{ remedy, waiver, fingerprint },
    evidence: state === 'attempted' ? { ...evidence, count: group.length } : evidence,
    alike: alikeIn(group),
    clusters: clustersIn(group, world),
    since: times[0] ?? first.since,
    until: ends.at(-1) ?? null,
    paste: canBeAccepted ? pasteLines(group, world.now) : { acknowledge: '', waive: '' },
  };
}

function alikeIn([{ resource: first }, ...others]: Group): Resource[] {
  const nameOf = ({ type, region, id }: Resource): string => `${type} ${region} ${id}`;
  const found = new Map<string, Resource>();
  for (const { resource } of others) found.set(nameOf(resource), resource);
  found.delete(nameOf(first));
  return [...found.values()].slice(0, ALIKE);
}

function clustersIn(group: Group, { views }: World): NoticeItem['clusters'] {
  const ids = clustersHit(group);
  const known = views.get(group[0].account.id)?.clusters ?? {};
  const names = [...ids].slice(0, NAMES).map((id) => known[id]?.name || id);
  return { count: ids.size, names };
}
