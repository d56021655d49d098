import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Answered, advance, ask, at, control, fieldsAt, listAt, scenarioFile } from './signed.ts';

/** 2026-11-23 is a Monday; the clock starts at 08:00 in Beijing. */
const scenario = (billing: string, clock = '2026-11-23T00:00:00Z') =>
  scenarioFile(`
clock: ${clock}
caller: LTAIsandboxBilling
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: nobody }]
    accessKeys:
      - { id: LTAIsandboxBilling, secret: secretBilling, user: admin }
      - { id: LTAIsandboxNoRight, secret: secretNoRight, user: nobody }
    billing: ${billing}
    instances: [{ name: daily, region: cn-beijing, charge: POSTPAY }]
    keys:
      - { name: soft, region: cn-hangzhou, rotated: [-P20D] }
      - { name: hard, region: cn-hangzhou, protectionLevel: HSM }
      - { name: leaving, region: cn-hangzhou, state: PendingDeletion }
      - { name: service, region: cn-hangzhou, creator: Ecs }
      - { name: inside, region: cn-beijing, instance: daily }
      - { name: away, region: ap-southeast-1 }
    clusters:
      - { name: pay, region: cn-hangzhou, key: soft, callsPerDay: 100000, traffic: none }
      - { name: far, region: ap-southeast-1, key: away, callsPerDay: 100000, traffic: { decrypt: PT15M } }
`);

const plain = '{ balance: "1234.50", noise: 0, other: [{ product: ecs, perDay: "100.00", weekend: 0.5 }] }';
let sandbox: Sandbox;
let opened: Sandbox[] = [];

const open = async (billing = plain, clock?: string): Promise<void> => {
  sandbox = await startSandbox({ scenario: scenario(billing, clock), rates: 'off' });
  opened.push(sandbox);
};

beforeEach(async () => await open());
afterEach(async () => {
  for (const one of opened) await one.close();
  opened = [];
});

const cycle = { BillingCycle: '2026-11' };
const day = (BillingDate: string) => ({ ...cycle, Granularity: 'DAILY', BillingDate });
const bss = (action: string, params: Record<string, string> = cycle): Promise<Answered> =>
  ask(sandbox, 'business', action, params);
const balance = async (): Promise<unknown> =>
  at((await bss('QueryAccountBalance', {})).body, 'Data.AvailableAmount');
const spent = async (BillingDate: string): Promise<Record<string, unknown>> => {
  const { body } = await bss('QueryAccountBill', {
    ...day(BillingDate),
    BillingCycle: BillingDate.slice(0, 7),
    IsGroupByProduct: 'true',
  });
  const products = fieldsAt(body, 'Data.Items.Item', 'ProductCode');
  const amounts = fieldsAt(body, 'Data.Items.Item', 'PretaxAmount');
  return Object.fromEntries(products.map((product, index) => [String(product), amounts[index]]));
};

/** Friday: calls 6 + 2.14, keys 2 x 0.014, 0.237 and 0.014 (0.03 + 0.24 + 0.01), instance 31.5 + 0.21. */
const friday = { kms: 40.13, ecs: 100 };

describe('what a day cost', () => {
  test('by item, with the calls of the traffic and without keys that are free', async () => {
    const { body } = await bss('DescribeInstanceBill', {
      ...day('2026-11-20'),
      ProductCode: 'kms',
      IsBillingItem: 'true',
    });
    const items = listAt(body, 'Data.Items').map((item) =>
      ['InstanceID', 'BillingItemCode', 'Usage', 'ListPrice', 'PretaxAmount'].map((field) => at(item, field)),
    );
    expect(items.filter(([where]) => !String(where).startsWith('kst-'))).toEqual([
      ['cn-hangzhou', 'key_soft', '2', '0.014', 0.03],
      ['cn-hangzhou', 'key_hsm', '1', '0.237', 0.24],
      ['cn-hangzhou', 'api_calls', '100000', '0.6', 6],
      ['ap-southeast-1', 'key_soft', '1', '0.014', 0.01],
      ['ap-southeast-1', 'api_calls', '100096', '0.214', 2.14],
    ]);
    expect(await spent('2026-11-20')).toEqual(friday);
  });

  test('less at the weekend, and the same when it is asked again', async () => {
    expect(await spent('2026-11-21')).toEqual({ kms: 38.5, ecs: 50 });
    await open(plain.replace('noise: 0', 'noise: 0.1'));
    const first = await spent('2026-11-20');
    expect(first).not.toEqual(friday);
    await open(plain.replace('noise: 0', 'noise: 0.1'));
    expect(await spent('2026-11-20')).toEqual(first);
  });

  test('in another currency, by the list of that currency', async () => {
    await open('{ currency: USD, noise: 0 }');
    // calls 0.8 + 0.3, keys 0 + 0.03 + 0, instance 4.5 + 0.03
    expect(await spent('2026-11-20')).toEqual({ kms: 5.66 });
  });

  test('calls and prices change', async () => {
    sandbox.world.setCallsPerDay({ cluster: 'pay', calls: 1_000_000 });
    sandbox.world.setListPrice({ item: 'api_calls', price: '1.2' });
    sandbox.world.addOtherSpend({ product: 'oss', amount: '7.70' });
    await advance(sandbox, 'P3D');
    // A third of Monday had passed, and its price was the old one.
    expect(await spent('2026-11-23')).toEqual({ kms: 76.13, ecs: 100, oss: 7.7 });
    expect(await spent('2026-11-24')).toEqual({ kms: 154.13, ecs: 100 });
  });
});

describe('when', () => {
  test('a day is billed at noon of the next in Beijing, and the balance falls', async () => {
    expect(await spent('2026-11-22')).toEqual({});
    await advance(sandbox, 'PT3H59M59S');
    expect([await spent('2026-11-22'), await balance()]).toEqual([{}, '1,234.50']);
    await advance(sandbox, 'PT1S');
    expect([await spent('2026-11-22'), await balance()]).toEqual([{ kms: 38.5, ecs: 50 }, '1,146.00']);
  });

  test('its bill is there before it is due', async () => {
    const last = async () => {
      const { body } = await bss('QueryBill', { ...cycle, ProductCode: 'ecs', PageSize: '300' });
      return listAt(body, 'Data.Items.Item').at(-1);
    };
    expect(await last()).toMatchObject({
      UsageStartTime: '2026-11-22 00:00:00',
      UsageEndTime: '2026-11-23 00:00:00',
      ...{ Status: 'PayUnsettle', PaymentTime: '', OutstandingAmount: 50 },
    });
    await advance(sandbox, 'PT4H');
    expect(await last()).toMatchObject({
      Status: 'PayFinish',
      PaymentTime: '2026-11-23 12:00:00',
      OutstandingAmount: 0,
    });
  });

  test('a month ends in Beijing', async () => {
    await open(plain, '2026-11-30T16:10:00Z');
    const total = async (BillingCycle: string) =>
      at((await bss('QueryBill', { BillingCycle, ProductCode: 'ecs' })).body, 'Data.TotalCount');
    expect([await total('2026-11'), await total('2026-12')]).toEqual([30, 0]);
    expect(await spent('2026-11-30')).toEqual({});
    await advance(sandbox, 'PT11H50M');
    expect(await spent('2026-11-30')).toEqual(friday);
    expect(await spent('2026-12-01')).toEqual({});
  });

  test.each([
    ['{ product: kms, days: 2 }', { ecs: 100 }],
    ['{ product: kms, item: api_calls, days: 2 }', { kms: 31.99, ecs: 100 }],
  ])('late lines: %s', async (late, before) => {
    await open(plain.replace('{', `{ late: ${late}, `));
    await advance(sandbox, 'P1D');
    expect(await spent('2026-11-20')).toEqual(friday);
    // Sunday's other bills and, late, those of Friday.
    expect(await balance()).toBe('1,144.37');
    await advance(sandbox, 'P3D');
    expect(await spent('2026-11-25')).toEqual(before);
    await advance(sandbox, 'P2D');
    expect(await spent('2026-11-25')).toEqual(friday);
  });

  test('instances and subscriptions are ordered once, and never owed', async () => {
    await open(
      '{ balance: "1000.00", noise: 0, subscriptions: [{ product: ecs, amount: "900.00", next: P1D }] }',
    );
    sandbox.world.addInstance({ name: 'soft', region: 'cn-hangzhou' });
    sandbox.world.renewInstance({ instance: 'soft', until: 'P300D' });
    await advance(sandbox, 'P2D');
    const { body } = await bss('QueryBill', { ...cycle, Type: 'SubscriptionOrder' });
    const fields = ['ProductType', 'PretaxAmount', 'Status'];
    expect(listAt(body, 'Data.Items.Item').map((item) => fields.map((field) => at(item, field)))).toEqual([
      ['kms_ddi_public_cn', 35_000, 'PayFinish'],
      ['ecs', 900, 'PayFinish'],
    ]);
    // Sunday and Monday came, too.
    expect(await balance()).toBe(`${(1000 - 900 - 38.5 - 40.13).toFixed(2)}`);
  });
});

describe('paging and filters', () => {
  test('page by page, and 20 at first', async () => {
    const all = await bss('QueryBill', { ...cycle, PageSize: '300' });
    const total = at(all.body, 'Data.TotalCount');
    expect(total).toBe(66);
    const pages = [await bss('QueryBill'), await bss('QueryBill', { ...cycle, PageNum: '4' })];
    expect(pages.map(({ body }) => listAt(body, 'Data.Items.Item').length)).toEqual([20, 6]);
  });

  test('by cursor to the end', async () => {
    const seen: unknown[] = [];
    let token = '';
    do {
      const { body } = await bss('DescribeInstanceBill', { ...cycle, MaxResults: '2', NextToken: token });
      seen.push(...fieldsAt(body, 'Data.Items', 'InstanceID'));
      token = String(at(body, 'Data.NextToken'));
    } while (token !== '');
    expect(seen.map((id) => String(id).slice(0, 4))).toEqual(['cn-h', 'ap-s', 'kst-', 'ecs-']);
  });

  test('IsHideZeroCharge leaves out what cost nothing', async () => {
    sandbox.world.setListPrice({ item: 'instance_software_day', price: '0' });
    sandbox.world.setListPrice({ item: 'instance_key_day', price: '0' });
    await advance(sandbox, 'P3D');
    const count = async (IsHideZeroCharge: string) =>
      at((await bss('QueryBill', { ...cycle, IsHideZeroCharge })).body, 'Data.TotalCount');
    expect([await count('false'), await count('true')]).toEqual([75, 73]);
    const { body } = await bss('QueryBill', { ...cycle, ProductType: 'kms_ppi_public_cn', PageSize: '300' });
    expect(fieldsAt(body, 'Data.Items.Item', 'Status').at(-1)).toBe('NoSettle');
  });

  test('the overview sums up the month', async () => {
    const { body } = await bss('QueryBillOverview', { ...cycle, ProductCode: 'ecs' });
    expect(fieldsAt(body, 'Data.Items.Item', 'PretaxAmount')).toEqual([15 * 100 + 6 * 50]);
  });
});

describe('refused', () => {
  test.each([
    ['QueryBill', {}, 'MissingParameter'],
    ['QueryBill', { BillingCycle: '2026-13' }, 'InvalidParameter'],
    ['QueryBill', { BillingCycle: '2026-11-01' }, 'InvalidParameter'],
    ['QueryBill', { ...cycle, PageSize: '301' }, 'InvalidParameter'],
    ['QueryBill', { ...cycle, PageNum: '0' }, 'InvalidParameter'],
    ['QueryBill', { ...cycle, Type: 'Gift' }, 'InvalidParameter'],
    ['QueryBill', { ...cycle, SubscriptionType: 'Both' }, 'InvalidParameter'],
    ['QueryAccountBill', { ...cycle, Granularity: 'DAILY' }, 'InvalidParameter'],
    ['QueryAccountBill', { ...cycle, BillingDate: '2026-11-20' }, 'InvalidParameter'],
    ['QueryAccountBill', day('2026-10-31'), 'InvalidParameter'],
    ['QueryAccountBill', day('2026-11-31'), 'InvalidParameter'],
    ['DescribeInstanceBill', { ...cycle, MaxResults: '301' }, 'InvalidParameter'],
    ['DescribeInstanceBill', { ...cycle, NextToken: 'other' }, 'InvalidParameter'],
    ['DescribeInstanceBill', { BillingCycle: '2025-04' }, 'InvalidParameter'],
  ])('%s %o: %s', async (action, params, code) => {
    expect(await bss(action, params)).toMatchObject({ status: 400, code });
  });

  test('at the other site', async () => {
    const abroad = (action: string) =>
      ask(sandbox, 'business.ap-southeast-1', action, cycle, { version: '2017-12-14' });
    expect(await abroad('QueryBill')).toMatchObject({ status: 400, code: 'NotApplicable' });
    await open('{ site: international, currency: USD }');
    expect(await abroad('QueryBill')).toMatchObject({ status: 200 });
    expect(await bss('QueryAccountBalance', {})).toMatchObject({ status: 400, code: 'NotApplicable' });
  });

  test('amounts of a scenario that are not texts', async () => {
    await expect(open('{ balance: 12.5 }')).rejects.toThrow(
      'accounts.0.billing.balance: Expected an amount in quotes',
    );
  });

  test('commands that make no sense', async () => {
    for (const [command, text] of [
      [{ do: 'topUp', amount: 'much' }, 'Expected an amount'],
      [{ do: 'setListPrice', item: 'tea', price: '1' }, 'There is no item tea'],
      [{ do: 'runUpDebt', since: '2027-01-01' }, 'Expected a time that is over'],
    ] as const)
      expect(await control(sandbox, 'POST', 'world', command)).toMatchObject({
        status: 400,
        text: expect.stringContaining(text),
      });
  });
});
