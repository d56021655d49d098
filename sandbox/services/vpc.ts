import { operation, type Service } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import type { JsonObject } from '../world/json.ts';
import type { TrafficRule } from '../world/network.ts';
import { Refusal } from '../world/refusal.ts';
import { aclOfVSwitch, vpcOf } from '../world/vpc.ts';
import { at } from './hosts.ts';

const id = text({ max: 64 });

/** https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpc-2016-04-28-describevswitchattributes */
const describeVSwitchAttributes = operation({
  name: 'DescribeVSwitchAttributes',
  actions: ['vpc:DescribeVSwitchAttributes'],
  rate: 'vpc',
  params: { RegionId: optional(id), VSwitchId: id },
  resource: ({ account, region }, { VSwitchId }) => `acs:vpc:${region}:${account.id}:vswitch/${VSwitchId}`,
  run: ({ account, region }, { RegionId = region, VSwitchId }) => {
    const acl = aclOfVSwitch(account, RegionId, VSwitchId);
    if (acl === null) {
      throw new Refusal(404, 'InvalidVSwitchId.NotFound', 'Specified virtual switch does not exist.');
    }
    return {
      VSwitchId,
      VSwitchName: '',
      VpcId: vpcOf(account, RegionId),
      Status: 'Available',
      CidrBlock: '10.0.0.0/20',
      ZoneId: `${RegionId}-h`,
      AvailableIpAddressCount: 4000,
      Description: '',
      IsDefault: false,
      NetworkAclId: acl,
      OwnerId: Number(account.id),
      ResourceGroupId: 'rg-sandbox000000001',
      CreationTime: '2026-01-01T00:00:00Z',
    };
  },
});

function entryBody(cidr: 'SourceCidrIp' | 'DestinationCidrIp', acl: string) {
  return (rule: TrafficRule, index: number): JsonObject => ({
    NetworkAclEntryId: `nae-${acl.slice(5, 20)}${index + 1}`,
    NetworkAclEntryName: '',
    Policy: rule.policy,
    Protocol: rule.protocol,
    Port: rule.ports,
    [cidr]: rule.cidr,
    EntryType: 'custom',
    IpVersion: 'IPV4',
    Description: '',
  });
}

/** https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpc-2016-04-28-describenetworkaclattributes */
const describeNetworkAclAttributes = operation({
  name: 'DescribeNetworkAclAttributes',
  actions: ['vpc:DescribeNetworkAclAttributes'],
  rate: 'vpc',
  params: { RegionId: id, NetworkAclId: id },
  resource: ({ account }, { RegionId, NetworkAclId }) =>
    `acs:vpc:${RegionId}:${account.id}:networkacl/${NetworkAclId}`,
  run: ({ account }, { RegionId, NetworkAclId }) => {
    const acl = account.networkAcls.get(NetworkAclId);
    if (acl?.region !== RegionId) {
      // The code is an assumption.
      throw new Refusal(404, 'InvalidNetworkAcl.NotFound', 'The specified network ACL does not exist.');
    }
    return {
      NetworkAclAttribute: {
        NetworkAclId,
        NetworkAclName: acl.name,
        RegionId,
        VpcId: vpcOf(account, RegionId),
        OwnerId: Number(account.id),
        Status: 'Available',
        Description: '',
        CreationTime: '2026-01-01 08:00:00',
        IngressAclEntries: { IngressAclEntry: acl.inbound.map(entryBody('SourceCidrIp', acl.id)) },
        EgressAclEntries: { EgressAclEntry: acl.outbound.map(entryBody('DestinationCidrIp', acl.id)) },
        Resources: { Resource: [] },
        Tags: { Tag: [] },
      },
    };
  },
});

export const vpc: Service = {
  code: 'Vpc',
  version: '2016-04-28',
  style: 'RPC',
  ...at({
    regional: ['vpc', 'vpc-vpc'],
    central: ['vpc.aliyuncs.com'],
    atCenter: new Set(['cn-hangzhou-finance', 'cn-north-2-gov-1']),
  }),
  global: false,
  showsStatus: false,
  echoesHost: true,
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: () =>
    new Refusal(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource.'),
  deniedInDetail: true,
  operations: [describeVSwitchAttributes, describeNetworkAclAttributes],
};
