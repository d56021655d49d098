import type { ClusterList } from '../collect/clusters.ts';
import { collectNetwork } from '../collect/network.ts';
import { collectPeople } from '../collect/people.ts';
import type { ChangeEvent, ChangeKind } from '../model/change.ts';
import { type Cluster, sealingKey } from '../model/cluster.ts';
import type { JobState } from '../model/job-state.ts';
import type { Network } from '../model/network.ts';
import { type Seen, seen } from '../model/observation.ts';
import { maySwitch, type People } from '../model/people.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { dayOf } from '../money/calendar.ts';
import { type JobContext, wants } from './context.ts';

/**
 * Who may switch encryption, and the way from the clusters to KMS. Both cost many calls and change seldom: what was
 * seen whole earlier on the same day (Asia/Shanghai), of the same clusters, is taken again with its time; `before` is without
 * what was changed since.
 */
export async function observeSurroundings(
  context: Omit<JobContext, 'account'>,
  account: Promise<string>,
  { clusters, places }: ClusterList,
  before: JobState | null,
): Promise<Pick<Snapshot['parts'], 'people' | 'network'>> {
  if (!clusters.seen) return {};
  const { cloud, now } = context;
  const at = now().toISOString();
  const known = before?.result?.parts;
  const earlier = known?.clusters?.seen && sameClusters(known.clusters.value, clusters.value) ? known : {};
  const id = await account;
  const look = (): Promise<People> => collectPeople(cloud, id, clusters.value, wants(context, 'grants'));
  const [people, network] = await Promise.all([
    wants(context, 'people') ? (peopleFromToday(earlier, context, at) ?? seenBy(look, at)) : null,
    wants(context, 'network')
      ? (fromToday(earlier.network, at, reachesAll) ?? seenBy(() => collectNetwork(cloud, id, places), at))
      : null,
  ]);
  return { ...(people ? { people } : {}), ...(network ? { network } : {}) };
}

/** Whether the people have to be looked at whichever clusters there are. */
export function needsPeople(context: Pick<JobContext, 'config' | 'now'>, before: JobState): boolean {
  const known = peopleFromToday(before.result?.parts ?? {}, context, context.now().toISOString());
  return wants(context, 'people') && known === null;
}

function peopleFromToday(
  { people }: Snapshot['parts'],
  context: Pick<JobContext, 'config'>,
  at: string,
): Seen<People> | null {
  const grantsToo = wants(context, 'grants');
  return fromToday(people, at, (value) => isWhole(value, grantsToo));
}

/** What is known without what somebody changed since it was looked at, as far as events tell. */
export function withoutChanged(before: JobState, events: readonly ChangeEvent[]): JobState {
  const { result } = before;
  if (!result) return before;
  const { people, network, ...others } = result.parts;
  const isSo = (part: typeof people | typeof network, changed: ChangeKind): boolean =>
    part?.seen === true &&
    !events.some(({ kind, errorCode, at }) => kind === changed && errorCode === '' && at >= part.at);
  const kept = {
    ...(people && isSo(people, 'permissions-changed') ? { people } : {}),
    ...(network && isSo(network, 'network-rules-changed') ? { network } : {}),
  };
  return { ...before, result: { ...result, parts: { ...others, ...kept } } };
}

async function seenBy<T>(look: () => Promise<T>, at: string): Promise<Seen<T>> {
  return seen(await look(), at);
}

function fromToday<T>(
  part: Seen<T> | { seen: false } | undefined,
  at: string,
  isGood: (value: T) => boolean,
): Seen<T> | null {
  return part?.seen && dayOf(new Date(part.at)) === dayOf(new Date(at)) && isGood(part.value) ? part : null;
}

function sameClusters(before: readonly Cluster[], now: readonly Cluster[]): boolean {
  const sealed = (clusters: readonly Cluster[]): string =>
    clusters
      .filter(({ inScope }) => inScope)
      .map((cluster) => `${cluster.id} ${sealingKey(cluster)}`)
      .sort()
      .join('\n');
  return sealed(before) === sealed(now);
}

function isWhole({ persons, gaps }: People, grantsToo: boolean): boolean {
  return (
    persons.seen &&
    gaps.every(({ what }) => what === 'statement') && // it stays as odd as it is
    persons.value.every(({ grants, ...person }) =>
      grants ? grants.seen && !grants.missing : !(grantsToo && maySwitch(person)),
    )
  );
}

function reachesAll({ clusters }: Network): boolean {
  return clusters.every(
    ({ securityGroup, vSwitches }) => securityGroup.outbound.seen && vSwitches.every(({ acl }) => acl.seen),
  );
}
