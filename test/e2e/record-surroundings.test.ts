import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Pairing, recordAndReplay, type Story, scenarioNamed } from './record-and-replay.ts';
import type { Ran } from './run-cli.ts';

/** Every verdict of the checks of people and network, from rules and policies as people write them. */
const SURROUNDINGS = `
caller: LTAIsandboxAround
accounts:
  - id: "1000000000000001"
    policies:
      - { name: reads, allow: ["cs:Get*", "cs:Describe*", "cs:CheckServiceRole", "kms:Describe*", "kms:Get*", "kms:List*", "actiontrail:*", "ram:Get*", "ram:List*", "ecs:Describe*", "vpc:Describe*"] }
      - { name: freeze, deny: ["kms:DisableKey", "kms:ScheduleKeyDeletion"] }
      - name: one-cluster
        document:
          Version: "1"
          Statement: [{ Effect: Allow, Action: "cs:Update*", Resource: "acs:cs:cn-*:*:cluster/c11111111111111111111111111111111" }]
      - name: office-only
        document:
          Version: "1"
          Statement: [{ Effect: Allow, Action: ["cs:*", "kms:*"], Resource: "*", Condition: { IpAddress: { "acs:SourceIp": 203.0.113.0/24 } } }]
      - { name: elsewhere, document: { Version: "1", Statement: [{ Effect: Allow, Action: "cs:Update*", Resource: "acs:cs:*:*:cluster/c99999999999999999999999999999999" }] } }
    users:
      - { name: audit, id: "211111111111111111", policies: [reads], grants: [{ cluster: all, role: admin }] }
      - { name: bob, id: "222222222222222222", grants: [{ cluster: pay-prod, role: ops }] }
      - { name: chen, id: "233333333333333333", policies: [AliyunKMSCryptoAdminAccess, freeze], grants: [{ cluster: all, role: admin }] }
      - { name: dora, id: "244444444444444444", policies: [one-cluster], grants: [{ cluster: pay-prod, role: dev }] }
      - { name: emil, id: "255555555555555555", policies: [office-only], grants: [{ cluster: hard-prod, role: ops }] }
      - { name: fred, id: "266666666666666666", policies: [elsewhere, freeze] }
    groups: [{ name: night-shift, policies: [AliyunCSFullAccess], users: [bob, chen] }]
    roles: [{ name: deployer, policies: [AdministratorAccess], grants: [{ cluster: all, role: ops }] }]
    accessKeys: [{ id: LTAIsandboxAround, secret: sandboxSecret, user: audit }]
    securityGroups:
      - { name: hard, region: cn-hangzhou, egress: [{ policy: accept, priority: 5 }, { policy: accept, cidr: 10.20.0.0/16 }, { policy: drop, cidr: 100.64.0.0/10, priority: 2 }] }
      - { name: half, region: cn-hangzhou, egress: [{ policy: drop, cidr: 100.100.7.9/16, priority: 2 }, { policy: accept, priority: 5 }] }
      - { name: list, region: cn-hangzhou, egress: [{ policy: drop, prefixList: pl-of-mine }, { policy: accept, priority: 5 }] }
      - { name: still, region: cn-hangzhou, egress: [{ policy: accept, cidr: 10.20.0.0/16 }] }
      - { name: wide, region: cn-hangzhou, egress: [{ policy: drop, cidr: 203.0.113.0/24 }, { policy: drop, protocol: udp }, { policy: accept, priority: 5 }, { policy: drop, priority: 9 }] }
    networkAcls:
      - { name: mute, region: cn-hangzhou, inbound: [{ policy: drop, cidr: 100.64.0.0/10 }], outbound: [{ policy: accept }] }
      - { name: fine, region: cn-hangzhou, inbound: [{ policy: drop, protocol: tcp, ports: 22/22 }, { policy: accept }], outbound: [{ policy: drop, cidr: 10.20.0.0/16 }, { policy: accept }] }
    keys: [{ name: k, region: cn-hangzhou }]
    clusters:
      - { name: pay-prod, region: cn-hangzhou, key: k, id: c11111111111111111111111111111111 }
      - { name: hard-prod, region: cn-hangzhou, key: k, securityGroup: hard }
      - { name: half-prod, region: cn-hangzhou, key: k, securityGroup: half }
      - { name: list-prod, region: cn-hangzhou, key: k, securityGroup: list }
      - { name: still-prod, region: cn-hangzhou, key: k, securityGroup: still }
      - { name: wide-prod, region: cn-hangzhou, key: k, securityGroup: wide, networkAcl: fine }
      - { name: mute-prod, region: cn-hangzhou, key: k, networkAcl: mute }
    trails: [{ name: all, home: cn-hangzhou, sls: x }]
`;

const CONFIG = `
waivers: [{ check: operator-permissions, resource: user/bob, until: 2099-01-31, owner: li, reason: leaves soon }]`;

const OPTIONS = ['--json', '--all'];

const verdictsOf = (ran: Ran, check: string): Record<string, string> =>
  Object.fromEntries(
    ran
      .report()
      .findings.filter((finding) => finding.check === check)
      .map(({ resource, status }) => [resource.name || resource.type, status]),
  );

describe('what surrounds the clusters', () => {
  let story: Story;
  beforeAll(async () => {
    story = await recordAndReplay(SURROUNDINGS, CONFIG, OPTIONS, ['--record-amounts']);
  });

  test('is of every kind', () => {
    const { recorded } = story;
    expect(verdictsOf(recorded, 'network-path')).toEqual({
      'pay-prod': 'pass',
      'wide-prod': 'pass',
      'hard-prod': 'fail',
      'mute-prod': 'fail',
      'half-prod': 'unknown',
      'list-prod': 'unknown',
      'still-prod': 'unknown',
    });
    expect(verdictsOf(recorded, 'operator-permissions')).toEqual({
      bob: 'fail',
      chen: 'pass',
      deployer: 'pass',
      emil: 'unknown',
    });
    expect(verdictsOf(recorded, 'switch-off-guard')).toEqual({ account: 'fail' });
  });

  test('is judged as before', () => {
    const { recorded, replayed } = story;
    expect(replayed.err).toBe('');
    expect(replayed.code).toBe(recorded.code);
    new Pairing().compare(recorded.report(), replayed.report());
    const waived = replayed.report().findings.filter(({ waiver }) => waiver);
    expect(waived.map(({ check }) => check)).toEqual(['operator-permissions']);
  });

  test('is not told beyond what is judged', () => {
    const bytes = readFileSync(join(story.folder, 'calls.jsonl'), 'utf8');
    expect(bytes).toContain('"DestCidrIp":"100.100.0.0/16"');
    expect(bytes).not.toMatch(
      /10\.20\.|203\.0\.113|100\.100\.7|pl-of-mine|night-shift|office-only|deployer|([1-9])\1{16}/,
    );
  });
});

test('a role that lost its policy is judged as before', async () => {
  const { recorded, replayed } = await recordAndReplay(scenarioNamed('broken-role'), '', OPTIONS, [
    '--record-amounts',
  ]);
  expect(verdictsOf(recorded, 'switch-off-guard')).toEqual({ account: 'fail' });
  expect(replayed.err).toBe('');
  new Pairing().compare(recorded.report(), replayed.report());
});
