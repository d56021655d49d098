import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, watch } from '../jobs/harness.ts';
import { scenarioFile } from '../sandbox/signed.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const CHECK = 'kms-call-failures';

test('a call every twelve hours to a disabled key is one finding, until the key is enabled again', async () => {
  const scenario = scenarioFile(`
caller: LTAIrefused
accounts:
  - id: "1000000000000001"
    users: [{ name: root-like, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIrefused, secret: secretRefused, user: root-like }]
    keys: [{ name: one, id: key-hzz00000000000000001a, region: cn-hangzhou }]
    clusters: [{ name: pay, region: cn-hangzhou, key: one, version: 1.30.1-aliyun.1, traffic: { encrypt: none, decrypt: PT12H, until: P3D } }]
`);
  sandbox = await startSandbox({ scenario, rates: 'off' });
  const watcher = watch(sandbox);
  await watcher.audit();
  sandbox.world.disableKey({ key: 'one', by: 'alice' });
  await advance(sandbox, 'PT13H');
  const failing = async () => (await watcher.audit()).findings.filter(({ check }) => check === CHECK);
  const [first] = await failing();
  expect(first).toMatchObject({ status: 'fail', evidence: { code: 'Rejected.Disabled' } });
  for (const step of ['PT10H', 'PT12H', 'PT30H', 'P9D']) {
    await advance(sandbox, step); // the last ones without any call
    expect(await failing(), step).toMatchObject([{ status: 'fail', firstSeen: first?.firstSeen }]);
  }
  sandbox.world.enableKey({ key: 'one', by: 'alice' });
  await advance(sandbox, 'PT20M');
  await watcher.audit(); // the job that looks at keys may be one look ahead or behind
  expect(await failing()).toEqual([]);
  sandbox.world.disableKey({ key: 'one', by: 'alice' });
  await advance(sandbox, 'PT20M');
  expect(await failing()).toEqual([]); // nothing called since; key-state tells it
});
