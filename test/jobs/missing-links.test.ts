import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Report } from '../../shared/model/report.ts';
import { advance, type Watcher, watch } from './harness.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const ALPHA = 'c00000000000000000000000000000001';
const YESTERDAY = 'switchEncryption, by: alice, cluster: alpha';

/** A healthy account with these clusters, and what happened in it. */
async function start(clusters: string, history = ''): Promise<Sandbox> {
  const scenario = join(mkdtempSync(join(tmpdir(), 'sealwatch-links-')), 'world.yaml');
  writeFileSync(
    scenario,
    `
caller: LTAIsandboxLinks
accounts:
  - id: "1000000000000001"
    users: [{ name: sealwatch, policies: [AdministratorAccess, guard] }, { name: alice, policies: [AdministratorAccess, guard] }]
    policies: [{ name: guard, deny: ["cs:UpdateKMSEncryption", "kms:DisableKey", "kms:ScheduleKeyDeletion", "ram:DetachPolicyFromRole"] }]
    accessKeys: [{ id: LTAIsandboxLinks, secret: sandboxSecretLinks, user: sealwatch }]
    keys:
      - { name: old, id: key-old, region: cn-hangzhou, deletionProtection: false }
      - { name: new, id: key-new, region: cn-hangzhou }
    clusters:
${clusters}
    trails: [{ name: audit, home: cn-hangzhou, sls: audit }]
    billing: { balance: "48000.00", noise: 0.01 }
${history}`,
  );
  return startSandbox({ scenario, rates: 'off' });
}

async function happen(body: object): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/world`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

const verdictOf = ({ clusters }: Report) => clusters.find(({ id }) => id === ALPHA)?.verdict;

function told(report: Report, check: string) {
  return report.findings
    .filter((finding) => finding.check === check)
    .map(({ status, severity, resource: { id } }) => `${status} ${severity} ${id}`);
}

test('what ACK says of its clusters is judged, although encryption is on and the key is good', async () => {
  const states = ['unavailable', 'inactive', 'updating_failed', 'hibernating', 'running'];
  const lines = states.map(
    (state) => `      - { name: ${state}, region: cn-hangzhou, key: old, state: ${state} }`,
  );
  sandbox = await start(lines.join('\n'));
  const report = await watch(sandbox).audit();
  expect(Object.fromEntries(report.clusters.map(({ state, verdict }) => [state, verdict]))).toEqual({
    unavailable: 'fail',
    inactive: 'fail',
    updating_failed: 'fail',
    hibernating: 'unknown',
    running: 'pass',
  });
});

async function replaceKey(configuration = ''): Promise<Watcher> {
  sandbox = await start(`      - { name: alpha, id: ${ALPHA}, region: cn-hangzhou, key: old }`);
  const watcher = watch(sandbox, configuration);
  await watcher.audit();
  await advance(sandbox, 'PT30M');
  await happen({ do: 'switchEncryption', by: 'alice', cluster: 'alpha', on: true, key: 'new' });
  await happen({ do: 'scheduleKeyDeletion', by: 'alice', key: 'old', days: 7 });
  await advance(sandbox, 'PT30M');
  return watcher;
}

test('the former key of a cluster is watched, long after seven days, and never called idle', async () => {
  const watcher = await replaceKey();
  const report = await watcher.audit();
  expect(verdictOf(report)).toBe('fail');
  expect(told(report, 'former-key')).toEqual(['fail critical key-old']);
  expect(told(report, 'key-idle')).toEqual([]);
  await happen({ do: 'cancelKeyDeletion', by: 'alice', key: 'old' });
  await advance(sandbox, 'P20D');
  expect(told(await watcher.audit(), 'former-key')).toEqual([]);
  await happen({ do: 'disableKey', by: 'alice', key: 'old' });
  const later = await watcher.audit();
  expect(told(later, 'former-key')).toEqual(['fail high key-old']);
  expect(later.findings.find(({ check }) => check === 'former-key')?.clusters).toEqual([ALPHA]);
});

test('a former key is let go once rewriting is confirmed, and can be called idle then', async () => {
  const day = '2026-11-23';
  const watcher = await replaceKey(`confirmations: [{ cluster: ${ALPHA}, rewritten: ${day}, by: "@li" }]`);
  const report = await watcher.audit();
  expect(told(report, 'former-key')).toEqual([]);
  expect(told(report, 'secrets-reencryption')).toEqual([]);
  expect(told(report, 'key-idle')).toHaveLength(1);
});

test('Secrets from before encryption are told: known from the event, unknown without one', async () => {
  const alpha = `      - { name: alpha, id: ${ALPHA}, region: cn-hangzhou, created: -P400D, traffic: none`;
  sandbox = await start(`${alpha} }`, `history: [{ at: -P1D, do: ${YESTERDAY}, on: true, key: new }]`);
  const known = await watch(sandbox).audit();
  expect(told(known, 'secrets-reencryption')).toEqual([`fail medium ${ALPHA}`]);
  expect(verdictOf(known)).toBe('pass');
  await sandbox.close();
  sandbox = await start(`${alpha}, key: new, encryptedSince: -P200D }`);
  const open = await watch(sandbox).audit();
  expect(told(open, 'secrets-reencryption')).toEqual([`unknown info ${ALPHA}`]);
  expect(verdictOf(open)).toBe('pass');
});

test('the key that is kept of a switched-off cluster is watched', async () => {
  sandbox = await start(
    `      - { name: alpha, id: ${ALPHA}, region: cn-hangzhou, key: old }`,
    `history: [{ at: -P1D, do: ${YESTERDAY}, on: false }, { at: -PT1H, do: scheduleKeyDeletion, by: alice, key: old, days: 7 }]`,
  );
  const watcher = watch(sandbox);
  const first = await watcher.audit();
  expect(told(first, 'former-key')).toEqual(['fail critical key-old']);
  const off = first.findings.find(({ check }) => check === 'cluster-encryption');
  expect(off?.remedy.command).not.toContain('key-old');
});
