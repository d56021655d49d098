import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { placeOf } from '../../shared/collect/cluster-place.ts';
import { collectClusters } from '../../shared/collect/clusters.ts';
import { collectNetwork } from '../../shared/collect/network.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { ACCOUNT, cluster } from '../builders.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const world = (more: string, rest = '') =>
  crowded(
    ['pay-prod', 'web-prod'].map((name) => `- { name: ${name}, region: cn-hangzhou${more} }`),
    rest,
  );

const crowded = (clusters: readonly string[], rest = '') =>
  scenarioFile(`
caller: LTAIsandboxNetwork
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: audit, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxNetwork, secret: sandboxSecret, user: audit }]
    clusters:
      ${clusters.join('\n      ')}
    ${rest}
`);

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function look() {
  const cloud = cloudOf(sandbox);
  const config = parseConfig('', 'defaults', {}, { checks: [] });
  const { places } = await collectClusters(cloud, config, Promise.resolve(ACCOUNT));
  return collectNetwork(cloud, ACCOUNT, places);
}

async function collect(more = '', rest = '') {
  sandbox = await startSandbox({ scenario: world(more, rest), rates: 'off' });
  return look();
}

const group = (rules: string) => `securityGroups: [{ name: g, region: cn-hangzhou, egress: [${rules}] }]`;
const acl = (inbound: string, outbound: string) =>
  `networkAcls: [{ name: a, region: cn-hangzhou, inbound: [${inbound}], outbound: [${outbound}] }]`;
const ACCEPT = '{ policy: accept }';

test('clusters without rules of their own are let through, and what they share is read once', async () => {
  const { clusters, left } = await collect();
  expect(clusters).toMatchObject([
    { name: 'pay-prod', securityGroup: { outbound: { value: { verdict: 'allowed' } } } },
    { name: 'web-prod', securityGroup: { outbound: { value: { verdict: 'allowed' } } } },
  ]);
  expect(clusters[0]?.vSwitches).toMatchObject([{ acl: { value: null } }, { acl: { value: null } }]);
  expect(left).toBe(0);
  expect(await callsOf(sandbox)).toEqual({
    DescribeClustersV1: 1,
    DescribeSecurityGroupAttribute: 1,
    DescribeVSwitchAttributes: 2,
  });
});

test.each([
  { rules: '{ policy: drop, cidr: 100.64.0.0/10 }, { policy: accept, priority: 2 }', verdict: 'refused' },
  { rules: '{ policy: accept, priority: 2 }, { policy: drop, priority: 3 }', verdict: 'allowed' },
  { rules: '{ policy: accept }, { policy: drop }', verdict: 'refused' },
  { rules: '{ policy: drop, protocol: udp }, { policy: accept, priority: 2 }', verdict: 'allowed' },
  {
    rules: '{ policy: drop, ports: 80/80, protocol: tcp }, { policy: accept, priority: 2 }',
    verdict: 'allowed',
  },
  {
    rules: '{ policy: drop, ports: 1/1024, protocol: tcp }, { policy: accept, priority: 2 }',
    verdict: 'refused',
  },
  { rules: '{ policy: drop, prefixList: pl-1 }, { policy: accept, priority: 2 }', verdict: 'partly' },
  { rules: '{ policy: drop, cidr: 100.100.100.200/32 }, { policy: accept, priority: 2 }', verdict: 'partly' },
  { rules: '{ policy: drop, cidr: "::/0" }, { policy: accept, priority: 2 }', verdict: 'allowed' },
  { rules: '{ policy: accept, cidr: 10.0.0.0/8 }', verdict: 'silent' },
  { rules: '', verdict: 'silent' },
])('a security group with $rules: $verdict', async ({ rules, verdict }) => {
  const { clusters } = await collect(', securityGroup: g', group(rules));
  expect(clusters[0]?.securityGroup.outbound).toMatchObject({ seen: true, value: { verdict } });
});

test.each([
  { inbound: ACCEPT, outbound: ACCEPT, verdicts: ['allowed', 'allowed'] },
  { inbound: '{ policy: drop }, { policy: accept }', outbound: ACCEPT, verdicts: ['refused', 'allowed'] },
  {
    inbound: ACCEPT,
    outbound: `{ policy: drop, cidr: 100.64.0.0/10 }, ${ACCEPT}`,
    verdicts: ['allowed', 'refused'],
  },
  {
    inbound: '{ policy: drop, ports: 22/22, protocol: tcp }, { policy: accept }',
    outbound: ACCEPT,
    verdicts: ['allowed', 'allowed'],
  },
  {
    inbound: '{ policy: drop, ports: 40000/50000, protocol: tcp }, { policy: accept }',
    outbound: ACCEPT,
    verdicts: ['partly', 'allowed'],
  },
  { inbound: ACCEPT, outbound: '', verdicts: ['allowed', 'silent'] },
])('a network ACL with $inbound in and $outbound out: $verdicts', async ({ inbound, outbound, verdicts }) => {
  const { clusters } = await collect(', networkAcl: a', acl(inbound, outbound));
  const [first] = clusters[0]?.vSwitches ?? [];
  expect(first?.acl).toMatchObject({
    seen: true,
    value: { inbound: { verdict: verdicts[0] }, outbound: { verdict: verdicts[1] } },
  });
  expect((await callsOf(sandbox))['DescribeNetworkAclAttributes']).toBe(1);
});

test('rules of more than one page are read together', async () => {
  const rules = [
    ...Array.from({ length: 1100 }, () => '{ policy: accept, cidr: 10.0.0.0/8, priority: 1 }'),
    '{ policy: drop, cidr: 100.64.0.0/10, priority: 2 }',
  ];
  const { clusters } = await collect(', securityGroup: g', group(rules.join(', ')));
  expect(clusters[0]?.securityGroup.outbound).toMatchObject({ value: { verdict: 'refused' } });
  expect((await callsOf(sandbox))['DescribeSecurityGroupAttribute']).toBe(2);
});

test('ids that the list does not tell are absent', async () => {
  const { clusters } = await collect(', list: { security_group_id: "~missing", vswitch_ids: null }');
  expect(clusters[0]).toMatchObject({
    securityGroup: { outbound: { seen: false, because: 'absent', detail: 'security_group_id' } },
    vSwitches: [],
  });
});

test('what is denied is told without a thing, so that the run stays complete', async () => {
  sandbox = await startSandbox({ scenario: world(''), rates: 'off' });
  sandbox.world.deny({ action: 'ecs:*' });
  sandbox.world.deny({ action: 'vpc:*' });
  const { clusters } = await look();
  const [first] = clusters;
  expect(first?.securityGroup.outbound).toMatchObject({ permission: 'ecs:DescribeSecurityGroupAttribute' });
  expect(first?.vSwitches[0]?.acl).toMatchObject({ permission: 'vpc:DescribeVSwitchAttributes' });
  expect(JSON.stringify(clusters)).not.toContain('"thing"');
});

test('a malformed answer is not seen', async () => {
  sandbox = await startSandbox({ scenario: world(''), rates: 'off' });
  await setFaults(sandbox, [
    { kind: 'wrongType', action: 'DescribeSecurityGroupAttribute', field: 'Permissions' },
    { kind: 'wrongType', action: 'DescribeVSwitchAttributes', field: 'NetworkAclId' },
  ]);
  const { clusters } = await look();
  expect(clusters[0]).toMatchObject({
    securityGroup: { outbound: { because: 'malformed' } },
    vSwitches: [{ acl: { because: 'malformed' } }, { acl: { because: 'malformed' } }],
  });
});

test('what is denied once is not asked for again for every other cluster', async () => {
  const crowd = Array.from(
    { length: 60 },
    (_, index) => `- { name: c${index}, region: cn-hangzhou, list: { security_group_id: sg-${index} } }`,
  );
  sandbox = await startSandbox({ scenario: crowded(crowd), rates: 'off' });
  sandbox.world.deny({ action: 'ecs:*' });
  const { clusters } = await look();
  expect(clusters).toHaveLength(60);
  expect(clusters.every(({ securityGroup }) => !securityGroup.outbound.seen)).toBe(true);
  expect((await callsOf(sandbox))['DescribeSecurityGroupAttribute']).toBeLessThanOrEqual(10);
});

test('one security group that is denied leaves the others judged', async () => {
  const names = Array.from({ length: 14 }, (_, index) => `g${index}`);
  const clusters = names.map((name) => `- { name: c-${name}, region: cn-hangzhou, securityGroup: ${name} }`);
  const groups = names.map((name) => `{ name: ${name}, region: cn-hangzhou, egress: [{ policy: drop }] }`);
  const scenario = crowded(clusters, `securityGroups: [${groups.join(', ')}]`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
  await setFaults(sandbox, [{ kind: 'deny', action: 'DescribeSecurityGroupAttribute', nth: 1 }]);
  const outbound = (await look()).clusters.map(({ securityGroup }) => securityGroup.outbound);
  expect(outbound.filter((way) => way.seen && way.value.verdict === 'refused')).toHaveLength(13);
  expect(outbound.filter((way) => !way.seen)).toMatchObject([{ because: 'denied' }]);
});

test.each([
  { odd: { vswitch_ids: ['vsw-1', 7] }, detail: 'vswitch_ids is no text' },
  { odd: { vswitch_ids: 7 }, detail: 'vswitch_ids is no text' },
  { odd: { security_group_id: 7 }, detail: 'security_group_id is no text' },
])('$odd is a part of the way that is not known', async ({ odd, detail }) => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  const entry = { security_group_id: 'sg-1', vswitch_ids: [], ...odd };
  const { clusters } = await collectNetwork(cloudOf(sandbox), ACCOUNT, [placeOf(cluster(), entry)]);
  const [place] = clusters;
  const reads = [place?.securityGroup.outbound, ...(place?.vSwitches ?? []).map(({ acl }) => acl)];
  expect(reads).toContainEqual(expect.objectContaining({ because: 'malformed', detail }));
});
