import type { AlertsConfig, ChannelConfig, ChannelRouting } from '../config/alerts.ts';
import type { Severity } from '../model/finding.ts';
import type { Resource } from '../model/resource.ts';
import type { ViewCluster } from './account-view.ts';

/** A configured channel that can be opened, with its name. */
export interface NamedChannel {
  name: string;
  config: ChannelConfig;
  minSeverity: Severity;
}

export function namedChannels({ channels, minSeverity }: AlertsConfig): NamedChannel[] {
  return channels.map((config) => {
    return { name: config.name ?? config.type, config, minSeverity: config.minSeverity ?? minSeverity };
  });
}

/** A channel that messages are for, with what decides which ones. */
export interface ListeningChannel {
  name: string;
  config: ChannelRouting;
  minSeverity: Severity;
  /** It cannot be opened: another one takes over, or its messages are held until it is repaired. */
  isBroken: boolean;
}

export function listeningChannels(alerts: AlertsConfig): ListeningChannel[] {
  const sound = namedChannels(alerts).map((channel) => ({ ...channel, isBroken: false }));
  const broken = alerts.brokenChannels.flatMap(({ name, routing }) => {
    if (!routing) return [];
    const minSeverity = routing.minSeverity ?? alerts.minSeverity;
    return { name, config: routing, minSeverity, isBroken: true };
  });
  return [...sound, ...broken];
}

/** What a filter looks at. */
export interface FilterInput {
  account: { id: string; name: string };
  /** The checks it is about; a change: those that it may make fail. */
  checks: readonly string[];
  resource: Pick<Resource, 'region' | 'type'>;
  clusters: readonly string[];
}

type Clusters = Readonly<Record<string, ViewCluster>>;

/** Whether the filter of a channel covers an account, which may be named by its id or its name. */
export function coversAccount(
  { id, name }: { id: string; name: string },
  { config }: { config: Pick<ChannelRouting, 'only'> },
): boolean {
  const { accounts } = config.only;
  return accounts.length === 0 || accounts.includes(id) || accounts.includes(name);
}

/**
 * Whether the filter of a channel lets it through. What belongs to no region and no cluster, such as a job that stopped,
 * concerns every region and every cluster.
 */
export function passes(
  { only }: Pick<ChannelRouting, 'only'>,
  input: FilterInput,
  clusters: Clusters,
): boolean {
  const { regions, checks } = only;
  if (input.account.id !== '' && !coversAccount(input.account, { config: { only } })) return false;
  if (checks.length > 0 && !input.checks.some((check) => checks.includes(check))) return false;
  if (input.resource.region === '' && input.clusters.length === 0) return true;
  const members = input.clusters.flatMap((id) => clusters[id] ?? []);
  const isHere = (region: string): boolean => regions.includes(region);
  if (regions.length > 0 && !isHere(input.resource.region) && !members.some(({ region }) => isHere(region)))
    return false;
  return members.length === 0 ? !hasTags(only) : members.some((cluster) => carries(cluster, only));
}

function hasTags({ clusterTags }: ChannelRouting['only']): boolean {
  return Object.keys(clusterTags).length > 0;
}

/** Whether a cluster carries all the tags that are asked for. */
function carries({ tags }: ViewCluster, { clusterTags }: ChannelRouting['only']): boolean {
  return Object.entries(clusterTags).every(([key, value]) => tags[key] === value);
}
