import { afterEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { CONFIG, runDoctor, startHealthy, type Told } from './doctor-world.ts';

const PEOPLE = ['ram:ListPolicies', 'ram:ListEntitiesForPolicy', 'ram:ListUsersForGroup', 'ram:ListUsers'];
const GRANTS = 'cs:DescribeUserPermission';
const NETWORK = [
  'ecs:DescribeSecurityGroupAttribute',
  'vpc:DescribeVSwitchAttributes',
  'vpc:DescribeNetworkAclAttributes',
];
const ALL = [...PEOPLE, GRANTS, ...NETWORK];

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const summaries = ({ item }: Told): string[] => ALL.map((id) => item(id).summary);
const sayAll = (text: string): string[] => ALL.map((id) => `${id.replace(/^.*:/, '')} ${text}`);
const resultsOf = ({ item }: Told, ids: readonly string[]): string[] => ids.map((id) => item(id).result);

/** A user with the policy of docs/ram, whom nobody granted anything in ACK. */
const asReader = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIsandboxSame',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'sandboxSecretSame',
};

describe('what is asked for', () => {
  test('what a list showed, where it showed something', async () => {
    sandbox = await startHealthy((text) =>
      text
        .replace('policies: [AliyunCSFullAccess]', 'policies: [AdministratorAccess]')
        .replace('key: plain }', 'key: plain, networkAcl: open }'),
    );
    expect(summaries(await runDoctor(sandbox))).toEqual(sayAll('works.'));
  });

  test('a made-up id, where the lists show nothing of the kind', async () => {
    sandbox = await startHealthy((text) =>
      text.replace(/clusters:.*?trails:/s, 'trails:').replace(/groups: .*/, ''),
    );
    const told = await runDoctor(sandbox);
    const madeUp = 'is allowed (tested with a made-up ID, because no list contains a real one).';
    const nothing = ['ram:ListUsersForGroup', ...NETWORK];
    expect(nothing.map((id) => told.item(id).summary)).toEqual(
      nothing.map((id) => `${id.replace(/^.*:/, '')} ${madeUp}`),
    );
    expect(told.of('failed', 'warned')).toEqual([]);
  });

  test('a made-up user, and a policy that every account has, where the lists may not be seen', async () => {
    sandbox = await startHealthy();
    for (const action of ['ram:ListPolicies', 'ram:ListUsers']) sandbox.world.deny({ action });
    const { item, code } = await runDoctor(sandbox);
    expect(item(GRANTS)).toMatchObject({ result: 'ok', summary: expect.stringContaining('made-up ID') });
    expect(item('ram:ListEntitiesForPolicy').summary).toBe('ListEntitiesForPolicy works.');
    expect(code).toBe(0);
  });
});

describe('who asks', () => {
  test('who may only read, and administers no cluster, is well', async () => {
    sandbox = await startHealthy();
    const told = await runDoctor(sandbox, CONFIG, [], asReader);
    expect(told.item('identity').summary).toContain('user/same');
    expect(told.item(GRANTS)).toMatchObject({ result: 'ok', summary: 'DescribeUserPermission works.' });
    expect(resultsOf(told, ALL)).toEqual(ALL.map(() => 'ok'));
  });

  test('without all of them each is a warning, and it works', async () => {
    sandbox = await startHealthy();
    for (const action of ALL) sandbox.world.deny({ action });
    const told = await runDoctor(sandbox);
    expect(resultsOf(told, ALL)).toEqual(ALL.map(() => 'warned'));
    expect(told.of('failed')).toEqual([]);
    expect(told.code).toBe(0);
  });
});

test('what only checks that are off want is skipped', async () => {
  sandbox = await startHealthy();
  for (const action of ALL) sandbox.world.deny({ action });
  const off = 'policy: { severity: { operator-permissions: off, switch-off-guard: off, network-path: off } }';
  const told = await runDoctor(sandbox, `${CONFIG}${off}`);
  expect(resultsOf(told, ALL)).toEqual(ALL.map(() => 'skipped'));
});
