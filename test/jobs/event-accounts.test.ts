import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { readState } from '../../shared/state/job-store.ts';
import { sample } from './event-world.ts';
import { reactWith, watch } from './harness.ts';

const TEAM = '1000000000000002';
const CONFIG = `
accounts:
  - { id: "1000000000000001", name: audit }
  - { id: "${TEAM}", name: team-a, roleArn: "acs:ram::${TEAM}:role/sealwatch-readonly", externalId: team-a-2026 }
`;
let store: ObjectStore;
let sandbox: Sandbox;

beforeEach(async () => {
  store = memoryStore();
  sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
  await watch(sandbox, CONFIG, store).audit();
});
afterEach(() => sandbox.close());

/** The key of the team, as inventory and keys know it. */
async function teamKey() {
  const stored = await readState(store, TEAM, 'keys');
  const part = stored.kind === 'ok' ? stored.value.result?.parts.keys : undefined;
  const [key] = part?.seen ? part.value : [];
  if (!key) throw new Error('the team has no key');
  return key;
}

/** A key of the team was disabled; the event was forwarded to our bus. */
async function forwarded(account = TEAM): Promise<unknown> {
  const { data, ...envelope } = sample('kms.DisableKey');
  const { id, region } = await teamKey();
  const record = {
    ...(data as object),
    acsRegion: region,
    requestParameters: { KeyId: id },
    referencedResources: {},
  }; // as it lies there
  return { ...envelope, aliyunaccountid: account, aliyunregionid: region, subject: '', data: record };
}

test('an event of another audited account is looked at there, through its role', async () => {
  sandbox.world.disableKey({ key: 'team-a', by: 'root', account: TEAM });
  const react = reactWith(sandbox, { store, configuration: CONFIG });
  expect(await react(await forwarded())).toMatchObject({ accounts: [TEAM], noted: 0 });
  const { metadata } = await teamKey();
  expect(metadata).toMatchObject({ seen: true, value: { state: { value: 'Disabled' } } });
});

test('an account that cannot be entered any more is not made unknown by an event; who did it is kept', async () => {
  const react = reactWith(sandbox, {
    store,
    configuration: CONFIG.replace('team-a-2026', 'wrong'),
  });
  const before = await teamKey();
  expect(await react(await forwarded())).toMatchObject({ accounts: [TEAM] });
  expect(await teamKey()).toEqual(before);
  const activity = await readState(store, TEAM, 'activity');
  expect(activity).toMatchObject({ value: { events: [{ name: 'DisableKey', actor: { name: 'alice' } }] } });
});

test('an account that nobody configured is a note', async () => {
  const react = reactWith(sandbox, { store, configuration: CONFIG });
  expect(await react(await forwarded('1000000000000003'))).toMatchObject({ accounts: [], noted: 1 });
});
