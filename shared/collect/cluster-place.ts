import type { Cluster } from '../model/cluster.ts';
import { plain } from './read.ts';

/** Where a cluster is in the network; ids are empty where the list does not tell them. */
export interface ClusterPlace {
  cluster: string;
  region: string;
  name: string;
  securityGroup: string;
  vSwitches: readonly string[];
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
  const { vswitch_ids: ids } = entry;
  const vSwitches = Array.isArray(ids) ? ids.map(plain).filter((vSwitch) => vSwitch !== '') : [];
  return { securityGroup: plain(entry['security_group_id']), vSwitches };
}
