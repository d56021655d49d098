import { collectActivity } from '../collect/activity.ts';
import type { Watched } from '../collect/change-event.ts';
import { collectAuthors, collectChangeEvents, type Places } from '../collect/change-events.ts';
import type { RegionActivity } from '../model/activity.ts';
import { eventsIn } from '../model/change.ts';
import { type Cluster, isAcs } from '../model/cluster.ts';
import type { ActivityMemory, Observed } from '../model/job.ts';
import type { JobState } from '../model/job-state.ts';
import { seen } from '../model/observation.ts';
import { resourceKey } from '../model/resource-key.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { keysToWatch } from '../state/known-clusters.ts';
import { type ActivityInputs, type JobContext, observed, oldestFirst, wants } from './context.ts';
import { withEnds } from './end-refusals.ts';
import { refusalsIn } from './refusals.ts';
import { seekAuthors } from './seek-authors.ts';
import { switchesAsked, switchesToSeek } from './seek-switches.ts';

/**
 * Sees in ActionTrail whether the service role really uses each key, which of its calls were refused, and who
 * changed what is watched. Reads only what is newer than at the last look.
 */
export async function observeActivity(
  context: JobContext,
  { clusters }: Snapshot['parts'],
  known: ActivityInputs,
  before: JobState,
): Promise<Observed> {
  const { cloud, now, startedAt = now() } = context;
  if (!clusters?.seen)
    return observed(
      'activity',
      context,
      startedAt,
      clusters ? { activity: clusters, changeEvents: clusters, refusals: clusters } : {},
    );
  if (!wants(context, 'events')) return observed('activity', context, startedAt, {});
  const memory = memoryOf(before);
  const { inventory } = known;
  const { switchRegion } = known.calibration;
  const { keys, use, changes } = await readTrail(context, clusters.value, known, memory, startedAt);
  const keysState = await known.keys;
  const events = [...eventsIn(changes.places), ...before.events];
  const { sought, settled } = seekAuthors(
    inventory,
    keysState,
    events,
    before.memory && memory.sought,
    startedAt,
  );
  const watched = watch(inventory, keys, keysState);
  const switches = switchesToSeek(clusters.value, memory.sought, startedAt);
  const authors = await collectAuthors(cloud, [...switches, ...sought], watched, startedAt, switchRegion);
  const ended = use.activity.map(({ region, use: told }): RegionActivity => {
    const marked = told.seen ? { ...told, value: withEnds(told.value, region, keysState) } : told;
    return { region, use: marked };
  });
  const at = startedAt.toISOString();
  const parts = {
    activity: seen(ended, at),
    changeEvents: seen([...changes.places, ...authors], at),
    refusals: seen(refusalsIn([...events, ...eventsIn(authors)], startedAt), at),
  };
  const asked = switchesAsked(clusters.value, memory.sought, switches, authors);
  const regions = rememberEnds(use.memory.regions, keysState);
  const learned = { regions, changes: changes.to, sought: [...settled, ...asked] };
  return observed('activity', context, startedAt, parts, { memory: learned });
}

/** What is read whatever the other jobs find. */
async function readTrail(
  { cloud, config }: JobContext,
  clusters: readonly Cluster[],
  { inventory, keysBefore, calibration }: Omit<ActivityInputs, 'keys'>,
  memory: ActivityMemory,
  now: Date,
) {
  const keys = oldestFirst(
    keysToWatch(clusters, inventory.facts),
    ({ region }) => memory.regions[region]?.to ?? '',
  );
  const acs = new Set(clusters.filter(isAcs).map(({ id }) => id));
  const ofAcs = new Set(keys.filter((key) => key.clusters.every((id) => acs.has(id))).map(resourceKey));
  const window = { days: config.policy.proofWindowDays, now, ofAcs };
  const { roleSpelling, switchRegion } = calibration;
  const places = placesOf(keys, clusters, inventory, switchRegion);
  const span = { since: inventory.since, now };
  const [use, changes] = await Promise.all([
    collectActivity(cloud, keys, window, memory, roleSpelling),
    collectChangeEvents(cloud, places, watch(inventory, keys, keysBefore), span, memory.changes),
  ]);
  return { keys, use, changes };
}

/** Asks what the job will ask, as far as that depends on the clusters alone. */
export async function askTrailEarly(
  context: JobContext,
  clusters: readonly Cluster[],
  known: Omit<ActivityInputs, 'keys'>,
  before: JobState,
  now: Date,
): Promise<void> {
  if (!wants(context, 'events')) return;
  const { cloud } = context;
  const memory = memoryOf(before);
  const { switchRegion } = known.calibration;
  const switches = switchesToSeek(clusters, memory.sought, now);
  await Promise.all([
    readTrail(context, clusters, known, memory, now),
    collectAuthors(cloud, switches, watch(known.inventory, [], null), now, switchRegion),
  ]);
}

function memoryOf({ memory }: JobState): ActivityMemory {
  return memory ?? { regions: {}, changes: {}, sought: [] };
}

/** What was over stays so, even when the key is disabled again. */
function rememberEnds(regions: ActivityMemory['regions'], keys: JobState | null): ActivityMemory['regions'] {
  const marked = Object.entries(regions).map(
    ([region, known]) => [region, { ...known, use: withEnds(known.use, region, keys) }] as const,
  );
  return Object.fromEntries(marked);
}

function placesOf(
  keys: readonly { region: string }[],
  clusters: readonly Cluster[],
  inventory: JobState,
  switchRegion: string | null,
): Places {
  const inScope = clusters.filter((cluster) => cluster.inScope);
  const regions = [...new Set([...keys, ...inScope].map(({ region }) => region))].filter(
    (region) => region !== '',
  );
  return { regions, trailHomes: homesOf(inventory), switchRegion };
}

function homesOf({ result }: JobState): string[] {
  const trails = result?.parts.trails;
  const regions = trails?.seen ? trails.value : [];
  const homes = regions.flatMap(({ trails: visible }) => (visible.seen ? visible.value : []));
  return [...new Set(homes.map(({ homeRegion }) => homeRegion))];
}

/** Everything that is or was watched, so that the events of what is gone are understood, too. */
export function watch(
  { account, facts, result, drifts }: JobState,
  keys: readonly { id: string; region: string }[],
  keysState: JobState | null,
): Watched {
  const role = result?.parts.role;
  const policies =
    role?.seen && role.value.exists && role.value.policies.seen ? role.value.policies.value : null;
  const known = [...Object.values(facts), ...Object.values(keysState?.facts ?? {}), ...drifts];
  const resources = known.map(({ resource }) => resource);
  const used = [...keys, ...resources.filter(({ type }) => type === 'key')];
  const clusters = resources.filter(({ type }) => type === 'cluster');
  return {
    account,
    keys: new Set(used.map(resourceKey)),
    clusters: new Map(clusters.map(({ id, region }) => [id, region])),
    policies: new Set(policies?.names),
    instances: instancesOf(keysState),
    ways: waysOf(result?.parts.network),
  };
}

function instancesOf(state: JobState | null): Set<string> {
  const parts = state?.result?.parts;
  const keys = [parts?.keys, parts?.formerKeys].flatMap((part) => (part?.seen ? part.value : []));
  return new Set(
    keys.flatMap(({ region, metadata }) =>
      metadata.seen && metadata.value.exists && metadata.value.instanceId !== null
        ? [resourceKey({ region, id: metadata.value.instanceId })]
        : [],
    ),
  );
}

function waysOf(network: Snapshot['parts']['network']): Map<string, string[]> {
  const ways = new Map<string, string[]>();
  for (const { cluster, region, securityGroup, vSwitches } of network?.seen ? network.value.clusters : []) {
    const ids = vSwitches.flatMap(({ id, acl }) => [id, ...(acl.seen && acl.value ? [acl.value.id] : [])]);
    for (const id of new Set([securityGroup.id, ...ids])) {
      const way = resourceKey({ region, id });
      if (id !== '') ways.set(way, [...(ways.get(way) ?? []), cluster]);
    }
  }
  return ways;
}
