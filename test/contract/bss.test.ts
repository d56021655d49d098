import bssModule, * as bssModels from '@alicloud/bssopenapi20171214';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { type Answered, ask, at, scenarioFile } from '../sandbox/signed.ts';
import { openApiConfig, type Pair, thrownBy } from './clients.ts';
import { differences } from './shape.ts';

const BssClient = bssModule.default;

const scenario = scenarioFile(`
caller: LTAIsandboxChina01
accounts:
  - id: "1000000000000001"
    users: [{ name: nobody }]
    accessKeys:
      - { id: LTAIsandboxChina01, secret: secretOfChina, user: root }
      - { id: LTAIsandboxNobody, secret: secretOfNobody, user: nobody }
    billing: { balance: "1828.72", noise: 0, other: [{ product: ecs, perDay: "10.00" }] }
    instances: [{ name: soft, region: cn-hangzhou, created: -P20D }]
    keys: [{ name: hard, region: cn-hangzhou, protectionLevel: HSM }, { name: soft, region: cn-hangzhou }]
    clusters: [{ name: pay, region: cn-hangzhou, key: hard, callsPerDay: 101500 }]
  - id: "1000000000000008"
    accessKeys: [{ id: LTAIsandboxAbroad, secret: secretOfAbroad, user: root }]
    billing: { site: international, currency: USD, balance: "1250.00" }
    keys: [{ name: far, region: ap-southeast-1, protectionLevel: HSM }]
  - id: "1000000000000009"
    accessKeys: [{ id: LTAIsandboxDebtor, secret: secretOfDebtor, user: root }]
    billing: { balance: "4000.00", credit: "100.00" }
history:
  - { at: -P6D, do: runUpDebt, account: "1000000000000009" }
`);

const pair = (accessKeyId: string, accessKeySecret: string): Pair => ({ accessKeyId, accessKeySecret });
const china = pair('LTAIsandboxChina01', 'secretOfChina');
const abroad = pair('LTAIsandboxAbroad', 'secretOfAbroad');
const debtor = pair('LTAIsandboxDebtor', 'secretOfDebtor');
const nobody = pair('LTAIsandboxNobody', 'secretOfNobody');
const hosts = { china: 'business.aliyuncs.com', international: 'business.ap-southeast-1.aliyuncs.com' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});
afterAll(async () => await sandbox.close());

const client = (keys: Pair = china, host = hosts.china) => new BssClient(openApiConfig(sandbox, keys, host));
const cycle = { billingCycle: '2026-11' };
const friday = { ...cycle, granularity: 'DAILY', billingDate: '2026-11-20' };

describe('the official client', () => {
  test('reads the balance at either site', async () => {
    const { body } = await client().queryAccountBalance();
    expect(body).toMatchObject({ success: true, code: '200' });
    expect(body?.data).toMatchObject({ availableAmount: '1,828.72', creditAmount: '0.00', currency: 'CNY' });
    const far = await client(abroad, hosts.international).queryAccountBalance();
    expect(far.body?.data).toMatchObject({ availableAmount: '1,250.00', currency: 'USD' });
  });

  test.each([
    ['of the other site', china, hosts.international, 400, 'NotApplicable'],
    ['of the other site', abroad, hosts.china, 400, 'NotApplicable'],
    ['without the right', nobody, hosts.china, 400, 'NotAuthorized'],
  ])('is refused an account %s', async (_who, keys, host, statusCode, code) => {
    expect(await thrownBy(client(keys, host).queryAccountBalance())).toMatchObject({ statusCode, code });
  });

  test('reads bills page by page', async () => {
    const page = async (pageNum: number) => {
      const request = new bssModels.QueryBillRequest({
        ...cycle,
        pageNum,
        pageSize: 20,
        isHideZeroCharge: true,
      });
      return (await client().queryBill(request)).body?.data;
    };
    const [one, two, three] = [await page(1), await page(2), await page(3)];
    expect([one, two, three].map((data) => data?.items?.item?.length)).toEqual([20, 20, 5]);
    expect(one).toMatchObject({
      billingCycle: '2026-11',
      accountID: '1000000000000001',
      totalCount: 45,
      pageSize: 20,
    });
    const paid = one?.items?.item?.find(({ productCode }) => productCode === 'ecs');
    expect(paid).toMatchObject({
      ...{ item: 'PayAsYouGoBill', subscriptionType: 'PayAsYouGo', currency: 'CNY', status: 'PayFinish' },
      ...{ pretaxAmount: 10, paymentAmount: 10, outstandingAmount: 0, paymentTime: '2026-11-02 12:00:00' },
    });
    const order = await client().queryBill(
      new bssModels.QueryBillRequest({ ...cycle, type: 'SubscriptionOrder' }),
    );
    expect(order.body?.data?.items?.item).toMatchObject([
      { productType: 'kms_ddi_public_cn', pretaxAmount: 21_000 },
    ]);
  });

  test('finds what is unpaid, and since when', async () => {
    const request = new bssModels.QueryBillRequest({ ...cycle, pageSize: 300 });
    const { body } = await client(debtor).queryBill(request);
    const unclear = body?.data?.items?.item?.filter(({ status }) => status === 'PayUnclear');
    expect(unclear).toMatchObject([
      { usageEndTime: '2026-11-17 08:00:00', outstandingAmount: 100, paymentTime: '' },
    ]);
    const { body: balance } = await client(debtor).queryAccountBalance();
    expect(balance?.data).toMatchObject({ availableAmount: '-100.00', availableCashAmount: '-200.00' });
  });

  test('reads the spend of a day by product, and of one that is not billed yet', async () => {
    const spend = async (billingDate: string) => {
      const request = new bssModels.QueryAccountBillRequest({
        ...friday,
        billingDate,
        isGroupByProduct: true,
      });
      return (await client().queryAccountBill(request)).body?.data?.items?.item;
    };
    expect(await spend('2026-11-20')).toMatchObject([
      { billingDate: '2026-11-20', productCode: 'kms', pretaxAmount: 6.35, ownerID: '1000000000000001' },
      { productCode: 'ecs', pretaxAmount: 10, subscriptionType: 'PayAsYouGo' },
    ]);
    expect(await spend('2026-11-22')).toEqual([]);
  });

  test('reads items with a cursor', async () => {
    const items: (string | undefined)[][] = [];
    let nextToken: string | undefined;
    do {
      const request = new bssModels.DescribeInstanceBillRequest({
        ...friday,
        ...{ productCode: 'kms', isBillingItem: true, maxResults: 2, ...(nextToken && { nextToken }) },
      });
      const data = (await client().describeInstanceBill(request)).body?.data;
      for (const { billingItemCode, usage, listPrice } of data?.items ?? [])
        items.push([billingItemCode, usage, listPrice]);
      nextToken = data?.nextToken;
    } while (nextToken);
    expect(items).toEqual([
      ['key_hsm', '1', '0.237'],
      ['key_soft', '1', '0.014'],
      ['api_calls', '101600', '0.6'],
    ]);
  });
});

/** Fields the sandbox adds to error bodies, as the real gateway does. */
const extras = /^(Recommend|AccessDeniedDetail): not expected$/;

describe('bodies have the shape of the samples', () => {
  const raw = (action: string, params: Record<string, string> = {}, keys = china): Promise<Answered> =>
    ask(sandbox, 'business', action, params, { keys });
  const month = { BillingCycle: '2026-11' };
  const day = { ...month, Granularity: 'DAILY', BillingDate: '2026-11-20' };
  const grouped = { ...day, IsGroupByProduct: 'true', PageSize: '2' };
  const items = { ...day, IsBillingItem: 'true', MaxResults: '2' };
  test.each([
    ['QueryAccountBalance.ok', 200, () => raw('QueryAccountBalance')],
    ['QueryAccountBalance.overdue', 200, () => raw('QueryAccountBalance', {}, debtor)],
    ['QueryBill.kms-paid', 200, () => raw('QueryBill', month)],
    ['QueryBill.kms-unclear', 200, () => raw('QueryBill', { ...month, ProductCode: 'ecs' }, debtor)],
    ['QueryBill.empty', 200, () => raw('QueryBill', { BillingCycle: '2027-01' })],
    ['QueryAccountBill.kms-daily.page1-of-2', 200, () => raw('QueryAccountBill', grouped)],
    ['QueryAccountBill.empty', 200, () => raw('QueryAccountBill', { ...grouped, BillingDate: '2026-11-22' })],
    ['QueryBillOverview.month', 200, () => raw('QueryBillOverview', month)],
    ['DescribeInstanceBill.kms-items.page1-of-2', 200, () => raw('DescribeInstanceBill', items)],
    ['error.not-authorized', 400, () => raw('QueryAccountBalance', {}, nobody)],
  ])('%s', async (file, status, call) => {
    const [wanted, answer] = [fixture(`bss/${file}`), await call()];
    expect(answer.status, answer.text).toBe(status);
    expect(answer.code).toBe(at(wanted, 'Code'));
    expect(differences(wanted, answer.body).filter((problem) => !extras.test(problem))).toEqual([]);
  });
});
