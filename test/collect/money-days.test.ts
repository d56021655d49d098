import { describe, expect, test } from 'vitest';
import { collectDailySpend } from '../../shared/collect/money/daily-spend.ts';
import { collectHostedKeys } from '../../shared/collect/money/hosted-keys.ts';
import { collectKmsUsage } from '../../shared/collect/money/kms-usage.ts';
import { paysFor } from '../../shared/collect/money/payer.ts';
import type { ReadPlan } from '../../shared/collect/money/read-plan.ts';
import type { DailySpend, KmsUsage } from '../../shared/model/money.ts';
import { instantOf } from '../../shared/money/calendar.ts';
import { ACCOUNT, NOW, spendDays } from '../builders.ts';
import { fixture } from '../fixture.ts';
import type { Reply } from '../scripted-server.ts';
import { answer, billing, listing, MEMBER, ok, sample } from './billing-server.ts';

const DAY = '2026-11-21';
const EMPTY = sample('QueryAccountBill.empty');
const DENIED: Reply = { status: 403, body: fixture('bss/error.no-permission') };
const line = { ProductCode: 'kms', SubscriptionType: 'PayAsYouGo', PretaxAmount: 5, Currency: 'CNY' };

function plan(change: Partial<ReadPlan> = {}): ReadPlan {
  return {
    days: [DAY],
    awaitedFrom: '2026-11-20',
    reconciles: null,
    isDaily: true,
    at: NOW.toISOString(),
    ...change,
  };
}

function known(change: Partial<DailySpend> = {}): DailySpend {
  return { currency: 'CNY', days: spendDays({ count: 2 }), reconciled: '2026-10', readAt: '', ...change };
}

describe('the spend of a day', () => {
  const collect = async (
    of: Partial<ReadPlan>,
    before: DailySpend | null,
    ...replies: [Reply, ...Reply[]]
  ) => {
    const { access } = await billing(...replies);
    return collectDailySpend(access, plan(of), before);
  };

  test('is summed over all pages: KMS of the account itself, and everything that it pays for', async () => {
    const pages = [1, 2].map((page) => sample(`QueryAccountBill.kms-daily.page${page}-of-2`));
    const { access, asked } = await billing(EMPTY, ...pages);
    await collectDailySpend(access, plan(), null);
    expect(await collectDailySpend(access, plan(), null)).toEqual({
      ...{ seen: true, at: NOW.toISOString() },
      value: {
        ...{ currency: 'CNY', days: [{ date: DAY, kms: '6.37', account: '6.72' }] },
        ...{ reconciled: null, readAt: NOW.toISOString() },
      },
    });
    const query = {
      BillingCycle: '2026-11',
      BillingDate: DAY,
      Granularity: 'DAILY',
      IsGroupByProduct: 'true',
    };
    expect(asked().map(({ PageNum }) => PageNum)).toEqual(['1', '1', '2']);
    expect(asked()[1]).toMatchObject(query);
  });

  test('is without orders of subscriptions, and other products are no KMS', async () => {
    const order = { ...line, SubscriptionType: 'Subscription', PretaxAmount: 3500 };
    const lines = listing(line, { ...line, ProductCode: 'ecs', PretaxAmount: 0.1 }, order, {
      ...line,
      PretaxAmount: -0.2,
    });
    expect(await collect({}, null, lines)).toMatchObject({
      value: { days: [{ kms: '4.8', account: '4.9' }] },
    });
  });

  test.each([
    { when: 'a recent day', awaitedFrom: DAY, days: ['2026-11-20'] },
    { when: 'an older day', awaitedFrom: '2026-11-22', days: ['2026-11-20', DAY] },
  ])('without a line: $when', async ({ awaitedFrom, days }) => {
    const spend = await collect({ awaitedFrom }, known(), EMPTY);
    if (!spend.seen) throw new Error(spend.detail);
    expect(spend.value.days.map(({ date }) => date)).toEqual(days);
    expect(spend.value.days[1]?.kms).toBe(days[1] && '0');
  });

  test('replaces what was known of it; the rest stays, in order, for 120 days', async () => {
    const days = ['2026-11-22', '2026-10-01'];
    const spend = await collect(
      { days, reconciles: '2026-11' },
      known(),
      listing({ ...line, PretaxAmount: 186.9 }),
    );
    expect(spend).toMatchObject({
      value: {
        reconciled: '2026-11',
        days: [
          { date: '2026-10-01', kms: '186.9' },
          { date: '2026-11-20', kms: '6.37' },
          { date: DAY, kms: '6.37' },
          { date: '2026-11-22', kms: '186.9' },
        ],
      },
    });
    const long = await collect(
      { days: ['2026-11-22'] },
      known({ days: spendDays({ count: 200 }) }),
      listing(line),
    );
    expect(long).toMatchObject({
      value: { reconciled: '2026-10', days: { length: 120, 119: { date: '2026-11-22' } } },
    });
  });

  test.each([
    { when: 'two currencies', reply: listing(line, { ...line, Currency: 'JPY' }), detail: 'CNY and JPY' },
    {
      when: 'another currency than before',
      reply: listing({ ...line, Currency: 'USD' }),
      detail: 'CNY and USD',
    },
    { when: 'an unknown currency', reply: listing({ ...line, Currency: '' }), detail: 'Currency' },
    { when: 'a malformed amount', reply: listing({ ...line, PretaxAmount: '--' }), detail: 'PretaxAmount' },
    {
      when: 'a line of another day',
      reply: listing({ ...line, BillingDate: '2026-10-01' }),
      detail: 'another BillingDate',
    },
    {
      when: 'the bill of another month',
      reply: answer({ BillingCycle: '2026-08', TotalCount: 1, Items: { Item: [line] } }),
      detail: 'BillingCycle',
    },
    { when: 'no list', reply: answer({ Items: null }), detail: 'how many lines' },
    {
      when: 'lines that are missing',
      reply: answer({ TotalCount: 3, Items: { Item: [line] } }),
      detail: 'came twice',
    },
  ])('with $when is not seen', async ({ reply, detail }) => {
    expect(await collect({}, known(), reply)).toMatchObject({
      ...{ seen: false, because: 'malformed', detail: expect.stringContaining(detail) },
      thing: { id: ACCOUNT, facet: 'bssapi:QueryAccountBill' },
    });
  });

  test('that cannot be read takes no other day along, and stays as it was known', async () => {
    const days = ['2026-11-19', '2026-11-20', DAY];
    const odd = listing({ ...line, PretaxAmount: '--' });
    const spend = await collect({ days, reconciles: '2026-11' }, known(), listing(line), odd, listing(line));
    expect(spend).toMatchObject({
      value: { days: [{ date: '2026-11-19' }, { date: '2026-11-20' }, { date: DAY }], reconciled: '2026-10' },
      missing: [{ because: 'malformed', detail: expect.stringContaining('1 of 3 days') }],
    });
  });

  test('that are all refused are not seen, and are not asked for one by one', async () => {
    const days = Array.from({ length: 20 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`);
    const { access, asked } = await billing(DENIED);
    expect(await collectDailySpend(access, plan({ days }), known())).toMatchObject({ because: 'denied' });
    expect(asked()).toHaveLength(3);
  });
});

describe('the usage of KMS', () => {
  const item = { ...line, BillingItemCode: 'api_calls', ListPrice: '--' };
  const items = (...Items: object[]) => answer({ NextToken: '', Items });
  const before: KmsUsage = { currency: 'CNY', days: [{ date: '2026-11-20', items: [] }] };

  test('is read page by page', async () => {
    const pages = [1, 2].map((page) => sample(`DescribeInstanceBill.kms-items.page${page}-of-2`));
    const { access, asked } = await billing(items(), ...pages);
    await collectKmsUsage(access, plan(), null);
    const usage = await collectKmsUsage(access, plan(), before);
    if (!usage.seen) throw new Error(usage.detail);
    const [, { items: found = [] } = {}] = usage.value.days;
    expect(found.map(({ code, usage: used, amount }) => `${code} ${used} ${amount}`)).toEqual([
      ...['api_calls 101500 6.09', 'key_hsm 1 0.24', 'key_soft 3 0.04'],
    ]);
    expect(found[0]).toMatchObject({
      name: 'API calls, basic keys',
      instance: 'cn-hangzhou',
      listPrice: '0.6',
    });
    expect(asked().map(({ NextToken }) => NextToken)).toEqual([undefined, undefined, 'CAESfakeToken0001']);
    expect(asked()[1]).toMatchObject({ ProductCode: 'kms', IsBillingItem: 'true', BillingDate: DAY });
  });

  test('keeps what the amounts do not need as it is, and leaves out subscriptions and other owners', async () => {
    const others = [
      { ...item, SubscriptionType: 'Subscription' },
      { ...item, OwnerID: MEMBER },
    ];
    const { access } = await billing(items(item, ...others));
    expect(await collectKmsUsage(access, plan(), null)).toMatchObject({
      value: { days: [{ date: DAY, items: [{ code: 'api_calls', usage: '', listPrice: '', amount: '5' }] }] },
    });
  });

  test.each([
    { when: 'pages without end', replies: answer({ NextToken: 'again', Items: [] }), detail: 'does not end' },
    {
      when: 'a line of another product',
      replies: items({ ...item, ProductCode: 'ecs' }),
      detail: 'another ProductCode',
    },
    { when: 'a malformed amount', replies: items({ ...item, PretaxAmount: '1,2' }), detail: 'PretaxAmount' },
    { when: 'two currencies', replies: items(item, { ...item, Currency: 'USD' }), detail: 'CNY and USD' },
  ])('with $when is not seen', async ({ replies, detail }) => {
    const { access } = await billing(replies);
    expect(await collectKmsUsage(access, plan(), before)).toMatchObject({
      ...{ because: 'malformed', detail: expect.stringContaining(detail) },
    });
  });
});

test.each([
  { when: 'lines of it', reply: listing(line), pays: true },
  { when: 'no line of it', reply: EMPTY, pays: false },
  { when: 'lines of another owner', reply: listing({ ...line, OwnerID: ACCOUNT }), pays: null },
  { when: 'no answer', reply: DENIED, pays: null },
])('an account with $when pays for another: $pays', async ({ reply, pays }) => {
  const { access, asked } = await billing(reply);
  const first = instantOf('2026-12-01', '00:10');
  expect(await paysFor({ ...access, account: MEMBER }, first)).toBe(pays);
  expect(asked()).toMatchObject([{ BillOwnerId: MEMBER, BillingCycle: '2026-11', Granularity: 'MONTHLY' }]);
});

describe('the hosted keys', () => {
  const page = (TotalCount: number, ...ids: string[]) =>
    ok({ TotalCount, Keys: { Key: ids.map((KeyId) => ({ KeyId })) } });
  const collect = async (regions: string[], ...replies: [Reply, ...Reply[]]) => {
    const { access, asked } = await billing(...replies);
    return { keys: await collectHostedKeys(access.cloud, regions, NOW), asked: asked() };
  };

  test('are all pages of all regions, each key once', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `key-${index}`);
    const { keys, asked } = await collect(['cn-beijing'], page(101, ...ids), page(101, 'key-99', 'key-100'));
    expect(keys).toMatchObject({ value: { length: 101, 100: { id: 'key-100', region: 'cn-beijing' } } });
    expect(asked.map(({ PageNumber }) => PageNumber)).toEqual(['1', '2']);
    expect(asked[0]?.['Filters']).toContain('"KeyState"');
    const regions = ['cn-beijing', 'cn-nanjing', 'cn-shanghai']; // the second has no KMS
    expect((await collect(regions, page(1, 'key-1'))).keys).toMatchObject({
      value: [{ region: 'cn-beijing' }, { region: 'cn-shanghai' }],
    });
    expect((await collect([], page(0))).keys).toMatchObject({ value: [] });
  });

  test.each([
    { when: 'an empty page too many', reply: page(500), because: 'malformed', detail: 'is 500, 0 came' },
    { when: 'no total', reply: ok({ Keys: { Key: [] } }), because: 'malformed', detail: 'is not told' },
    { when: 'a refusal', reply: DENIED, because: 'denied', detail: 'NoPermission' },
  ])('with $when are not seen', async ({ reply, because, detail }) => {
    expect((await collect(['cn-beijing'], reply)).keys).toMatchObject({
      ...{ because, detail: expect.stringContaining(detail) },
      thing: { type: 'region', id: 'cn-beijing', facet: 'kms:ListKeys' },
    });
  });
});
