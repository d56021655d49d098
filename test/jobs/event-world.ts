import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { AccountStates } from '../../shared/state/account-changes.ts';
import { changesOf } from '../../shared/state/account-changes.ts';
import { storedStates } from '../../shared/state/stored-states.ts';
import { callsOf } from '../e2e/run-cli.ts';
import { fixture } from '../fixture.ts';
import { advance, type Watcher, watch } from './harness.ts';

export const ACCOUNT = '1000000000000001';
export const KEY = 'key-hzz00000000000000001a';
export const WEB_KEY = 'key-hzz00000000000000003c';

/** The account of the fixtures: what their events name is in use there. */
const scenarioText = (payList: string) => `
caller: LTAIsandboxEvents
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: sealwatch, policies: [AdministratorAccess, guard] }, { name: alice, policies: [AdministratorAccess, guard] }]
    policies: [{ name: guard, deny: ["cs:UpdateKMSEncryption", "kms:DisableKey", "kms:ScheduleKeyDeletion", "ram:DetachPolicyFromRole"] }]
    accessKeys: [{ id: LTAIsandboxEvents, secret: sandboxSecretEvents, user: sealwatch }]
    instances: [{ name: soft, id: kst-hzz0000000000000001, region: cn-hangzhou, kind: software, ends: P200D }]
    keys:
      - { name: pay, id: ${KEY}, region: cn-hangzhou, aliases: [alias/ack-pay-prod] }
      - { name: other, id: key-hzz00000000000000002b, region: cn-hangzhou }
      - { name: web, id: ${WEB_KEY}, region: cn-hangzhou, instance: soft }
      - { name: inside, id: key-hzz00000000000000004d, region: cn-shanghai, aliases: [alias/ack-inside] }
      - { name: stray, id: key-hzz00000000000000009z, region: cn-hangzhou }
    clusters:
      - { name: pay-prod, id: c00000000000000000000000000000001, region: cn-hangzhou, key: pay${payList} }
      - { name: web-prod, id: c00000000000000000000000000000002, region: cn-hangzhou, key: web }
    trails: [{ name: audit, home: cn-hangzhou, sls: audit }]
    billing: { balance: "48000.00", noise: 0.01 }
`;

export interface EventWorld {
  sandbox: Sandbox;
  watcher: Watcher;
}

/** The account as it was audited a minute ago; the clock is that of the fixtures. `payKey`: what pay-prod calls its key. */
export async function startEventWorld({ payKey = '' } = {}): Promise<EventWorld> {
  const flag = { Capabilities: { DisableEncryption: false, EncryptionKMSKeyId: payKey } };
  const scenario = join(mkdtempSync(join(tmpdir(), 'sealwatch-events-')), 'world.yaml');
  const list = `, list: { meta_data: '${JSON.stringify(flag)}' }`;
  writeFileSync(scenario, scenarioText(payKey === '' ? '' : list));
  const sandbox = await startSandbox({ scenario, rates: 'off' });
  const watcher = watch(sandbox);
  await watcher.audit(['inventory', 'keys', 'activity']);
  await advance(sandbox, 'PT71S');
  return { sandbox, watcher };
}

/** A delivery as the fixtures have it. */
export function sample(name: string): Record<string, unknown> {
  return fixture(`eventbridge/${name}`) as Record<string, unknown>; // fixtures are objects, but for the one list
}

/** The same with another record, and another id for what is another event. */
export function changed(name: string, change: Record<string, unknown>, id: string): Record<string, unknown> {
  const { data, ...envelope } = sample(name);
  return { ...envelope, id, subject: '', data: { ...(data as object), eventId: id, ...change } }; // as it lies there
}

const config = parseConfig('', 'test', {}, { checks: [] });

export interface KnownNow {
  states: AccountStates;
  /** Kind, actor, and what it became. */
  changes: unknown[][];
  attempts: unknown[][];
  /** Check and resource. */
  failing: string[];
}

/** What the jobs know now. */
export async function knownNow({ sandbox, watcher }: EventWorld): Promise<KnownNow> {
  const { states } = await storedStates(watcher.store, ACCOUNT, config);
  const { changes, attempts } = changesOf(states, sandbox.now());
  const findings = (['inventory', 'keys', 'activity'] as const).flatMap(
    (job) => states[job]?.result?.findings ?? [],
  );
  return {
    states,
    changes: changes.map(({ kind, actor, to }) => [kind, actor?.name ?? null, to]),
    attempts: attempts.map(({ kind, actor, errorCode }) => [kind, actor.name, errorCode]),
    failing: findings.flatMap(({ check, status, resource }) =>
      status === 'fail' ? [`${check} ${resource.id}`] : [],
    ),
  };
}

/** What the cloud was asked meanwhile, with how often. */
export async function askedBy<T>(
  sandbox: Sandbox,
  work: () => Promise<T>,
): Promise<{ result: T; calls: string[] }> {
  const before = await callsOf(sandbox);
  const result = await work();
  const after = await callsOf(sandbox);
  const made = Object.entries(after).map(
    ([action, total]) => [action, total - (before[action] ?? 0)] as const,
  );
  return {
    result,
    calls: made.flatMap(([action, count]) => (count > 0 ? [`${action} ${count}`] : [])).sort(),
  };
}
