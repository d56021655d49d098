import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ACCOUNT = '1000000000000001';
/** When every simulation begins: after the last release stored what upgrades begin from. */
export const START = '2026-12-07T00:00:00Z';
/** The one whose ledger the last release kept. */
export const CHANNEL = 'dingtalk-robot';
export const ROBOT = 'simulationRobotToken';
export const ROBOT_SECRET = 'SECsimulationRobotSecret';

/** What incidents are about; the names of the scenario below. */
export const KEYS = { pay: 'key-hzz0000000000000simpay', web: 'key-shh0000000000000simweb' } as const;
export const CLUSTERS = ['pay-prod', 'web-prod', 'soft-prod'] as const;
export const PEOPLE = ['alice', 'bob', 'carol'] as const;
export const INSTANCE = 'soft';
export const NETWORK_ACL = 'way';
export const TRAIL = 'audit-all';

const OPEN = '{ policy: accept }';

const SCENARIO = `
clock: ${START}
caller: LTAIsimulation
robots: [{ token: ${ROBOT}, name: ops, secret: ${ROBOT_SECRET} }]
accounts:
  - id: "${ACCOUNT}"
    users:
      - { name: sealwatch, policies: [AdministratorAccess, guard] }
${PEOPLE.map((name) => `      - { name: ${name}, policies: [AdministratorAccess, guard] }`).join('\n')}
    accessKeys: [{ id: LTAIsimulation, secret: sandboxSecretSimulation, user: sealwatch }]
    policies: [{ name: guard, deny: ["cs:UpdateKMSEncryption", "kms:DisableKey", "kms:ScheduleKeyDeletion", "ram:DetachPolicyFromRole"] }]
    networkAcls: [{ name: ${NETWORK_ACL}, region: cn-hangzhou, inbound: [${OPEN}], outbound: [${OPEN}] }]
    instances: [{ name: ${INSTANCE}, id: kst-hzz0000000000000001, region: cn-hangzhou, kind: software, ends: P900D }]
    keys:
      - { name: pay, id: ${KEYS.pay}, region: cn-hangzhou }
      - { name: inside, id: key-hzz0000000000000simsoft, region: cn-hangzhou, instance: ${INSTANCE} }
      - { name: web, id: ${KEYS.web}, region: cn-shanghai }
    clusters:
      - { name: pay-prod, region: cn-hangzhou, key: pay, traffic: { encrypt: PT6H, decrypt: PT10M } }
      - { name: soft-prod, region: cn-hangzhou, key: inside, networkAcl: ${NETWORK_ACL}, traffic: { encrypt: PT6H, decrypt: PT10M } }
      - { name: web-prod, region: cn-shanghai, key: web, traffic: { encrypt: PT6H, decrypt: PT10M } }
    trails: [{ name: ${TRAIL}, home: cn-hangzhou, sls: audit }]
    billing: { balance: "900000.00", noise: 0.01, other: [{ product: ecs, perDay: "120.00" }] }
`;

/** A file of the scenario, which the sandbox starts with. */
export function scenarioFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sealwatch-simulation-')), 'world.yaml');
  writeFileSync(file, SCENARIO);
  return file;
}

/** One robot gets everything; evidence is kept for so many days. */
export function configText(evidenceDays: number): string {
  const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${ROBOT}`;
  return `
alerts:
  top: 50
  channels: [{ type: dingtalk-robot, name: ${CHANNEL}, webhook: "${webhook}", secret: ${ROBOT_SECRET} }]
retention: { evidenceDays: ${evidenceDays}, changeDays: 30 }
limits: { callTimeoutSeconds: 17 }
`;
}
