import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Report } from '../../shared/model/report.ts';
import { advance, watch } from '../jobs/harness.ts';
import { scenarioFile } from '../sandbox/signed.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** A cluster whose API server calls KMS at this pace until two hours after the start. */
async function start(traffic: string, version = '1.32.1-aliyun.1') {
  const scenario = scenarioFile(`
caller: LTAIheartbeat
accounts:
  - id: "1000000000000001"
    users: [{ name: root-like, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIheartbeat, secret: secretHeartbeat, user: root-like }]
    keys: [{ name: one, id: key-hzz00000000000000001a, region: cn-hangzhou }]
    clusters: [{ name: pay, region: cn-hangzhou, key: one, version: ${version}, initVersion: ${version}, traffic: ${traffic} }]
`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
  return watch(sandbox);
}

function use({ findings }: Report): string[] {
  return findings
    .filter(({ check }) => check === 'decrypt-activity')
    .map(({ status, summary }) => `${status}: ${summary}`);
}

const STOPPED =
  /^fail: The KMS plugin used to call this key at least every \d+ min; the last call was on 2026-11-23 09:59/;

test('a key that was called each minute and falls silent for half an hour is a finding, however long it lasts', async () => {
  const watcher = await start('{ encrypt: PT1M, decrypt: PT1M, until: PT2H }');
  expect(use(await watcher.audit())).toEqual([]);
  await advance(sandbox, 'PT2H15M');
  expect(use(await watcher.audit())).toEqual([]);
  await advance(sandbox, 'PT30M');
  expect(use(await watcher.audit())).toEqual([expect.stringMatching(STOPPED)]);
  await advance(sandbox, 'P9D'); // the last call is older than the window, and yet not forgotten
  expect(use(await watcher.audit())).toEqual([expect.stringMatching(STOPPED)]);
});

test.each([
  {
    when: 'KMS v1, whose calls follow Secrets',
    traffic: '{ encrypt: PT1M, decrypt: PT1M, until: PT2H }',
    version: '1.30.1-aliyun.1',
  },
  {
    when: 'a key that is called now and then',
    traffic: '{ encrypt: P2D, decrypt: PT6H }',
    version: '1.32.1-aliyun.1',
  },
])('$when: silence is no finding', async ({ traffic, version }) => {
  const watcher = await start(traffic, version);
  await watcher.audit();
  for (const step of ['PT2H', 'PT1H', 'PT3H', 'PT5H50M']) {
    await advance(sandbox, step);
    expect(use(await watcher.audit())).toEqual([]);
  }
});

test('a key that was never called has no heartbeat to lose', async () => {
  const watcher = await start('none');
  expect(use(await watcher.audit())).toEqual([
    'fail: No call of the service role to this key in the last 7 days.',
  ]);
  await advance(sandbox, 'PT3H');
  expect(use(await watcher.audit())).toEqual([
    'fail: No call of the service role to this key in the last 7 days.',
  ]);
});
