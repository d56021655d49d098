import { expect, test } from 'vitest';
import { aclRules, groupRules } from '../../shared/collect/network-rules.ts';

test('only outbound rules about addresses count, and a word that nobody knows settles nothing', () => {
  const ingress = {
    Direction: 'ingress',
    Policy: 'Drop',
    IpProtocol: 'ALL',
    PortRange: '-1/-1',
    SourceCidrIp: '0.0.0.0/0',
  };
  const toGroup = {
    Direction: 'egress',
    Policy: 'Drop',
    IpProtocol: 'ALL',
    PortRange: '-1/-1',
    DestGroupId: 'sg-2',
  };
  expect(groupRules([ingress, toGroup])).toEqual([]);
  expect(groupRules([null, 'x'])).toMatchObject([
    { allows: false, covers: 'some' },
    { allows: false, covers: 'some' },
  ]);
  const odd = { Policy: 'shape', Protocol: 'all', Port: '-1/-1', DestinationCidrIp: '0.0.0.0/0' };
  expect(aclRules([odd], 'outbound')).toMatchObject([{ allows: false, covers: 'some' }]);
});
