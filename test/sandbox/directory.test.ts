import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, at, control, fieldsAt, scenarioFile } from './signed.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
});

afterEach(async () => {
  await sandbox.close();
});

const list = (params: Record<string, string> = {}) => ask(sandbox, 'resourcemanager', 'ListAccounts', params);
const ids = async () => fieldsAt((await list()).body, 'Accounts.Account', 'AccountId');
const enter = (account: string) =>
  ask(sandbox, 'sts', 'AssumeRole', {
    RoleArn: `acs:ram::${account}:role/sealwatch-readonly`,
    RoleSessionName: 'test',
  });

describe('members', () => {
  test('are ten a page unless asked otherwise, and none beyond the last', async () => {
    for (let index = 10; index < 20; index += 1)
      sandbox.world.addMember({ member: `10000000000000${index}`, name: `m${index}` });
    const first = (await list()).body;
    expect(fieldsAt(first, 'Accounts.Account', 'AccountId')).toHaveLength(10);
    expect(first).toMatchObject({ TotalCount: 15, PageNumber: 1, PageSize: 10 });
    const third = (await list({ PageNumber: '3', PageSize: '7' })).body;
    expect(fieldsAt(third, 'Accounts.Account', 'DisplayName')).toEqual(['m19']);
    expect(at((await list({ PageNumber: '9' })).body, 'Accounts.Account')).toEqual([]);
  });

  test('join and leave', async () => {
    const before = await ids();
    sandbox.world.addMember({ member: '1000000000000042', status: 'InviteSuccess', type: 'CloudAccount' });
    expect(await ids()).toEqual([...before, '1000000000000042']);
    const { body } = await list({ PageSize: '1', PageNumber: `${before.length + 1}` });
    expect(at(body, 'Accounts.Account.0')).toMatchObject({
      DisplayName: '1000000000000042',
      Status: 'InviteSuccess',
      JoinMethod: 'invited',
      JoinTime: '2026-11-23 08:00:00 (GMT+8)',
    });
    sandbox.world.removeMember({ member: '1000000000000002' });
    expect(await ids()).not.toContain('1000000000000002');
  });

  test('that the world does not hold are listed, but cannot be entered', async () => {
    expect(await ids()).toContain('1000000000000004');
    expect(await enter('1000000000000004')).toMatchObject({ status: 404, code: 'EntityNotExist.Role' });
    expect(await enter('1000000000000009')).toMatchObject({ status: 200 });
  });

  test.each([
    [{ do: 'addMember', member: '1000000000000002' }, 'is a member already'],
    [{ do: 'addMember', member: '1000000000000009' }, 'is the management account'],
    [{ do: 'removeMember', member: '1000000000000077' }, 'There is no member 1000000000000077'],
  ])('%o is refused', async (command, message) => {
    const { status, text } = await control(sandbox, 'POST', 'world', command);
    expect(status).toBe(400);
    expect(text).toContain(message);
  });
});

test('faults of paging: a page without members, and the page before once more', async () => {
  await control(sandbox, 'POST', 'faults', [
    { kind: 'repeatPage', action: 'ListAccounts', nth: 2 },
    { kind: 'emptyPageWithToken', action: 'ListAccounts', nth: 3 },
  ]);
  const [one, two, three] = [await list({ PageSize: '2' }), await list({ PageNumber: '2' }), await list()];
  expect(at(two.body, 'Accounts')).toEqual(at(one.body, 'Accounts'));
  expect(three.body).toMatchObject({ TotalCount: 5, Accounts: { Account: [] } });
});

test('mistakes in a directory name their place', async () => {
  const yaml = (directory: string) =>
    scenarioFile(`
caller: LTAIsandboxWrong
accounts:
  - id: "1000000000000001"
    accessKeys: [{ id: LTAIsandboxWrong, secret: secretWrong, user: root }]
directory: ${directory}
`);
  const problems: Record<string, string> = {
    '{ management: "1" }': '6:26 directory.management',
    '{ management: "1000000000000001", members: [{ account: "1000000000000001" }] }':
      'directory.members.0.account',
    '{ management: "1000000000000001", delegated: ["1000000000000002"] }': 'directory.delegated.0',
  };
  for (const [directory, place] of Object.entries(problems))
    await expect(startSandbox({ scenario: yaml(directory) })).rejects.toThrow(place);
});

test('a world without a directory has none to change', async () => {
  const own = await startSandbox({ scenario: 'healthy' });
  const { text } = await control(own, 'POST', 'world', { do: 'removeMember', member: '1000000000000002' });
  expect(text).toContain('The scenario has no directory');
  await own.close();
});
