import type { Cluster } from './cluster.ts';
import { fingerprint } from './ids.ts';
import type { SecurityGroup, TrafficRule } from './network.ts';
import type { Account } from './world-state.ts';

const everything: TrafficRule = {
  policy: 'accept',
  protocol: 'all',
  ports: '-1/-1',
  cidr: '0.0.0.0/0',
  priority: 1,
  prefixList: '',
};

/** Clusters of a region share a VPC; one with a network ACL of its own has vSwitches of its own. */
function suffixOf(account: Account, { id, region, networkAcl }: Cluster): string {
  return fingerprint(networkAcl === '' ? `${account.id} ${region}` : id).slice(0, 20);
}

export function vpcOf(account: Account, region: string): string {
  return `vpc-${fingerprint(`${account.id} ${region}`).slice(0, 20)}`;
}

export function vSwitchesOf(account: Account, cluster: Cluster): string[] {
  const suffix = suffixOf(account, cluster);
  return [`vsw-${suffix}1`, `vsw-${suffix}2`];
}

/** The group that lets everything out, which clusters have whose scenario names none. */
function openGroup(account: Account, region: string): SecurityGroup {
  const id = `sg-${fingerprint(`${account.id} ${region}`).slice(0, 20)}`;
  return { id, name: 'alicloud-cs-auto-created', region, egress: [everything] };
}

export function securityGroupOf(account: Account, { region, securityGroup }: Cluster): string {
  return securityGroup || openGroup(account, region).id;
}

/** Those of the scenario, and the open one where a cluster has it. */
export function securityGroupsIn(account: Account, region: string): SecurityGroup[] {
  const named = [...account.securityGroups.values()].filter((group) => group.region === region);
  const clusters = account.clustersByRegion.get(region) ?? [];
  const isOpenUsed = clusters.some(({ securityGroup }) => securityGroup === '');
  return isOpenUsed ? [...named, openGroup(account, region)] : named;
}

export function findSecurityGroup(account: Account, region: string, id: string): SecurityGroup | null {
  const named = account.securityGroups.get(id);
  if (named) return named.region === region ? named : null;
  const open = openGroup(account, region);
  return open.id === id && account.clustersByRegion.has(region) ? open : null;
}

/** Id of the network ACL of a vSwitch, empty when it has none; null when there is no such vSwitch. */
export function aclOfVSwitch(account: Account, region: string, vSwitch: string): string | null {
  for (const cluster of account.clustersByRegion.get(region) ?? []) {
    if (vSwitchesOf(account, cluster).includes(vSwitch)) return cluster.networkAcl;
  }
  return null;
}
