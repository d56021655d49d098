import type { AclPassage, ClusterNetwork, Network, Passage } from '../model/network.ts';
import { SERVICE_RANGE } from '../model/network.ts';
import { firstFault, isFault, type Observation, type Unseen } from '../model/observation.ts';
import type { Text } from '../text/zh.ts';
import { defineCheck, fail, notRead, pass, unknown, type Verdict } from './define-check.ts';

export const networkPath = defineCheck({
  id: 'network-path',
  order: 180,
  title: 'Cluster can reach KMS through its security group and network ACLs',
  headline: 'KMS not reachable',
  severity: 'high',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters', 'network'],
  sources: ['network'],
  link: 'use',
  optional: true,
  supports: [
    'cis-ack-1.0:6.2.1',
    'cis-kubernetes:1.2.28',
    'mlps-level-3:8.1.4.8',
    'pci-dss-4.0.1:3.5',
    'nist-800-53:SC-28',
  ],
  why: 'KMS uses addresses in 100.64.0.0/10; a rule that blocks them prevents the cluster from decrypting its Secrets.',
  judged:
    'Passes when the security group allows outbound HTTPS to all of 100.64.0.0/10, and the network ACL of each vSwitch, if any, allows it and the return traffic. A rule that blocks the whole range fails. A rule that blocks part of it, or no rule for it, is unknown: the default differs between types of security groups. Needs additional permissions; without them it is one unknown.',
  remedy: 'Remove the rule that blocks 100.64.0.0/10, or allow the range with a higher priority.',
  command:
    'aliyun ecs DescribeSecurityGroupAttribute --RegionId {region} --SecurityGroupId {securityGroup} --Direction egress',
  page: 'cluster',
  evaluate: ({ network }) => {
    const verdicts: Verdict[] = [];
    const denials: Unseen[] = [];
    for (const cluster of network.clusters) {
      const verdict = judge(cluster);
      if ('seen' in verdict) denials.push(verdict);
      else verdicts.push(verdict);
      if ('status' in verdict && verdict.status === 'fail')
        denials.push(...unreadOf(cluster).filter(isFaulty));
    }
    return [...verdicts, ...denied(network, denials), ...left(network)];
  },
});

interface Stop {
  summary: Text;
  passage: Passage;
  facts: Readonly<Record<string, string>>;
  command?: string;
}

/** A denied read comes back as it is: it is told once for all clusters. */
function judge(network: ClusterNetwork): Verdict | Unseen {
  const { cluster: id, region, name, securityGroup, vSwitches } = network;
  const target = { id, region, name, clusters: [id] };
  const stops = stopsOf(network);
  const refused = stops.find(({ passage }) => passage.verdict === 'refused');
  if (refused) {
    const { summary, command, passage, facts } = refused;
    return fail(
      target,
      summary,
      { ...facts, ...ruleOf(passage), range: SERVICE_RANGE },
      command ? { command } : {},
    );
  }
  const unread = firstFault(unreadOf(network));
  if (unread) return unread.because === 'denied' ? unread : notRead(target, unread);
  if (vSwitches.length === 0)
    return unknown(target, 'The cluster list does not contain the vSwitches of the cluster.');
  const partly = stops.find(({ passage }) => passage.verdict === 'partly');
  if (partly) {
    const facts = { ...partly.facts, ...ruleOf(partly.passage), range: SERVICE_RANGE };
    return unknown(target, 'A rule blocks, or may block, some addresses of KMS: {rule}.', facts);
  }
  const silent = stops.find(({ passage }) => passage.verdict === 'silent');
  if (silent)
    // What a group without a rule lets through depends on its kind, which is not told: nothing to alarm anybody about.
    return unknown(
      target,
      'No rule decides whether all of {range} is allowed.',
      { ...silent.facts, range: SERVICE_RANGE },
      { severity: 'low' },
    );
  const facts = { securityGroup: securityGroup.id, vSwitches: vSwitches.map((vSwitch) => vSwitch.id) };
  return pass(target, 'The security group and the network ACLs allow calls to KMS.', facts);
}

/** What of the way was not read. */
function unreadOf({ securityGroup, vSwitches }: ClusterNetwork): Unseen[] {
  const reads: Observation<unknown>[] = [securityGroup.outbound, ...vSwitches.map(({ acl }) => acl)];
  return reads.filter((read) => !read.seen);
}

/** Told although another part of the way decides. */
function isFaulty({ because }: Unseen): boolean {
  return isFault(because);
}

function ruleOf(passage: Passage): { rule?: string } {
  return 'rule' in passage ? { rule: passage.rule } : {};
}

function stopsOf({ securityGroup, vSwitches }: ClusterNetwork): Stop[] {
  const stops: Stop[] = [];
  const { id, outbound } = securityGroup;
  if (outbound.seen) {
    const summary = 'Security group {securityGroup} blocks calls to KMS: {rule}.';
    stops.push({ summary, passage: outbound.value, facts: { securityGroup: id } });
  }
  for (const { id: vSwitch, acl } of vSwitches)
    if (acl.seen && acl.value) stops.push(...aclStops(vSwitch, acl.value));
  return stops;
}

function aclStops(vSwitch: string, { id: acl, inbound, outbound }: AclPassage): Stop[] {
  const more = { facts: { acl, vSwitch }, command: SHOW_ACL };
  return [
    { summary: 'Network ACL {acl} of {vSwitch} blocks calls to KMS: {rule}.', passage: outbound, ...more },
    {
      summary: 'Network ACL {acl} of {vSwitch} blocks return traffic from KMS: {rule}.',
      passage: inbound,
      ...more,
    },
  ];
}

const SHOW_ACL = 'aliyun vpc DescribeNetworkAclAttributes --RegionId {region} --NetworkAclId {acl}';

function denied({ account }: Network, denials: readonly Unseen[]): Verdict[] {
  const first = firstFault(denials);
  if (!first) return [];
  const missing = [...new Set(denials.flatMap(({ permission }) => permission ?? []))];
  return [notRead(account, first, { missing, clusters: denials.length }, { type: 'account' })];
}

function left({ account, clusters, left: count }: Network): Verdict[] {
  if (count === 0) return [];
  const facts = { looked: clusters.length, left: count };
  const more = { type: 'account', facet: 'rest', severity: 'info' } as const;
  return [
    unknown(
      account,
      'Only {looked} {looked:cluster was|clusters were} checked; {left} {left:was|were} not.',
      facts,
      more,
    ),
  ];
}
