import { afterEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { ReportFinding } from '../../shared/model/report.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { callsOf, configFile, environmentOf, runCli } from './run-cli.ts';

const CHECKS = ['operator-permissions', 'switch-off-guard', 'network-path'];

const world = (auditor: string) =>
  scenarioFile(`
caller: LTAIsandboxAround
accounts:
  - id: "1000000000000001"
    policies:
      - { name: reads, allow: ["cs:*", "kms:Describe*", "kms:Get*", "kms:ListKeys", "bssapi:*", "actiontrail:*", "ram:Get*", "ram:ListPoliciesForRole"] }
      - { name: more, allow: ["ram:List*", "ecs:Describe*", "vpc:Describe*"] }
      - { name: blind, deny: ["cs:DescribeUserPermission", "cs:Update*"] }
    users:
      - { name: audit, policies: [reads, ${auditor}], grants: [{ cluster: all, role: admin }] }
      - { name: bob, grants: [{ cluster: pay-prod, role: ops }] }
      - { name: chen, policies: [AliyunKMSCryptoAdminAccess], grants: [{ cluster: all, role: admin }] }
    groups: [{ name: oncall, policies: [AliyunCSFullAccess], users: [bob, chen] }]
    accessKeys: [{ id: LTAIsandboxAround, secret: sandboxSecret, user: audit }]
    securityGroups: [{ name: hard, region: cn-hangzhou, egress: [{ policy: drop, cidr: 100.64.0.0/10 }, { policy: accept, priority: 5 }] }]
    networkAcls: [{ name: mute, region: cn-hangzhou, inbound: [{ policy: drop, cidr: 100.64.0.0/10 }], outbound: [{ policy: accept }] }]
    keys: [{ name: k, region: cn-hangzhou }]
    clusters:
      - { name: pay-prod, region: cn-hangzhou, key: k }
      - { name: hard-prod, region: cn-hangzhou, key: k, securityGroup: hard }
      - { name: mute-prod, region: cn-hangzhou, key: k, networkAcl: mute }
    trails: [{ name: all, home: cn-hangzhou, sls: x }]
`);

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function audit(auditor: string, config = '') {
  sandbox = await startSandbox({ scenario: world(auditor), rates: 'off' });
  const ran = await runCli(
    ['audit', '--json', '--all', ...(config ? ['--config', configFile(config)] : [])],
    environmentOf(sandbox),
  );
  const report = ran.report();
  return {
    ...ran,
    report,
    of: (check: string) => report.findings.filter((finding) => finding.check === check),
  };
}

const told = ({ status, severity, resource }: ReportFinding) => [
  status,
  severity,
  resource.name || resource.id,
];

test('with the rights, each is judged', async () => {
  const { report, of } = await audit('more');
  expect(report.complete).toBe(true);
  expect(of('network-path').map(told)).toEqual(
    expect.arrayContaining([
      ['pass', 'high', 'pay-prod'],
      ['fail', 'high', 'hard-prod'],
      ['fail', 'high', 'mute-prod'],
    ]),
  );
  expect(of('operator-permissions').map(told)).toEqual(
    expect.arrayContaining([
      ['fail', 'low', 'bob'],
      ['pass', 'low', 'chen'],
    ]),
  );
  // The auditor's own policy is too wide: it may switch off as well.
  expect(of('switch-off-guard')).toMatchObject([
    { status: 'fail', evidence: { identities: ['user/audit', 'user/bob', 'user/chen'] } },
  ]);
});

describe('without them', () => {
  test('each is one unknown that names the action, and the run is as complete as before', async () => {
    const { code, report, of } = await audit('blind');
    expect(report.complete).toBe(true);
    expect(code).toBe(0);
    expect(of('resource-unreadable')).toEqual([]);
    const unknown = CHECKS.map((check) =>
      of(check).map((finding) => [...told(finding), finding.missingPermission]),
    );
    expect(unknown).toEqual([
      [['unknown', 'info', '1000000000000001', 'ram:ListPolicies']],
      [['unknown', 'info', '1000000000000001', 'ram:ListPolicies']],
      [['unknown', 'info', '1000000000000001', 'ecs:DescribeSecurityGroupAttribute']],
    ]);
    for (const check of CHECKS) expect(of(check)[0]?.remedy.text).toContain('Grant the named action');
  });

  test('of ACK alone, the rights are judged and the operators are one unknown', async () => {
    const { report, of } = await audit('more, blind');
    expect(report.complete).toBe(true);
    expect(
      of('operator-permissions').map(({ status, missingPermission }) => [status, missingPermission]),
    ).toEqual([['unknown', 'cs:DescribeUserPermission']]);
    expect(of('switch-off-guard')).toMatchObject([{ status: 'fail' }]);
  });
});

test('nothing is asked for checks that are off', async () => {
  const off = CHECKS.map((check) => `${check}: off`).join(', ');
  const { of } = await audit('more', `policy: { severity: { ${off} } }`);
  expect(CHECKS.flatMap(of)).toEqual([]);
  const asked = Object.keys(await callsOf(sandbox));
  expect(
    asked.filter((action) => /Permission|Entities|ListPolicies$|Security|VSwitch|Acl/.test(action)),
  ).toEqual([]);
});

test('the roles in clusters are not asked for when only the guard is on', async () => {
  const { of } = await audit(
    'more',
    'policy: { severity: { operator-permissions: off, network-path: off } }',
  );
  expect(of('switch-off-guard')).toMatchObject([{ status: 'fail' }]);
  expect(await callsOf(sandbox)).not.toHaveProperty('DescribeUserPermission');
});
