import { operation, type Service } from '../api/operation.ts';
import { integer, optional, orElse, text } from '../api/params.ts';
import type { JsonObject } from '../world/json.ts';
import type { TrafficRule } from '../world/network.ts';
import { Refusal } from '../world/refusal.ts';
import { findSecurityGroup, securityGroupsIn, vpcOf } from '../world/vpc.ts';
import { at } from './hosts.ts';
import { offsetIn, tokenAt } from './paging.ts';

function permissionBody(groupId: string, index: number, rule: TrafficRule): JsonObject {
  return {
    SecurityGroupRuleId: `sgr-${groupId.slice(3, 18)}${index}`,
    Direction: 'egress',
    Policy: rule.policy === 'accept' ? 'Accept' : 'Drop',
    IpProtocol: rule.protocol.toUpperCase(),
    PortRange: rule.ports,
    Priority: `${rule.priority}`,
    NicType: 'intranet',
    SourceCidrIp: '',
    SourceGroupId: '',
    SourceGroupName: '',
    SourceGroupOwnerAccount: '',
    SourcePrefixListId: '',
    SourcePrefixListName: '',
    SourcePortRange: '',
    Ipv6SourceCidrIp: '',
    DestCidrIp: rule.cidr,
    DestGroupId: '',
    DestGroupName: '',
    DestGroupOwnerAccount: '',
    DestPrefixListId: rule.prefixList,
    DestPrefixListName: '',
    Ipv6DestCidrIp: '',
    Description: '',
    CreateTime: '2026-01-01T00:00:00Z',
  };
}

/** The world holds outbound rules only. https://www.alibabacloud.com/help/en/ecs/developer-reference/api-describesecuritygroupattribute */
const describeSecurityGroupAttribute = operation({
  name: 'DescribeSecurityGroupAttribute',
  actions: ['ecs:DescribeSecurityGroupAttribute'],
  rate: 'ecs',
  params: {
    RegionId: text({ max: 64 }),
    SecurityGroupId: text({ max: 64 }),
    NicType: optional(text({ oneOf: ['internet', 'intranet'] })),
    Direction: orElse(text({ oneOf: ['egress', 'ingress', 'all'] }), 'all'),
    NextToken: optional(text({ max: 1024 })),
    MaxResults: orElse(integer(10, 1000), 500),
  },
  resource: ({ account }, { RegionId, SecurityGroupId }) =>
    `acs:ecs:${RegionId}:${account.id}:securitygroup/${SecurityGroupId}`,
  emptied: (_, body) => ({ ...body, Permissions: { Permission: [] }, NextToken: tokenAt(1000) }),
  run: ({ account }, { RegionId, SecurityGroupId, Direction, NextToken, MaxResults }) => {
    const group = findSecurityGroup(account, RegionId, SecurityGroupId);
    if (!group) {
      throw new Refusal(
        404,
        'InvalidSecurityGroupId.NotFound',
        'The specified SecurityGroupId does not exist.',
      );
    }
    const rules = Direction === 'ingress' ? [] : group.egress;
    const from = offsetIn('NextToken', NextToken);
    const end = from + MaxResults;
    return {
      RegionId,
      SecurityGroupId,
      SecurityGroupName: group.name,
      Description: '',
      VpcId: vpcOf(account, RegionId),
      InnerAccessPolicy: 'Accept',
      Permissions: {
        Permission: rules
          .slice(from, end)
          .map((rule, index) => permissionBody(group.id, from + index + 1, rule)),
      },
      NextToken: end < rules.length ? tokenAt(end) : '',
    };
  },
});

/** https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describesecuritygroups */
const describeSecurityGroups = operation({
  name: 'DescribeSecurityGroups',
  actions: ['ecs:DescribeSecurityGroups'],
  rate: 'ecs',
  params: {
    RegionId: text({ max: 64 }),
    SecurityGroupId: optional(text({ max: 64 })),
    VpcId: optional(text({ max: 64 })),
    PageNumber: orElse(integer(1, 1_000_000), 1),
    PageSize: orElse(integer(1, 50), 10),
  },
  resource: ({ account }, { RegionId }) => `acs:ecs:${RegionId}:${account.id}:securitygroup/*`,
  emptied: (_, body) => ({ ...body, SecurityGroups: { SecurityGroup: [] } }),
  run: ({ account }, { RegionId, SecurityGroupId, VpcId, PageNumber, PageSize }) => {
    const groups = securityGroupsIn(account, RegionId).filter(
      ({ id }) =>
        (SecurityGroupId === undefined || id === SecurityGroupId) &&
        (VpcId === undefined || VpcId === vpcOf(account, RegionId)),
    );
    const shown = groups.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
    return {
      RegionId,
      PageNumber,
      PageSize,
      TotalCount: groups.length,
      SecurityGroups: {
        SecurityGroup: shown.map(({ id, name, egress }) => ({
          SecurityGroupId: id,
          SecurityGroupName: name,
          SecurityGroupType: 'normal',
          Description: '',
          VpcId: vpcOf(account, RegionId),
          RuleCount: egress.length,
          CreationTime: '2026-01-01T00:00:00Z',
          Tags: { Tag: [] },
        })),
      },
    };
  },
});

export const ecs: Service = {
  code: 'Ecs',
  version: '2014-05-26',
  style: 'RPC',
  ...at({
    regional: ['ecs', 'ecs-vpc'],
    central: ['ecs.aliyuncs.com', 'ecs-cn-hangzhou.aliyuncs.com'],
    atCenter: new Set(['cn-hangzhou-finance', 'cn-north-2-gov-1']),
  }),
  global: false,
  showsStatus: false,
  echoesHost: true,
  throttled: () => new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  denied: () =>
    new Refusal(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource.'),
  deniedInDetail: true,
  operations: [describeSecurityGroupAttribute, describeSecurityGroups],
};
