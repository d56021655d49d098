import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { collectMembers, listMembers, type MemberPage } from '../../shared/collect/directory.ts';
import { seen } from '../builders.ts';
import { callsOf, fastClock, setFaults } from '../e2e/run-cli.ts';
import { fixture } from '../fixture.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.ts';

const id = (number: number) => `${2_000_000_000_000_000 + number}`;

describe('a directory of 250 accounts', () => {
  let sandbox: Sandbox;
  const members = Array.from({ length: 250 }, (_, index) => `{ account: "${id(index)}", name: m${index} }`);
  const scenario = scenarioFile(`
caller: LTAIsandboxDirectory
directory: { management: "1000000000000001", members: [${members.join(', ')}] }
accounts:
  - id: "1000000000000001"
    users: [{ name: sealwatch, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxDirectory, secret: sandboxSecret, user: sealwatch }]
`);
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario, rates: 'off' });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });

  const collect = () => collectMembers(cloudOf(sandbox, { clock: fastClock }));
  const pagesAsked = async () => (await callsOf(sandbox))['ListAccounts'];

  test('is read with three calls, each account once, in order', async () => {
    const directory = await collect();
    expect(directory).toMatchObject({ seen: true, value: { managementAccount: '1000000000000001' } });
    if (!directory.seen) return;
    expect(directory.value.members.map((member) => member.id)).toEqual(members.map((_, index) => id(index)));
    expect(directory.value.members[7]).toEqual({ id: id(7), name: 'm7', status: 'CreateSuccess' });
    expect(await pagesAsked()).toBe(3);
  });

  test.each(['repeatPage', 'emptyPageWithToken'])(
    'that comes with %s is read again, and then seen in part',
    async (kind) => {
      await setFaults(sandbox, [{ kind, action: 'ListAccounts', nth: [2, 4] }]);
      const directory = await collect();
      expect(directory).toMatchObject({
        seen: true,
        missing: [
          {
            because: 'malformed',
            detail: 'the list holds 100 of 250 accounts',
            thing: { facet: 'resourcemanager:ListAccounts' },
          },
        ],
      });
      expect(directory.seen && directory.value.members).toHaveLength(100);
      expect(await pagesAsked()).toBe(4);
      await setFaults(sandbox, [{ kind, action: 'ListAccounts', nth: 2 }]);
      const again = await collect();
      expect(again).toMatchObject({ seen: true });
      expect(again).not.toHaveProperty('missing');
    },
  );

  test.each([
    [30, 100, 'the list holds 100 of 30 accounts'],
    [251, 250, 'the list holds 250 of 251 accounts'],
    ['many', 250, 'the list holds 250 of an unknown number of accounts'],
  ])('whose total is said to be %s is seen in part', async (value, came, detail) => {
    await setFaults(sandbox, [{ kind: 'wrongType', action: 'ListAccounts', field: 'TotalCount', value }]);
    const directory = await collect();
    expect(directory).toMatchObject({ seen: true, missing: [{ because: 'malformed', detail }] });
    expect(directory.seen && directory.value.members).toHaveLength(came);
  });

  test('of which one page cannot be had keeps the others', async () => {
    await setFaults(sandbox, [{ kind: 'deny', action: 'ListAccounts', nth: 3 }]);
    const directory = await collect();
    expect(directory).toMatchObject({
      seen: true,
      missing: [{ because: 'denied', permission: 'resourcemanager:ListAccounts' }],
    });
    expect(directory.seen && directory.value.members).toHaveLength(200);
  });

  test('whose management account is not told is not seen', async () => {
    await setFaults(sandbox, [{ kind: 'deny', action: 'GetResourceDirectory' }]);
    expect(await collect()).toMatchObject({
      because: 'denied',
      permission: 'resourcemanager:GetResourceDirectory',
    });
    await setFaults(sandbox, [
      { kind: 'wrongType', action: 'GetResourceDirectory', field: 'ResourceDirectory.MasterAccountId' },
    ]);
    expect(await collect()).toMatchObject({ because: 'malformed' });
  });

  test('throttled for a moment is waited for', async () => {
    await setFaults(sandbox, [{ kind: 'throttle', times: 2 }]);
    expect(await collect()).toMatchObject({ seen: true });
  });

  test('asked for without the right names it', async () => {
    sandbox.world.deny({ action: 'resourcemanager:ListAccounts' });
    expect(await collect()).toMatchObject({
      because: 'denied',
      permission: 'resourcemanager:ListAccounts',
      thing: { type: 'identity', id: 'caller' },
    });
  });
});

describe('the members', () => {
  const servers: ScriptedServer[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  test('that joined are seen whatever their status, those that left are not', async () => {
    const sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
    sandbox.world.addMember({ member: '1000000000000006', name: 'odd', status: 'PromoteVerifying' });
    const directory = await collectMembers(cloudOf(sandbox));
    expect(directory).toMatchObject({
      value: {
        managementAccount: '1000000000000009',
        members: [
          { id: '1000000000000001', name: 'audit', status: 'InviteSuccess' },
          { id: '1000000000000002', name: 'team-a', status: 'CreateSuccess' },
          { id: '1000000000000003', name: 'team-b', status: 'InviteSuccess' },
          { id: '1000000000000004', name: 'sandbox', status: 'CreateSuccess' },
          { id: '1000000000000006', name: 'odd', status: 'PromoteVerifying' },
        ],
      },
    });
    await sandbox.close();
  });

  async function answered(reply: Reply) {
    const server = await scriptedServer(reply);
    servers.push(server);
    const pair = { accessKeyId: 'LTAItestDirectory', accessKeySecret: 'testSecret' };
    return collectMembers(cloudOf({ url: `http://${server.host}`, now: () => new Date(), ...pair }));
  }

  test.each([
    ['ListAccounts.not-management-account', 403, 'denied', 'resourcemanager:ListAccounts'],
    ['ListAccounts.no-directory', 404, 'absent', undefined],
  ])('of the sample %s are not seen, and the cause is told', async (name, status, because, permission) => {
    const members = await answered({ status, body: fixture(`resourcemanager/${name}`) });
    expect(members).toMatchObject({ seen: false, because, thing: { facet: 'resourcemanager:ListAccounts' } });
    expect(members.seen ? '' : members.permission).toBe(permission);
  });
});

describe('paging', () => {
  const page = (TotalCount: number, ids: readonly string[]): MemberPage => ({
    TotalCount,
    Accounts: { Account: ids.map((AccountId) => ({ AccountId })) },
  });

  test('reads every member once, in as few pages as there are, whatever size the cloud makes them', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 350 }),
        fc.integer({ min: 1, max: 120 }),
        async (total, size) => {
          const all = Array.from({ length: total }, (_, index) => id(index));
          const asked: number[] = [];
          const members = await listMembers(async (number) => {
            asked.push(number);
            return seen(page(total, all.slice((number - 1) * size, number * size)));
          });
          expect(members.seen && members.value.map((member) => member.id)).toEqual(all);
          expect(asked).toEqual(
            Array.from({ length: Math.max(1, Math.ceil(total / size)) }, (_, at) => at + 1),
          );
        },
      ),
    ));

  test('always ends; a list that is shorter or longer than the cloud says is never whole', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.array(fc.integer({ min: 0, max: 12 }))), {
          minLength: 1,
        }),
        async (pages) => {
          let last = 0;
          const members = await listMembers(async (number) => {
            const [total, ids] = pages[(number - 1) % pages.length] ?? [0, []];
            last = total;
            return seen(page(total, ids.map(id)));
          });
          const gap = members.seen ? members.missing?.[0] : members;
          if (gap) expect(gap.because).toBe('malformed');
          else expect(members.seen && members.value).toHaveLength(last);
        },
      ),
    ));
});
