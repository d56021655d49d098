import { expect, test } from 'vitest';
import type { Density } from '../../shared/model/activity.ts';
import type { KmsUsage, UsageItem } from '../../shared/model/money.ts';
import { type CostBasis, keyCosts } from '../../shared/money/key-costs.ts';
import { isMainland, priceList } from '../../shared/money/prices.ts';
import { activity, days, denied, key, minutes, regionUse, seen, use } from '../builders.ts';

const CNY = priceList('CNY');

/** Calls of key-1 in so many hours. */
function density(hours: number, calls: number): Density {
  return { from: minutes(-60 * hours), to: days(0), calls: { 'key-1': calls } };
}

function costs(change: Partial<CostBasis> = {}, hours = 72, calls = 72_000) {
  const told = [activity(regionUse({ density: density(hours, calls) }))];
  return keyCosts({ keys: [key()], activity: told, usage: null, prices: CNY, ...change });
}

test('24,000 calls per day of a software key: 1.44 a day, and 0.014 for hosting', () => {
  expect(costs()).toEqual([
    {
      ...{ keyId: 'key-1', region: 'cn-hangzhou', clusters: ['c-1'], callsPerDay: 24_000 },
      ...{ calls: '43.20', hosting: '0.42', instance: null, total: '43.62', confidence: 'high' },
    },
  ]);
});

test.each([
  {
    when: 'a hardware key',
    keys: [key({ protectionLevel: 'HSM' })],
    cost: { hosting: '7.11', total: '50.31' },
  },
  {
    when: 'a key of a service',
    keys: [key({ creator: seen('kms.aliyuncs.com') })],
    cost: { hosting: '0.00', total: '43.20' },
  },
  { when: 'a creator not seen', keys: [key({ creator: denied() })], cost: { hosting: '0.42' } },
  {
    when: 'a key not seen',
    keys: [key({}, { metadata: denied() })],
    cost: { hosting: null, calls: '43.20', total: '43.20' },
  },
  {
    when: 'a key that is gone',
    keys: [key({}, { metadata: seen({ exists: false }) })],
    cost: { hosting: null },
  },
])('$when', ({ keys, cost }) => {
  expect(costs({ keys })).toMatchObject([cost]);
});

test.each([
  { hours: 72, calls: 30, confidence: 'high', callsPerDay: 10 },
  { hours: 72, calls: 29, confidence: 'medium', callsPerDay: 9.7 },
  { hours: 24, calls: 0, confidence: 'medium', callsPerDay: 0 },
  { hours: 23, calls: 100, confidence: 'low', callsPerDay: 104.3 },
  { hours: 23, calls: 99, confidence: 'low', callsPerDay: null },
  { hours: 0, calls: 500, confidence: 'low', callsPerDay: null },
])('$calls calls in $hours hours: $confidence, $callsPerDay a day', ({ hours, calls, ...told }) => {
  expect(costs({}, hours, calls)).toMatchObject([told]);
});

test.each([
  { when: 'another region', told: [activity(regionUse({ density: density(72, 100) }), 'cn-beijing')] },
  { when: 'a region not seen', told: [activity(denied())] },
  { when: 'an earlier version', told: [activity()] },
  { when: 'events without keys', told: [activity(regionUse({ density: density(72, 100), unnamed: use() }))] },
])('the activity of $when tells no calls', ({ told }) => {
  expect(costs({ activity: told })).toMatchObject([
    { callsPerDay: null, calls: null, hosting: '0.42', total: '0.42' },
  ]);
});

test('without prices only calls are known, and nothing costs anything', () => {
  expect(costs({ prices: priceList('JPY') })).toMatchObject([
    { callsPerDay: 24_000, calls: null, hosting: null, total: null },
  ]);
});

test('an instance is shared by its keys and replaces hosting and calls', () => {
  const item = (instance: string, amount: string, productType = 'kms_ddi_public_cn'): UsageItem => ({
    ...{ code: 'x', name: 'x', region: '', usage: '', unit: '', listPrice: '' },
    ...{ instance, productType, amount },
  });
  const usage: KmsUsage = {
    currency: 'CNY',
    days: [
      { date: '2026-11-20', items: [item('kst-1', '30'), item('kst-2', '99'), item('kst-1', '7', 'kms')] },
      { date: '2026-11-21', items: [item('kst-1', '30')] },
    ],
  };
  const held = (id: string) => key({ id, instanceId: 'kst-1' }, { id });
  const lone = key({ instanceId: 'kst-9' }, { id: 'key-9' });
  const found = costs({ keys: [lone, held('key-1'), held('key-2')], usage });
  const share = { instance: '450.00', calls: null, hosting: null, total: '450.00' };
  expect(found).toMatchObject([
    { keyId: 'key-1', ...share, callsPerDay: 24_000 },
    { keyId: 'key-2', ...share },
    { keyId: 'key-9', instance: null, total: null },
  ]);
});

test('an instance that is billed since yesterday costs a month of what yesterday cost', () => {
  const item = { code: 'x', name: 'x', region: '', usage: '', unit: '', listPrice: '', amount: '30' };
  const bought = { ...item, instance: 'kst-1', productType: 'kms_ppi_public_cn' };
  const usage: KmsUsage = {
    currency: 'CNY',
    days: [
      { date: '2026-11-20', items: [] },
      { date: '2026-11-21', items: [bought] },
      { date: '2026-11-22', items: [] },
    ],
  };
  expect(costs({ keys: [key({ instanceId: 'kst-1' })], usage })).toMatchObject([{ instance: '900.00' }]);
});

test('the dearest comes first, and abroad calls cost less', () => {
  const abroad = key({}, { id: 'key-1', region: 'cn-hongkong' });
  const told = ['cn-hongkong', 'cn-hangzhou'].map((region) =>
    activity(regionUse({ density: density(72, 72_000) }), region),
  );
  expect(costs({ keys: [abroad, key()], activity: told })).toMatchObject([
    { region: 'cn-hangzhou', calls: '43.20' },
    { region: 'cn-hongkong', calls: '15.41' },
  ]);
});

test('prices are known for two currencies', () => {
  expect(['CNY', 'USD', 'JPY', 'EUR', ''].map((currency) => priceList(currency)?.calls)).toEqual([
    ...['0.6', '0.08', undefined, undefined, undefined],
  ]);
  expect(['cn-hangzhou', 'cn-hongkong', 'ap-southeast-1'].map(isMainland)).toEqual([true, false, false]);
});
