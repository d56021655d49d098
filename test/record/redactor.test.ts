import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactor } from '../../shared/record/redactor.ts';

const redact = (value: unknown, factor = 1): unknown => redactor([value], factor)(value);

test('a pattern that somebody wrote to keep us busy', { timeout: 1000 }, () => {
  expect(redact({ Resource: `${'*?'.repeat(20)}*z` })).toEqual({ Resource: 'name-001' });
});

/** Text as the cloud has it: words, ids, ARNs, lists, sentences, JSON within text. */
const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    'Enabled',
    'cn-hangzhou',
    'alias/pay',
    'role/x:session',
    'AliyunCSManagedSecurityRole',
    'kms:*',
    '*',
  ),
  fc.constantFrom(
    'name-1',
    'name-001',
    'text-7',
    '1000000000000001',
    'key-000000000000000000001',
    '[redacted]',
  ),
  fc.stringMatching(/^c[0-9a-f]{32}$/),
  fc.stringMatching(/^key-[a-z0-9]{21}$/),
  fc.stringMatching(/^\d{5,18}$/),
  fc.stringMatching(/^acs:(kms|ram):(cn-hangzhou)?:\d{16}:(role|key|user)\/[A-Za-z0-9]{1,20}$/),
  fc.uuid(),
  fc.json({ maxDepth: 2 }),
  fc.json({ maxDepth: 1 }).map(encodeURIComponent),
);
const name = fc.oneof(
  fc.constantFrom(
    'name',
    'state',
    'tags',
    'Description',
    'requestParameters',
    'PolicyDocument',
    'Action',
    'Principal',
  ),
  fc.constantFrom(
    'KeyId',
    'Arn',
    'userName',
    'errorMessage',
    'answer',
    'detail',
    'PretaxAmount',
    'value',
    'Code',
  ),
  fc.string({ maxLength: 12 }),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
})).value;

test('what was redacted does not change when it is redacted again', () => {
  fc.assert(
    fc.property(json, (value) => {
      const once = redact(value);
      expect(redact(once)).toEqual(once);
    }),
    { numRuns: 500 },
  );
});

test('different names stay different, and the same name is the same wherever it stands', () => {
  const isPlain = (word: string): boolean => !/^\s*[{[]|^%(7B|5B)/i.test(word);
  fc.assert(
    fc.property(fc.uniqueArray(text.filter(isPlain), { maxLength: 20 }), (words) => {
      const given = { clusters: words.map((word) => ({ name: word })), Description: words };
      const told = redact(given) as { clusters: { name: string }[]; Description: string[] };
      expect(new Set(told.Description).size).toBe(words.length);
      expect(told.clusters.map(({ name: word }) => word)).toEqual(told.Description);
    }),
    { numRuns: 500 },
  );
});

test('a word that somebody chose survives nowhere, whatever holds it', () => {
  const secret = 'Zq7-secret_word';
  const holders: ((inner: unknown) => unknown)[] = [
    (inner) => ({ someField: inner }),
    (inner) => ({ requestParameters: { state: inner, body: JSON.stringify({ profile: inner }) } }),
    (inner) => ({ tags: inner }),
    (inner) => ({ PolicyDocument: encodeURIComponent(JSON.stringify({ Statement: [{ Resource: inner }] })) }),
    (inner) => [inner],
  ];
  const words: unknown[] = [
    secret,
    `acs:ram::1574839201657741:user/${secret}`,
    `alias/${secret}`,
    `role:${secret}`,
    `Nobody but ${secret} may do that.`,
    `key-hzz00000000000000001a;${secret}`,
    { [secret]: 'x' },
    { name: secret },
    { AccessKeySecret: secret },
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...words),
      fc.array(fc.constantFrom(...holders), { maxLength: 4 }),
      (word, path) => {
        const value = path.reduce((inner, hold) => hold(inner), { Description: word } as unknown);
        expect(JSON.stringify(redact(value))).not.toContain(secret);
      },
    ),
    { numRuns: 500 },
  );
});

describe('names that the cloud gives stay', () => {
  test.each([
    { AutomaticRotation: 'Enabled', KeySpec: 'Aliyun_AES_256', KeyUsage: 'ENCRYPT/DECRYPT' },
    { RoleName: 'AliyunCSManagedSecurityRole', PolicyName: 'AliyunCSManagedSecurityRolePolicy' },
    {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt'],
          Resource: '*',
          Principal: { Service: 'cs.aliyuncs.com' },
        },
      ],
    },
    { Resource: ['acs:*', 'acs:kms:*', 'acs:cs:*:*', 'acs:kms:cn-*:*:key/*', 'acs:ram:*:*:role/Aliyun*'] },
    { resource_id: 'all-clusters', resource_type: 'console', role_type: 'admin' },
    { region_id: 'cn-hangzhou', cluster_spec: 'ack.pro.small', current_version: '1.33.3-aliyun.1', size: 12 },
    {
      eventName: 'Decrypt',
      serviceName: 'Kms',
      errorCode: 'Rejected.Disabled',
      eventTime: '2026-11-22T21:12:40Z',
    },
    { PolicyName: 'default', waivers: [{ check: 'key-state', resource: 'caller', until: '2027-01-31' }] },
    { answer: { because: 'unreachable', detail: 'no answer within 10 seconds', code: 'Timeout' } },
  ])('%j', (value) => {
    expect(redact(value)).toEqual(value);
  });

  test.each([
    ['what no enumeration would hold', { state: 'bob@example.com', profile: '203.0.113.10' }],
    ['the parameters of any event', { requestParameters: { state: 'mine', profile: 'mine' } }],
    ['patterns that hold a part of a name', { Resource: ['acs:cs:mine:*', 'acs:cs:*:*:cluster/mine*'] }],
    ['who a waiver is about', { waivers: [{ resource: 'user/mine' }] }],
    ['tags that are called like fields', { tags: { state: 'running' } }],
  ])('but not %s', (_what, value) => {
    const told = JSON.stringify(redact(value));
    expect(told).not.toMatch(/bob|203|mine|running|tags":{"state/);
  });
});

test('everything that refers to a thing refers to it afterwards', () => {
  const id = 'key-hzz00000000000000001a';
  const told = redact({
    meta_data: JSON.stringify({ Capabilities: { EncryptionKMSKeyId: id } }),
    Arn: `acs:kms:cn-hangzhou:1574839201657741:key/${id}`,
    resourceName: `alias/pay;${id}`,
    PolicyDocument: encodeURIComponent(JSON.stringify({ Resource: `acs:kms:*:1574839201657741:key/${id}` })),
    accountId: 1574839201657741,
    AliasName: 'alias/pay',
  });
  const key = 'key-000000000000000000001';
  expect(told).toEqual({
    meta_data: JSON.stringify({ Capabilities: { EncryptionKMSKeyId: key } }),
    Arn: `acs:kms:cn-hangzhou:1000000000000001:key/${key}`,
    resourceName: `alias/name-001;${key}`,
    PolicyDocument: encodeURIComponent(JSON.stringify({ Resource: `acs:kms:*:1000000000000001:key/${key}` })),
    accountId: 1000000000000001,
    AliasName: 'alias/name-001',
  });
});

describe('amounts', () => {
  const bill = {
    AvailableAmount: '1,234.50',
    PretaxAmount: 2.5,
    ListPrice: '0.02',
    Usage: '7',
    Currency: 'CNY',
  };

  test('are multiplied by one factor, whatever their form', () => {
    expect(redact(bill, 4)).toEqual({
      AvailableAmount: '4,938.000000',
      PretaxAmount: 10,
      ListPrice: '0.080000',
      Usage: '7',
      Currency: 'CNY',
    });
    expect(redact({ CreditAmount: '-1,234,567.8' }, 2)).toEqual({ CreditAmount: '-2,469,135.600000' });
    expect(redact({ monthlyBudget: 100 }, 2)).toEqual({ monthlyBudget: 200 });
  });

  test('stay as they are when they are wanted', () => {
    expect(redact(bill, 1)).toEqual(bill);
  });
});

test('names follow the order of what they replace', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}\d$/), { minLength: 2 }), (words) => {
      const inOrder = [...words].sort();
      const { Description: told } = redact({ Description: words }) as { Description: string[] };
      expect(inOrder.map((word) => told[words.indexOf(word)])).toEqual([...told].sort());
    }),
  );
});
