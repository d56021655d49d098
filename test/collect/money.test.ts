import { describe, expect, test } from 'vitest';
import { collectBalance } from '../../shared/collect/money/balance.ts';
import { collectBills } from '../../shared/collect/money/bills.ts';
import { ACCOUNT, NOW } from '../builders.ts';
import { fixture } from '../fixture.ts';
import type { Reply } from '../scripted-server.ts';
import { answer, billing, listing, MEMBER, ok, sample } from './billing-server.ts';

const balanceOf = (change: object): Reply =>
  answer({
    AvailableAmount: '1.00',
    AvailableCashAmount: '1.00',
    CreditAmount: '0.00',
    Currency: 'CNY',
    ...change,
  });

describe('the balance', () => {
  test.each([
    { name: 'ok', value: { currency: 'CNY', available: '11828.72', cash: '11828.72', credit: '0' } },
    { name: 'low', value: { currency: 'CNY', available: '38.4', cash: '38.4', credit: '0' } },
    { name: 'overdue', value: { currency: 'CNY', available: '-1012.5', cash: '-1012.5', credit: '0' } },
    { name: 'credit-customer', value: { currency: 'CNY', available: '4200', cash: '-800', credit: '5000' } },
    { name: 'usd', value: { currency: 'USD', available: '1250', cash: '1250', credit: '0' } },
  ])('$name', async ({ name, value }) => {
    const { access } = await billing(sample(`QueryAccountBalance.${name}`));
    expect(await collectBalance(access)).toEqual({
      ...{ seen: true, value: { payer: ACCOUNT, ...value }, at: NOW.toISOString() },
    });
  });

  test.each([
    {
      when: 'a malformed amount',
      reply: sample('QueryAccountBalance.malformed-amount'),
      detail: 'AvailableAmount',
    },
    { when: 'no data', reply: answer(undefined), detail: 'body' },
    { when: 'no word of success', reply: ok({ Code: '200' }), detail: 'Success' },
  ])('with $when is malformed, never zero', async ({ reply, detail }) => {
    const { access } = await billing(reply);
    expect(await collectBalance(access)).toMatchObject({
      ...{ seen: false, because: 'malformed', detail: expect.stringContaining(detail) },
      thing: { type: 'account', id: ACCOUNT, facet: 'bssapi:QueryAccountBalance' },
    });
  });

  test.each([
    { when: 'an unknown currency', reply: balanceOf({ Currency: 'EUR' }), lacks: 'currency' },
    { when: 'no currency', reply: balanceOf({ Currency: undefined }), lacks: 'currency' },
    { when: 'no credit', reply: balanceOf({ CreditAmount: undefined }), lacks: 'credit' },
    { when: 'a cash that is none', reply: balanceOf({ AvailableCashAmount: {} }), lacks: 'cash' },
  ])('with $when still says what is available', async ({ reply, lacks }) => {
    const { access } = await billing(reply);
    const balance = await collectBalance(access);
    expect(balance).toMatchObject({ value: { available: expect.any(String), [lacks]: null } });
  });

  test('minus zero is zero', async () => {
    const { access } = await billing(balanceOf({ AvailableAmount: '-0.00' }));
    expect(await collectBalance(access)).toMatchObject({ value: { available: '0' } });
  });

  test.each([
    { name: 'no-permission', status: 403, because: 'denied', code: 'NoPermission', calls: 1 },
    { name: 'not-authorized-success-false', status: 200, because: 'denied', code: 'NotAuthorized', calls: 1 },
    { name: 'throttling', status: 400, because: 'throttled', code: 'Throttling.User', calls: 4 },
    { name: 'internal', status: 500, because: 'unreachable', code: 'InternalError', calls: 4 },
    { name: 'internal', status: 200, because: 'unreachable', code: 'InternalError', calls: 1 },
  ])('error.$name under HTTP $status is $because', async ({ name, status, because, code, calls }) => {
    const { access, asked } = await billing({ status, body: fixture(`bss/error.${name}`) });
    expect(await collectBalance(access)).toMatchObject({
      seen: false,
      because,
      code,
      thing: { id: ACCOUNT },
    });
    expect(asked()).toHaveLength(calls);
  });

  test('is that of the payer, who is no owner', async () => {
    const { access, asked } = await billing(sample('QueryAccountBalance.ok'));
    expect(await collectBalance({ ...access, account: MEMBER })).toMatchObject({ value: { payer: ACCOUNT } });
    expect(asked()[0]).not.toHaveProperty('BillOwnerId');
  });
});

describe('the bills', () => {
  const EMPTY = answer({ TotalCount: 0, PageNum: 1, Items: { Item: [] } }); // of any month
  const collect = async (...replies: [Reply, ...Reply[]]) => {
    const { access } = await billing(...replies, EMPTY);
    return collectBills(access, NOW);
  };
  const line = {
    ProductCode: 'kms',
    PretaxAmount: 1,
    OutstandingAmount: 1,
    Status: 'PayUnclear',
    Currency: 'CNY',
  };
  const paid = { ...line, OutstandingAmount: 0, Status: 'PayFinish' };

  test('are those of three months of Shanghai', async () => {
    const { access, asked } = await billing(EMPTY);
    await collectBills(access, new Date('2026-12-31T16:10:00Z'));
    const months = asked().map(({ BillingCycle }) => BillingCycle);
    expect(new Set(months)).toEqual(new Set(['2026-11', '2026-12', '2027-01']));
    expect(asked()[0]).not.toHaveProperty('BillOwnerId');
    await collectBills({ ...access, account: MEMBER }, NOW);
    expect(asked().at(-1)).toMatchObject({ BillOwnerId: MEMBER });
  });

  test.each([
    {
      name: 'kms-unclear',
      currency: 'CNY',
      unpaid: ['2026-11-17T16:00:00.000Z 6.02', '2026-11-18T16:00:00.000Z 6.3'],
    },
    { name: 'kms-past-seven-days', currency: 'CNY', unpaid: [expect.stringContaining(' 6.02')] },
    { name: 'kms-paid', currency: 'CNY', unpaid: [] },
    { name: 'empty', currency: null, unpaid: [] },
  ])('$name', async ({ name, currency, unpaid }) => {
    const bills = await collect(sample(`QueryBill.${name}`));
    if (!bills.seen) throw new Error(bills.detail);
    expect(bills.value).toMatchObject({ currency, orders: [] });
    expect(bills.value.unpaid.map(({ due, outstanding }) => `${due} ${outstanding}`)).toEqual(unpaid);
  });

  test('an unpaid bill without an end counts from its start, and one without any time is missing', async () => {
    const bills = await collect(listing({ ...line, UsageStartTime: '2026-11-18 00:00:00' }));
    expect(bills).toMatchObject({ value: { unpaid: [{ due: '2026-11-17T16:00:00.000Z' }] } });
    const timeless = await collect(
      listing(line, { ...line, RecordID: '2', UsageEndTime: '2026-11-18 00:00:00' }),
    );
    expect(timeless).toMatchObject({
      value: { unpaid: [{ id: '2', due: '2026-11-17T16:00:00.000Z' }] },
      missing: [{ because: 'malformed', detail: expect.stringContaining('which time it is for') }],
    });
    expect(await collect(listing(paid))).not.toHaveProperty('missing');
  });

  const due = { ...line, RecordID: 'due', UsageEndTime: '2026-11-12 00:00:00' };
  const since = '2026-11-11T16:00:00.000Z';

  test.each([
    {
      when: 'two currencies',
      reply: listing(due, { ...paid, Currency: 'USD' }),
      detail: 'CNY and USD',
      outstanding: null,
    },
    {
      when: 'an amount that is none',
      reply: listing({ ...due, OutstandingAmount: '--' }),
      detail: 'how much',
      outstanding: null,
    },
    {
      when: 'an unpaid line in a currency that is not known',
      reply: listing({ ...due, Currency: 'EUR' }),
      detail: 'its currency',
    },
    { when: 'a line that is none', reply: listing(due, 7 as never), detail: '1 of 2 lines' },
    {
      when: 'a line whose id is a number',
      reply: listing(due, { ...paid, RecordID: 5 }),
      detail: 'RecordID',
    },
    { when: 'a line twice', reply: listing(due, due), detail: '1 of 2 lines came twice' },
    {
      when: 'fewer lines than said',
      reply: answer({ TotalCount: 9, Items: { Item: [due] } }),
      detail: 'the total says 9',
    },
    {
      when: 'a number of lines that is text',
      reply: answer({ TotalCount: '1', Items: { Item: [due] } }),
      detail: null,
    },
    {
      when: 'no number of lines',
      reply: answer({ Items: { Item: [due] } }),
      detail: 'does not say how many',
    },
    {
      when: 'the first page once more',
      reply: answer({ TotalCount: 2, PageNum: 1, Items: { Item: [due] } }),
      detail: 'the total says 2',
    },
    {
      when: 'a paid line without a currency',
      reply: listing(due, { ...paid, Currency: '' }),
      detail: null,
    },
  ])(
    'with $when, the unpaid bill that was read is still known',
    async ({ reply, detail, outstanding = '1' }) => {
      const bills = await collect(reply);
      expect(bills).toMatchObject({ value: { unpaid: [{ due: since, outstanding }] } });
      const gaps = bills.seen ? (bills.missing ?? []) : [];
      expect(gaps.every(({ thing }) => thing?.facet === 'bssapi:QueryBill')).toBe(true);
      const wanted = detail === null ? [] : [expect.stringContaining(detail)];
      expect([...new Set(gaps.map((gap) => gap.detail))]).toEqual(wanted);
    },
  );

  const head = { TotalCount: 1, Items: { Item: [due] } };

  test.each([
    { when: 'another month', reply: answer({ ...head, BillingCycle: '2026-08' }), told: '2026-' },
    { when: 'another account', reply: answer({ ...head, AccountID: '1000000000000009' }), told: 'AccountID' },
  ])('an answer about $when is none: its unpaid bill starts no clock', async ({ reply, told }) => {
    const bills = await collect(reply);
    expect(bills).toMatchObject({
      value: { unpaid: [] },
      missing: [{ because: 'malformed', detail: expect.stringContaining(told) }],
    });
  });

  test('a line of another owner than the one that was asked for is missing; the others stay', async () => {
    const odd = [
      { ...due, OwnerID: '9' },
      { ...due, BillAccountID: '9' },
    ];
    const { access } = await billing(listing({ ...due, OwnerID: MEMBER }, ...odd), EMPTY);
    expect(await collectBills({ ...access, account: MEMBER }, NOW)).toMatchObject({
      value: { unpaid: [{ due: since }] },
      missing: [{ detail: `2 of 3 lines: a line with another OwnerID than ${MEMBER}` }],
    });
  });

  const refused: Reply = { status: 403, body: fixture('bss/error.no-permission') };

  test('of which one month is refused are those of the others, and say which is missing', async () => {
    const bills = await collect(listing(due), refused);
    expect(bills).toMatchObject({
      value: { unpaid: [{ due: since }] },
      missing: [{ because: 'denied', detail: expect.stringContaining('bills of 2026-1') }],
    });
  });

  test('of which every month is refused are not seen', async () => {
    const { access } = await billing(refused);
    const bills = await collectBills(access, NOW);
    expect(bills).toMatchObject({
      seen: false,
      because: 'denied',
      permission: 'bssapi:QueryBill, bss:DescribeBillList',
    });
  });

  test('orders are those that cost something', async () => {
    const order = { ...paid, Item: 'SubscriptionOrder', RecordID: 'o-1', PretaxAmount: 3500 };
    const at = { PaymentTime: '2026-11-01 11:00:00' };
    const bills = await collect(
      listing(
        { ...order, ...at, CommodityCode: 'kms_ddi_public_cn' },
        { ...order, ...at, PretaxAmount: 0 },
        order,
        { ...paid, ...at },
      ),
    );
    expect(bills).toMatchObject({
      value: {
        orders: [
          {
            id: 'o-1',
            product: 'kms',
            commodity: 'kms_ddi_public_cn',
            amount: '3500',
            at: '2026-11-01T03:00:00.000Z',
          },
        ],
      },
    });
  });
});

test.each(['NotApplicable', 'AuthSiteFail'])('billing that says %s names the setting', async (Code) => {
  const { access } = await billing({ status: 400, body: { Code, Message: 'no' } });
  expect(await collectBalance(access)).toMatchObject({
    because: 'not-offered',
    code: Code,
    detail: expect.stringContaining('site: international'),
  });
});
