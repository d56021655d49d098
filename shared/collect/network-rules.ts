import type { AddressRule } from './address-rules.ts';
import { objectOf, plain } from './read.ts';

interface Ports {
  from: number;
  to: number;
}

/** KMS is called over HTTPS. */
const HTTPS: Ports = { from: 443, to: 443 };
/** Where the answers arrive: the ports that Linux hands out for calls. A network ACL keeps no state. */
const ANSWERS: Ports = { from: 32_768, to: 60_999 };

/** What an odd entry is about cannot be told, so it settles nothing. */
const ODD_RULE: AddressRule = { text: 'an odd rule', allows: false, cidr: '0.0.0.0/0', covers: 'some' };

/**
 * Outbound rules of a security group in the order in which they are looked at: by priority, 1 first, and of two with
 * the same priority the refusal. Rules that name another security group are about servers, not about the range.
 * https://www.alibabacloud.com/help/en/ecs/developer-reference/api-describesecuritygroupattribute
 */
export function groupRules(permissions: readonly unknown[]): AddressRule[] {
  const rules = permissions
    .map(objectOf)
    .filter((rule) => plain(rule['Direction']).toLowerCase() !== 'ingress')
    .flatMap((rule) => {
      if (plain(rule['Direction']) === '') return [{ ...ODD_RULE, priority: 1 }];
      const cidr = plain(rule['DestCidrIp']);
      const list = plain(rule['DestPrefixListId']);
      if (cidr === '' && list === '') return [];
      const policy = plain(rule['Policy']);
      const priority = Number(rule['Priority'] ?? 1);
      const where = { protocol: plain(rule['IpProtocol']), ports: plain(rule['PortRange']) };
      const text = `${policy} ${where.protocol} ${where.ports} ${cidr || list} (priority ${priority})`;
      return ruleOf({ text, policy, cidr: cidr || null }, where, HTTPS).map((one) => ({ ...one, priority }));
    });
  return rules.sort((a, b) => a.priority - b.priority || Number(a.allows) - Number(b.allows));
}

/**
 * Entries of a network ACL: the first that matches decides, and the ports are those that the traffic goes to.
 * https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpc-2016-04-28-describenetworkaclattributes
 */
export function aclRules(entries: readonly unknown[], direction: 'inbound' | 'outbound'): AddressRule[] {
  return entries.map(objectOf).flatMap((entry) => {
    const cidr = plain(entry[direction === 'inbound' ? 'SourceCidrIp' : 'DestinationCidrIp']);
    const policy = plain(entry['Policy']);
    const where = { protocol: plain(entry['Protocol']), ports: plain(entry['Port']) };
    const text = `${policy} ${where.protocol} ${where.ports} ${cidr}`;
    return ruleOf({ text, policy, cidr }, where, direction === 'inbound' ? ANSWERS : HTTPS);
  });
}

/** Nothing where the rule is about other traffic, such as UDP, IPv6 or other ports. */
function ruleOf(
  { text, policy, cidr }: { text: string; policy: string; cidr: string | null },
  { protocol, ports }: { protocol: string; ports: string },
  wanted: Ports,
): AddressRule[] {
  if (protocol === '') return [ODD_RULE];
  if (!['all', 'tcp'].includes(protocol.toLowerCase()) || cidr?.includes(':')) return [];
  const covers = coverage(ports, wanted);
  if (covers === 'none') return [];
  const isKnown = /^(accept|drop)$/i.test(policy); // another word may mean a refusal, but settles nothing
  return [{ text, allows: policy.toLowerCase() === 'accept', cidr, covers: isKnown ? covers : 'some' }];
}

function coverage(text: string, wanted: Ports): 'all' | 'some' | 'none' {
  const [from = Number.NaN, to = from] = text.split('/').map(Number);
  if (from === -1) return 'all';
  if (Number.isNaN(from) || Number.isNaN(to)) return 'some'; // a list of ports, or another notation
  if (from <= wanted.from && wanted.to <= to) return 'all';
  return from <= wanted.to && wanted.from <= to ? 'some' : 'none';
}
