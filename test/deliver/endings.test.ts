import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { deliverAlerts } from '../../shared/deliver/deliver-alerts.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { Notice } from '../../shared/model/notice.ts';
import { renderNotice } from '../../shared/notify/render-notice.ts';
import { CHECK_IDS, CHECK_TITLES } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import type { Language } from '../../shared/text/render.ts';
import { advance, type Watcher, watch } from '../jobs/harness.ts';

/* From the cloud over HTTP to the text of the message: what is told when a finding is over although nothing was repaired. */

const ALERTS = 'alerts: { channels: [{ type: console, name: ops }] }';

let sandbox: Sandbox;
let watcher: Watcher;
let heard: Notice[];
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
  watcher = watch(sandbox);
  heard = [];
});
afterEach(() => sandbox.close());

let attempts = 0;

async function look(configuration = ''): Promise<void> {
  await advance(sandbox, 'PT20M');
  await watch(sandbox, configuration, watcher.store).audit();
  attempts += 1;
  const config = parseConfig(ALERTS, 'test', {}, { checks: CHECK_IDS });
  const deliver = async (notice: Notice) => {
    heard.push(notice);
    return { kind: 'sent' } as const;
  };
  await deliverAlerts({
    tools: toolsFor(watcher.store, config, { now: sandbox.now, log: silentLog, isGone: () => true }),
    attempt: `e${attempts}`,
    open: (memories) => ({
      channels: new Map([['ops', { name: 'ops', deliver }]]),
      memories,
      outgoing: (_, notice) => notice,
    }),
    titles: CHECK_TITLES,
    force: true,
    ping: async () => undefined,
    signal: new AbortController().signal,
  });
}

async function breakKey(): Promise<void> {
  await look();
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await look();
  expect(said()).toContain('new key-state');
  heard = [];
}

function said(): string[] {
  return heard.flatMap(({ items }) => items.map(({ state, check }) => `${state} ${check}`));
}

function textOf(check: string, language: Language): string {
  const notice = heard.find(({ items }) => items.some((item) => item.check === check)) ?? heard[0];
  if (!notice) return '';
  const rendered = renderNotice(notice, language);
  return [
    rendered.title,
    ...rendered.items.flatMap(({ heading, lines }) => [heading, ...lines.map(({ text }) => text)]),
  ].join('\n');
}

test('a disabled key that a cluster no longer uses: closed with its reason, and watched as a former key', async () => {
  await breakKey();
  sandbox.world.addKey({ region: 'cn-hangzhou', name: 'second' });
  sandbox.world.switchEncryption({
    cluster: 'pay-prod',
    on: true,
    key: 'second',
    by: 'alice',
    takes: 'PT1M',
  });
  await look();
  expect(said()).toContain('closed key-state');
  expect(said()).toContain('new former-key');
  expect(said().filter((line) => line.startsWith('resolved'))).toEqual([]);
  expect(textOf('key-state', 'en')).toContain(
    'No cluster uses the key any more; former-key checks it until all Secrets are rewritten',
  );
  expect(textOf('key-state', 'zh')).toContain(
    '已没有集群使用该密钥；在所有 Secret 重写之前，由 former-key 继续检查',
  );
  heard = [];
  await look();
  expect(said().filter((line) => /closed|resolved/.test(line))).toEqual([]);
  sandbox.world.enableKey({ key: 'ack-secrets', by: 'alice' });
  await look();
  expect(said()).toContain('resolved former-key');
  expect(textOf('former-key', 'en')).toContain('The former key is enabled');
});

test('a disabled key that was enabled is resolved, and the headline says what is good now', async () => {
  await breakKey();
  sandbox.world.enableKey({ key: 'ack-secrets', by: 'alice' });
  await look();
  expect(said()).toContain('resolved key-state');
  expect(textOf('key-state', 'en')).toMatch(
    /^OK pay-prod: The key is enabled · lasted .* · was: KMS key disabled/,
  );
});

test.each([
  {
    when: 'the cluster was deleted',
    change: () => void sandbox.world.removeCluster({ cluster: 'pay-prod', by: 'alice' }),
    configuration: '',
    reason: 'No cluster uses the key any more',
  },
  {
    when: 'its region was dropped from the configuration',
    change: () => undefined,
    configuration: 'regions: [cn-shanghai]',
    reason: 'The region cn-hangzhou is no longer in the configuration',
  },
  {
    when: 'its profile left the policy',
    change: () => undefined,
    configuration: 'policy: { profiles: [Edge] }',
    reason: 'No cluster uses the key any more',
  },
  {
    when: 'the check was switched off',
    change: () => undefined,
    configuration: 'policy: { severity: { key-state: off } }',
    reason: 'The check is off',
  },
])('a disabled key, when $when: closed, because $reason', async ({ change, configuration, reason }) => {
  await breakKey();
  change();
  await look(configuration);
  expect(said()).toContain('closed key-state');
  expect(said().filter((line) => line.startsWith('resolved'))).toEqual([]);
  expect(textOf('key-state', 'en')).toContain(reason);
});
