import { expect, test } from 'vitest';
import { endpointOf } from '../../shared/cloud/endpoints.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { offerOf } from '../../shared/model/regions.ts';
import { cliCall } from './command-line.ts';
import {
  answerObjections,
  commandObjections,
  hostObjections,
  offerObjections,
  operationObjections,
  readObjections,
  requestObjections,
  requiredObjections,
  type Sent,
} from './hold.ts';
import { endpoints, type Fields, official, operationOf } from './official.ts';

/** The facts as they would be, had the vendor changed something. */
function changed(change: (facts: ReturnType<typeof copyOf>) => void) {
  const copy = copyOf();
  change(copy);
  return copy;
}

interface Loose {
  version: string;
  operations: Record<
    string,
    { method: string; path?: string; parameters: Record<string, string>; answer?: Fields }
  >;
}

function copyOf(): { sources: Record<string, string>; products: Record<string, Loose> } {
  return JSON.parse(JSON.stringify(official));
}

/** One operation of the copy, to be changed. */
function of(
  { products }: ReturnType<typeof copyOf>,
  product: string,
  action: string,
): Loose['operations'][string] {
  const found = products[product]?.operations[action];
  if (!found) throw new Error(`no ${product} ${action}`);
  return found;
}

test.each([
  {
    what: 'an operation is renamed',
    facts: changed(({ products }) => delete products['kms']?.operations['DescribeKey']),
    told: ['kms has no DescribeKey'],
  },
  {
    what: 'a product gets another version',
    facts: changed(({ products }) => Object.assign(products['kms'] ?? {}, { version: '2027-01-20' })),
    told: ['DescribeKey: version is 2027-01-20, not 2016-01-20'],
  },
  {
    what: 'an operation takes another method',
    facts: changed((facts) => Object.assign(of(facts, 'kms', 'DescribeKey'), { method: 'GET' })),
    told: ['DescribeKey: DescribeKey takes GET, not POST'],
  },
  {
    what: 'an operation goes by path',
    facts: changed((facts) => Object.assign(of(facts, 'kms', 'DescribeKey'), { path: '/keys/[KeyId]' })),
    told: ['DescribeKey: style is ROA, not RPC', 'DescribeKey: path is /keys/{KeyId}, not /'],
  },
])('$what: an operation of ours is objected to', ({ facts, told }) => {
  expect(operationObjections(official, kms.describeKey)).toEqual([]);
  expect(operationObjections(facts, kms.describeKey)).toEqual(told);
});

const LOOKUP: Sent = {
  product: 'actiontrail',
  action: 'LookupEvents',
  method: 'POST',
  path: '/',
  query: { 'LookupAttribute.1.Key': 'ServiceName', 'LookupAttribute.1.Value': 'Kms', MaxResults: '50' },
  body: null,
};

test.each([
  {
    what: 'a parameter is renamed',
    facts: changed((facts) => delete of(facts, 'actiontrail', 'LookupEvents').parameters['MaxResults']),
    told: ['LookupEvents has no MaxResults'],
  },
  {
    what: 'a parameter becomes required',
    facts: changed((facts) =>
      Object.assign(of(facts, 'actiontrail', 'LookupEvents').parameters, {
        StartTime: 'Query String required',
      }),
    ),
    told: ['LookupEvents asks for StartTime'],
  },
  {
    what: 'a parameter gets another type',
    facts: changed((facts) =>
      Object.assign(of(facts, 'actiontrail', 'LookupEvents').parameters, { MaxResults: 'Query Boolean' }),
    ),
    told: ['LookupEvents takes MaxResults as Query Boolean, not 50'],
  },
  {
    what: 'a list becomes one value',
    facts: changed((facts) =>
      Object.assign(of(facts, 'actiontrail', 'LookupEvents').parameters, { LookupAttribute: 'Query String' }),
    ),
    told: [
      'LookupEvents takes LookupAttribute as one value, not as LookupAttribute.1.Key',
      'LookupEvents takes LookupAttribute as one value, not as LookupAttribute.1.Value',
    ],
  },
])('$what: a request of ours is objected to', ({ facts, told }) => {
  expect(requestObjections(official, LOOKUP)).toEqual([]);
  expect(requestObjections(facts, LOOKUP)).toEqual(told);
});

test('a list that is sent in another form is objected to, and a field of a body, and a path', () => {
  const json = { ...LOOKUP, query: { LookupAttribute: '[{"Key":"ServiceName"}]' } };
  expect(requestObjections(official, json)).toEqual([
    'LookupEvents takes LookupAttribute as LookupAttribute.1, not as LookupAttribute',
  ]);
  const role = { product: 'cs', action: 'CheckServiceRole', method: 'POST', query: {} };
  const sent = { ...role, path: '/ram/check-service-role', body: { roles: [] } };
  expect(requestObjections(official, sent)).toEqual([]);
  expect(requestObjections(official, { ...sent, path: '/ram/check', body: { Roles: [] } })).toEqual([
    'CheckServiceRole has no Roles in its body',
    'CheckServiceRole goes to /ram/check-service-role, not /ram/check',
  ]);
});

const STATUS = { IsLogging: true, LatestDeliveryError: '' };
const statusOf = (facts: ReturnType<typeof copyOf>) =>
  of(facts, 'actiontrail', 'GetTrailStatus').answer ?? {};

test.each([
  {
    what: 'a field gets another type',
    facts: changed((facts) => Object.assign(statusOf(facts), { IsLogging: 'string' })),
    answer: ['IsLogging is boolean, not string'],
    read: [],
  },
  {
    what: 'a field is spelled in another case',
    facts: changed((facts) => {
      const { IsLogging, ...others } = statusOf(facts);
      Object.assign(of(facts, 'actiontrail', 'GetTrailStatus'), {
        answer: { ...others, isLogging: IsLogging },
      });
    }),
    answer: ['IsLogging is no field'],
    read: ['GetTrailStatus answers no IsLogging'],
  },
])('$what: what is answered and what is read is objected to', ({ facts, answer, read }) => {
  const answered = (one: typeof facts) =>
    answerObjections(operationOf(one, 'actiontrail', 'GetTrailStatus')?.answer, STATUS);
  const reads = (one: typeof facts) => readObjections(one, 'actiontrail', 'GetTrailStatus', 'IsLogging');
  expect([answered(copyOf()), reads(copyOf())]).toEqual([[], []]);
  expect([answered(facts), reads(facts)]).toEqual([answer, read]);
});

test('a field deep inside is objected to, a list that is none, an object that is none', () => {
  const field = operationOf(official, 'kms', 'ListKeys')?.answer;
  expect(answerObjections(field, { Keys: { Key: [{ KeyId: 1 }, { keyId: 'k' }] } })).toEqual([
    'Keys.Key[].KeyId is number, not string',
    'Keys.Key[].keyId is no field',
  ]);
  expect(answerObjections(field, { Keys: [] })).toEqual(['Keys is no object']);
  expect(answerObjections(field, { Keys: { Key: {} } })).toEqual(['Keys.Key is no list']);
});

test.each(['ecs', 'fc', 'kms', 'actiontrail'] as const)(
  'a host of %s that moves is objected to',
  (product) => {
    const { meta = {}, py = {}, ts = {} } = endpoints[product] ?? {};
    const moved = {
      ...endpoints,
      [product]: { py, ts, meta: { ...meta, 'cn-beijing': 'elsewhere.aliyuncs.com' } },
    };
    expect(hostObjections(moved, product, (region) => endpointOf(product, region))).toHaveLength(1);
  },
);

test('a region that gets KMS, or loses it, is objected to', () => {
  const { meta = {}, py = {}, ts = {} } = endpoints['kms'] ?? {};
  const { 'cn-beijing': _, ...without } = meta;
  const { 'cn-beijing': __, ...withoutTs } = ts;
  const maps = {
    ...endpoints,
    kms: { py, ts: withoutTs, meta: { ...without, 'cn-nanjing': 'kms.cn-nanjing.aliyuncs.com' } },
  };
  expect(offerObjections(maps, 'kms', (region) => offerOf('kms', region))).toEqual([
    'kms in cn-beijing is not-offered, not offered',
    'kms in cn-nanjing is offered, not not-offered',
  ]);
});

test('a flag of a command that the vendor renames is objected to', () => {
  const call = cliCall('aliyun kms EnableKey --KeyId k');
  const facts = changed((copy) =>
    Object.assign(of(copy, 'kms', 'EnableKey'), { parameters: { Key: 'Query String required' } }),
  );
  expect(commandObjections(official, call)).toEqual([]);
  expect(commandObjections(facts, call)).toEqual(['EnableKey has no KeyId', 'EnableKey asks for Key']);
});

test('a parameter that the vendor begins or ceases to require is objected to', () => {
  const known = operationOf(official, 'kms', 'DescribeKey');
  const facts = changed((copy) =>
    Object.assign(of(copy, 'kms', 'DescribeKey').parameters, { KeyId: 'Query String' }),
  );
  expect(requiredObjections(known, { KeyId: true })).toEqual([]);
  expect(requiredObjections(known, { KeyId: false })).toEqual(['KeyId is required']);
  expect(requiredObjections(operationOf(facts, 'kms', 'DescribeKey'), { KeyId: true })).toEqual([
    'KeyId is not required',
  ]);
});
