import type { Cluster } from '../model/cluster.ts';

/** Where a cluster is in the network; ids are empty where the list does not tell them, and null where what it tells is no id. */
export interface ClusterPlace {
  cluster: string;
  region: string;
  name: string;
  securityGroup: string | null;
  vSwitches: readonly (string | null)[];
}

export function placeOf(
  { id, region, name }: Cluster,
  entry: Readonly<Record<string, unknown>>,
): ClusterPlace {
  return { cluster: id, region, name, ...attachedTo(entry) };
}

/** What an entry of the cluster list says of the network. */
export function attachedTo(
  entry: Readonly<Record<string, unknown>>,
): Pick<ClusterPlace, 'securityGroup' | 'vSwitches'> {
  const { vswitch_ids: ids, security_group_id: group } = entry;
  const list: readonly unknown[] = Array.isArray(ids) ? ids : [ids];
  const vSwitches = list.map(idOrNull).filter((vSwitch) => vSwitch !== '');
  return { securityGroup: idOrNull(group), vSwitches };
}

function idOrNull(value: unknown): string | null {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : null;
}
