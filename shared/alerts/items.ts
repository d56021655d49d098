import type { NoticeItem } from '../model/notice.ts';
import type { Resource } from '../model/resource.ts';
import { pasteLines } from './paste.ts';
import { byUrgency, type Saying } from './saying.ts';
import type { World } from './world.ts';

const NAMES = 5;
/** More like it are in the report; where they are clusters, they are counted. */
const ALIKE = 50;

/** Sayings with one cause, worst first. */
type Group = [Saying, ...Saying[]];

export function groupSayings(sayings: readonly Saying[]): Group[] {
  const groups = new Map<string, Group>();
  for (const saying of [...sayings].sort(byUrgency)) {
    const group = groups.get(saying.cause);
    if (group) group.push(saying);
    else groups.set(saying.cause, [saying]);
  }
  return [...groups.values()];
}

/** One item for a cause: the first saying speaks for all. */
export function itemOf(group: Group, world: World): NoticeItem {
  const [first] = group;
  const { state, severity, account, check, title, summary, evidence, resource, actor, actorState } = first;
  const { remedy, waiver, fingerprint } = first;
  const times = group.map(({ since }) => since).sort();
  const ends = group.flatMap(({ until }) => until ?? []).sort();
  const canBeAccepted = check !== '' && state !== 'resolved';
  return {
    ...{ state, severity, account, check, title, summary, resource, actor, actorState },
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
  const ids = new Set(group.flatMap(({ clusters }) => clusters));
  const known = views.get(group[0].account.id)?.clusters ?? {};
  const names = [...ids].slice(0, NAMES).map((id) => known[id]?.name || id);
  return { count: ids.size, names };
}
