import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passageOf } from '../../shared/collect/address-rules.ts';
import { aclRules, groupRules } from '../../shared/collect/network-rules.ts';
import { SERVICE_RANGE } from '../../shared/model/network.ts';
import { redactor } from '../../shared/record/redactor.ts';
import { rewriteAddress } from '../../shared/record/traffic-address.ts';

test.each([
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['10.1.2.3/0', '0.0.0.0/0'],
  ['100.64.0.0/10', '100.64.0.0/10'],
  ['100.7.8.9/8', '100.0.0.0/8'],
  ['100.64.5.6/16', '100.64.0.0/16'],
  ['100.100.100.200', '100.100.100.200/32'],
  ['100.127.255.255/32', '100.127.255.255/32'],
  ['100.63.255.255', '192.0.2.0/24'],
  ['100.128.0.0/9', '192.0.2.0/24'],
  ['10.0.0.0/8', '192.0.2.0/24'],
  ['203.0.113.77', '192.0.2.0/24'],
  ['::/0', '2001:db8::/32'],
  ['2408:4005:3c8::1/128', '2001:db8::/32'],
  ['::ffff:203.0.113.77', '2001:db8::/32'],
  ['10.0.0.0/33', null],
  ['office', null],
  ['a team: mine', null],
])('%s becomes %s', (address, told) => {
  expect(rewriteAddress(address)).toBe(told);
});

const octet = fc.integer({ min: 0, max: 255 });
const block = fc
  .tuple(fc.constantFrom(0, 10, 100, 203), fc.oneof(octet, fc.integer({ min: 60, max: 130 })), octet, octet)
  .chain((octets) => fc.integer({ min: 0, max: 32 }).map((length) => `${octets.join('.')}/${length}`));
const address = fc.oneof(
  block,
  fc.constantFrom(SERVICE_RANGE, '0.0.0.0/0', '100.64.0.0/11', '100.96.0.0/11', '::/0', '', 'pl 1', '1/40'),
);
const ports = fc.constantFrom('-1/-1', '443/443', '1/1024', '80/80', '40000/50000', '1/65535', '22,443');

/** What a rule of the kind says: the redactor sees the whole answer, the judge its rules. */
function judgedAlike(answer: unknown, judge: (told: unknown) => string): void {
  const redact = redactor([answer], 1);
  expect(judge(redact(answer))).toBe(judge(answer));
}

describe('rules are judged as before', () => {
  test('of a security group', () => {
    const rule = fc.record({
      Direction: fc.constantFrom('egress', 'ingress'),
      Policy: fc.constantFrom('Accept', 'Drop'),
      IpProtocol: fc.constantFrom('ALL', 'TCP', 'UDP'),
      PortRange: ports,
      Priority: fc.integer({ min: 1, max: 100 }).map(String),
      DestCidrIp: address,
      DestPrefixListId: fc.constantFrom('', 'pl-1'),
    });
    const judge = (told: unknown): string => {
      const { Permissions } = told as { Permissions: { Permission: readonly unknown[] } }; // as built below
      return passageOf(SERVICE_RANGE, groupRules(Permissions.Permission)).verdict;
    };
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), (Permission) =>
        judgedAlike({ Permissions: { Permission } }, judge),
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    { list: 'IngressAclEntry', field: 'SourceCidrIp', direction: 'inbound' },
    { list: 'EgressAclEntry', field: 'DestinationCidrIp', direction: 'outbound' },
  ] as const)('$direction, of a network ACL', ({ list, field, direction }) => {
    const entry = fc.record({
      Policy: fc.constantFrom('accept', 'drop'),
      Protocol: fc.constantFrom('all', 'tcp', 'icmp'),
      Port: ports,
      [field]: address,
    });
    const judge = (told: unknown): string => {
      const { [list]: entries } = told as Record<string, readonly unknown[]>; // as built below
      return passageOf(SERVICE_RANGE, aclRules(entries ?? [], direction)).verdict;
    };
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => judgedAlike({ [list]: entries }, judge)),
      { numRuns: 1000 },
    );
  });
});

test('an address stays in the rules that are judged only', () => {
  const told = redactor(
    [],
    1,
  )({
    Permission: [{ DestCidrIp: '100.64.0.0/10', Policy: 'Drop' }],
    EgressAclEntry: [{ DestinationCidrIp: '203.0.113.0/24' }],
  });
  expect(told).toEqual({
    Permission: [{ DestCidrIp: '100.64.0.0/10', Policy: 'Drop' }],
    EgressAclEntry: [{ DestinationCidrIp: '192.0.2.0/24' }],
  });
  const others = {
    CidrBlock: '100.64.0.0/10',
    requestParameters: { Permission: { DestCidrIp: '100.64.0.0' } },
  };
  expect(JSON.stringify(redactor([others], 1)(others))).not.toContain('100.64');
});
