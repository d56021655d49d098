import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Answered, advance, ask, at, control, fieldsAt, listAt, scenarioFile } from './signed.ts';

const company = scenarioFile(`
caller: LTAIsandboxPayer
accounts:
  - id: "1000000000000001"
    accessKeys: [{ id: LTAIsandboxPayer, secret: secretPayer, user: root }]
    billing: { balance: "200.00", noise: 0, other: [{ product: ecs, perDay: "10.00" }] }
  - id: "1000000000000002"
    accessKeys: [{ id: LTAIsandboxTeam, secret: secretOfTeam, user: root }]
    billing: { consolidatedBy: "1000000000000001", other: [{ product: ecs, perDay: "50.00" }] }
    keys: [{ name: hard, region: cn-hangzhou, protectionLevel: HSM }]
    clusters: [{ name: pay, region: cn-hangzhou, key: hard }]
`);
const team = { accessKeyId: 'LTAIsandboxTeam', accessKeySecret: 'secretOfTeam' };
const day = { BillingCycle: '2026-11', Granularity: 'DAILY', BillingDate: '2026-11-20' };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: company, rates: 'off' });
});
afterEach(async () => await sandbox.close());

const bss = (action: string, params: Record<string, string> = {}): Promise<Answered> =>
  ask(sandbox, 'business', action, params);

test('an account that another one pays for is in the bills of that one, by owner', async () => {
  const rows = async (params: Record<string, string>) => {
    const { body } = await bss('QueryAccountBill', { ...day, ...params });
    return listAt(body, 'Data.Items.Item').map((row) => [
      at(row, 'OwnerID'),
      at(row, 'BillAccountID'),
      at(row, 'PretaxAmount'),
    ]);
  };
  const [own, other] = ['1000000000000001', '1000000000000002'];
  expect(await rows({})).toEqual([
    [own, own, 10],
    [other, own, 50.25],
  ]);
  expect(await rows({ BillOwnerId: other })).toEqual([[other, own, 50.25]]);
  const { body } = await bss('QueryBill', {
    BillingCycle: '2026-11',
    BillOwnerId: other,
    ProductCode: 'kms',
  });
  expect(new Set(fieldsAt(body, 'Data.Items.Item', 'OwnerID'))).toEqual(new Set([other]));
});

test('it has no balance and no bills itself, and cannot change that', async () => {
  const own = async (action: string, params = {}) =>
    (await ask(sandbox, 'business', action, params, { keys: team })).body;
  expect(await own('QueryAccountBalance')).toMatchObject({ Data: { AvailableAmount: '0.00' } });
  expect(await own('QueryAccountBill', day)).toMatchObject({
    Data: { TotalCount: 0, Items: { Item: [] } },
  });
  expect(await own('DescribeInstanceBill', day)).toMatchObject({ Data: { TotalCount: 0, Items: [] } });
  const refused = await control(sandbox, 'POST', 'world', {
    do: 'topUp',
    amount: '1.00',
    account: '1000000000000002',
  });
  expect(refused).toMatchObject({
    status: 400,
    text: expect.stringContaining('1000000000000001 pays for'),
  });
});

test('it shares the debt of that one', async () => {
  await advance(sandbox, 'P4D');
  const { body } = await ask(sandbox, 'kms.cn-hangzhou', 'DescribeAccountKmsStatus', {}, { keys: team });
  expect([
    at((await bss('QueryAccountBalance')).body, 'Data.AvailableAmount'),
    at(body, 'AccountStatus'),
  ]).toEqual(['-41.00', 'InDebt']);
});

test.each(['"1000000000000009"', '"1000000000000002"'])('%s cannot pay', async (payer) => {
  const wrong = scenarioFile(`
caller: LTAIsandboxPayer
accounts:
  - id: "1000000000000002"
    accessKeys: [{ id: LTAIsandboxPayer, secret: secretPayer, user: root }]
    billing: { consolidatedBy: ${payer} }
`);
  await expect(startSandbox({ scenario: wrong })).rejects.toThrow('accounts.0.billing.consolidatedBy');
});
