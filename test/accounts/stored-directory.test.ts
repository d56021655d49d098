import { expect, onTestFinished, test } from 'vitest';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { asObservation, readDirectory } from '../../shared/accounts/stored-directory.ts';
import { ACCOUNT, NOW } from '../builders.ts';
import { fastClock } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { scriptedServer } from '../scripted-server.ts';

const store = memoryStore();

async function read(ids: readonly string[], TotalCount: number) {
  const body = {
    ResourceDirectory: { MasterAccountId: ACCOUNT },
    TotalCount,
    Accounts: { Account: ids.map((AccountId) => ({ AccountId, DisplayName: '', Status: 'CreateSuccess' })) },
  };
  const server = await scriptedServer({ status: 200, body });
  onTestFinished(() => server.close());
  const caller = { accessKeyId: 'LTAItestDirectory', accessKeySecret: 'testSecret', now: () => NOW };
  const cloud = cloudOf({ url: `http://${server.host}`, ...caller }, { clock: fastClock });
  const known = asObservation(await readDirectory(cloud, store, NOW, 'new'));
  const members = known?.seen ? known.value.members.map(({ id }) => id) : [];
  return { members, gaps: known?.seen ? known.missing?.map(({ detail }) => detail) : [] };
}

test('a member that a list which is not whole does not hold stays, until a whole one tells that it left', async () => {
  expect(await read(['m2', 'm3'], 2)).toEqual({ members: ['m2', 'm3'], gaps: undefined });
  const gaps = ['the list holds 1 of 3 accounts'];
  expect(await read(['m2'], 3)).toEqual({ members: ['m2', 'm3'], gaps });
  expect(await read(['m2'], 1)).toEqual({ members: ['m2'], gaps: undefined });
});
