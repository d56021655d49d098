import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Answered, advance, ask, askCs, at, fieldsAt, listAt, scenarioFile } from './signed.ts';

/** Costs 40.27 a day: it cannot pay the bill of Monday, which is due on Tuesday at noon in Beijing. */
const scenario = scenarioFile(`
caller: LTAIsandboxDebts
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxDebts, secret: secretDebts, user: admin }]
    billing: { balance: "60.00", noise: 0, other: [{ product: ecs, perDay: "40.00" }] }
    kms: { cn-shenzhen: Enabled }
    keys:
      - { name: pay, region: cn-hangzhou, protectionLevel: HSM }
      - { name: web, region: cn-shanghai }
    clusters:
      - { name: pay, region: cn-hangzhou, key: pay }
      - { name: web, region: cn-shanghai, key: web }
      - { name: basic, region: cn-hangzhou, spec: ack.standard }
`);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});
afterEach(async () => await sandbox.close());

const bss = (action: string, params: Record<string, string> = {}): Promise<Answered> =>
  ask(sandbox, 'business', action, params);

async function available(): Promise<unknown> {
  return at((await bss('QueryAccountBalance')).body, 'Data.AvailableAmount');
}

async function bills(): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const BillingCycle of ['2026-11', '2026-12']) {
    const { body } = await bss('QueryBill', { BillingCycle, PageSize: '300' });
    found.push(...listAt(body, 'Data.Items.Item'));
  }
  return found;
}

const owed = async (): Promise<unknown[]> =>
  (await bills())
    .filter((bill) => at(bill, 'Status') === 'PayUnclear')
    .map((bill) => ['UsageEndTime', 'ProductCode', 'OutstandingAmount'].map((field) => at(bill, field)));

async function status(region = 'cn-hangzhou'): Promise<unknown> {
  return at((await ask(sandbox, `kms.${region}`, 'DescribeAccountKmsStatus')).body, 'AccountStatus');
}

async function clusters(): Promise<Record<string, unknown>> {
  const { body } = await askCs(sandbox, 'GET', '/api/v1/clusters');
  const states = fieldsAt(body, 'clusters', 'state');
  return Object.fromEntries(
    fieldsAt(body, 'clusters', 'name').map((name, index) => [String(name), states[index]]),
  );
}

async function newestDecrypt(): Promise<unknown> {
  const params = {
    'LookupAttribute.1.Key': 'EventName',
    'LookupAttribute.1.Value': 'Decrypt',
    MaxResults: '1',
  };
  const { body } = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', params);
  return at(body, 'Events.0.errorCode') ?? at(body, 'Events.0.eventName');
}

describe('a balance that runs out', () => {
  test('step by step', async () => {
    await advance(sandbox, 'PT4H');
    expect([await available(), await status(), await owed()]).toEqual(['19.73', 'Enabled', []]);
    await advance(sandbox, 'P1D');
    expect([await available(), await status()]).toEqual(['-20.54', 'InDebt']);
    expect(await owed()).toEqual([['2026-11-24 00:00:00', 'ecs', 20.54]]);
  });

  test('what was left pays a part of the bill, and the rest is outstanding', async () => {
    await advance(sandbox, 'P2D');
    const bill = (await bills()).find((one) => at(one, 'Status') === 'PayUnclear');
    expect(bill).toMatchObject({
      PretaxAmount: 40,
      PaymentAmount: 19.46,
      OutstandingAmount: 20.54,
      PaymentTime: '',
    });
    const { body } = await bss('QueryAccountBill', {
      ...{
        BillingCycle: '2026-11',
        Granularity: 'DAILY',
        BillingDate: '2026-11-23',
        IsGroupByProduct: 'true',
      },
    });
    expect(fieldsAt(body, 'Data.Items.Item', 'OutstandingAmount')).toEqual([0, 20.54]);
  });

  test('in twenty steps as in one', async () => {
    const story = async (): Promise<unknown> => [
      await available(),
      await bills(),
      await status(),
      await clusters(),
    ];
    const stepped = await startSandbox({ scenario, rates: 'off' });
    for (let step = 0; step < 20; step += 1) {
      await advance(stepped, 'P1D');
      await ask(stepped, 'business', 'QueryAccountBalance');
    }
    await advance(sandbox, 'P20D');
    const jumped = await story();
    const first = sandbox;
    sandbox = stepped;
    expect(await story()).toEqual(jumped);
    await first.close();
  });
});

/** 2026-11-23, 08:00 in Beijing. */
describe('a debt', () => {
  beforeEach(() => {
    sandbox.world.runUpDebt({});
  });

  test('shows at once: bill, balance, status everywhere; and the keys still work', async () => {
    expect(await owed()).toEqual([['2026-11-23 08:00:00', 'ecs', 100]]);
    expect(await available()).toBe('-100.00');
    expect([await status(), await status('cn-beijing')]).toEqual(['InDebt', 'InDebt']);
    expect(await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys')).toMatchObject({ status: 200 });
    expect([await newestDecrypt(), await clusters()]).toEqual([
      'Decrypt',
      { pay: 'running', web: 'running', basic: 'running' },
    ]);
  });

  test('a status that the scenario states stays', async () => {
    expect(await status('cn-shenzhen')).toBe('Enabled');
  });

  test('after seven days suspends KMS and stops the Pro clusters', async () => {
    await advance(sandbox, 'P6DT23H59M59S');
    expect([await status(), await clusters()]).toEqual([
      'InDebt',
      { pay: 'running', web: 'running', basic: 'running' },
    ]);
    await advance(sandbox, 'PT1S');
    expect([await status(), await clusters()]).toEqual([
      'Suspended',
      { pay: 'inactive', web: 'inactive', basic: 'running' },
    ]);
    expect(await ask(sandbox, 'kms.cn-hangzhou', 'ListKeys')).toMatchObject({
      status: 403,
      code: 'Forbidden.InDebtOverdue',
    });
    await advance(sandbox, 'PT1H');
    expect(await newestDecrypt()).toBe('Forbidden.InDebtOverdue');
  });

  test('charges nothing for KMS while it is suspended', async () => {
    await advance(sandbox, 'P12D');
    const ofKms = (await bills()).filter((bill) => at(bill, 'ProductCode') === 'kms');
    // The suspension came on the 30th at 08:00: that day had begun.
    expect(ofKms.map((bill) => at(bill, 'UsageStartTime')).at(-1)).toBe('2026-11-30 00:00:00');
    const others = (await bills()).filter((bill) => at(bill, 'ProductCode') === 'ecs');
    expect(others.map((bill) => at(bill, 'UsageStartTime')).at(-1)).toBe('2026-12-04 00:00:00');
  });

  test('after fifteen days costs the Pro clusters, for good', async () => {
    await advance(sandbox, 'P14DT23H59M59S');
    expect(Object.keys(await clusters())).toEqual(['pay', 'web', 'basic']);
    await advance(sandbox, 'PT1S');
    expect(await clusters()).toEqual({ basic: 'running' });
    sandbox.world.topUp({ amount: '5000.00' });
    expect(await clusters()).toEqual({ basic: 'running' });
    sandbox.world.addCluster({ name: 'again', region: 'cn-hangzhou', key: 'pay' });
    expect(await clusters()).toEqual({ basic: 'running', again: 'running' });
    await advance(sandbox, 'P1D');
    expect(await newestDecrypt()).toBe('Decrypt');
  });

  test('is over when it is paid', async () => {
    await advance(sandbox, 'P8D');
    expect(await status()).toBe('Suspended');
    sandbox.world.topUp({ amount: '5000.00' });
    expect([await owed(), await status()]).toEqual([[], 'Enabled']);
    const paid = (await bills()).filter((bill) => at(bill, 'PaymentTime') === '2026-12-01 08:00:00');
    expect(paid.map((bill) => at(bill, 'Status'))).toEqual(Array(paid.length).fill('PayFinish'));
    expect(paid.length).toBe(17);
    expect(await clusters()).toEqual({ pay: 'running', web: 'running', basic: 'running' });
    await advance(sandbox, 'PT1H');
    expect(await newestDecrypt()).toBe('Decrypt');
  });

  test('goes on when too little is paid: the oldest bill first', async () => {
    await advance(sandbox, 'P2D');
    sandbox.world.topUp({ amount: '30.00' });
    expect((await owed()).at(0)).toEqual(['2026-11-23 00:00:00', 'kms', 0.27]);
    expect((await owed()).filter((bill) => JSON.stringify(bill).includes('70'))).toHaveLength(1);
    expect(await status()).toBe('InDebt');
  });

  test('is covered by a line of credit', async () => {
    sandbox.world.setCredit({ amount: '500.00' });
    expect([await owed(), await status(), await available()]).toEqual([[], 'Enabled', '400.00']);
    expect((await bss('QueryAccountBalance')).body).toMatchObject({
      Data: { AvailableCashAmount: '-100.00', CreditAmount: '500.00' },
    });
  });
});

test.each([
  ['P5D', 'InDebt', 3],
  ['P8D', 'Suspended', 3],
  ['2026-11-07T00:00:00Z', 'Suspended', 1],
])('a debt that began in the past, since %s', async (since, kms, left) => {
  sandbox.world.runUpDebt({ since });
  expect([await status(), Object.keys(await clusters()).length]).toEqual([kms, left]);
  const ends = (await owed()).map((bill) => at(bill, '0'));
  const start = since.startsWith('P')
    ? `2026-11-${23 - Number(since.slice(1, -1))} 08:00:00`
    : '2026-11-07 08:00:00';
  expect(ends).toContain(start);
  sandbox.world.setBalance({ amount: '100.00' });
  expect([await status(), await owed()]).toEqual(['Enabled', []]);
});
