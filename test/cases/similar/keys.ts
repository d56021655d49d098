import {
  ALPHA,
  BETA,
  DENIAL,
  FAIL,
  FAULT,
  GOOD,
  keyed,
  one,
  PASS,
  type Story,
  two,
  UNKNOWN,
} from './story.ts';

const metadata = (change: object) => ({
  KeyId: 'key-good',
  Arn: 'acs:kms:cn-hangzhou:1000000000000001:key/key-good',
  KeyState: 'Enabled',
  KeySpec: 'Aliyun_AES_256',
  KeyUsage: 'ENCRYPT/DECRYPT',
  Origin: 'Aliyun_KMS',
  Creator: '1000000000000001',
  ProtectionLevel: 'SOFTWARE',
  CreationDate: '$DAYS:-200',
  AutomaticRotation: 'Disabled',
  DeletionProtection: 'Enabled',
  MaterialExpireTime: '',
  DeleteDate: '',
  LastRotationDate: '$DAYS:-200',
  ...change,
});
const answered = (change: object) => one({ answers: { DescribeKey: { KeyMetadata: metadata(change) } } });
const inInstance = (fields: object) =>
  one({ keys: [{ ...GOOD, DKMSInstanceId: 'kst-1' }], instances: [{ id: 'kst-1', ...fields }] });
const OPEN = { code: [1, 2], rows: { alpha: ['unknown', 'fail'] } } as const;

export const KEYS: readonly Story[] = [
  { when: 'the answer of a healthy key as it is', given: answered({}), right: PASS },
  ...['~missing', null, '', 'Active', 1, true, {}].map(
    (KeyState): Story => ({
      when: `KeyState ${JSON.stringify(KeyState)}`,
      given: keyed({ KeyState }),
      right: { ...UNKNOWN, told: [{ check: 'key-state', status: 'unknown' }] },
    }),
  ),
  ...['~missing', null, '', 256].map(
    (KeySpec): Story => ({
      when: `KeySpec ${JSON.stringify(KeySpec)}`,
      given: keyed({ KeySpec }),
      right: UNKNOWN,
    }),
  ),
  ...['~missing', null, '', 'ANYTHING'].map(
    (KeyUsage): Story => ({
      when: `KeyUsage ${JSON.stringify(KeyUsage)}`,
      given: keyed({ KeyUsage }),
      right: OPEN,
    }),
  ),
  { when: 'a key that signs', given: keyed({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN/VERIFY' }), right: FAIL },
  {
    when: 'another key in the answer',
    given: answered({ KeyId: 'key-other', Arn: 'acs:kms:cn-hangzhou:1000000000000001:key/key-other' }),
    right: UNKNOWN,
  },
  {
    when: 'an answer that names no key',
    given: answered({ KeyId: undefined, Arn: undefined }),
    right: UNKNOWN,
  },
  {
    when: 'an Arn of another region',
    given: answered({ Arn: 'acs:kms:cn-beijing:1000000000000001:key/key-good' }),
    right: OPEN,
  },
  {
    when: 'an Arn of another account',
    given: answered({ Arn: 'acs:kms:cn-hangzhou:2000000000000002:key/key-good' }),
    right: OPEN,
  },
  {
    when: 'an Arn of another key',
    given: answered({ Arn: 'acs:kms:cn-hangzhou:1000000000000001:key/key-x' }),
    right: OPEN,
  },
  {
    when: 'KeyMetadata null',
    given: one({ answers: { DescribeKey: { KeyMetadata: null } } }),
    right: UNKNOWN,
  },
  { when: 'an empty answer', given: one({ answers: { DescribeKey: {} } }), right: UNKNOWN },
  {
    when: 'KeyMetadata as a list',
    given: one({ answers: { DescribeKey: { KeyMetadata: [metadata({})] } } }),
    right: UNKNOWN,
  },
  {
    when: 'a fault',
    given: one({ answers: { DescribeKey: FAULT } }),
    right: { ...UNKNOWN, complete: false },
  },
  {
    when: 'a denial',
    given: one({ answers: { DescribeKey: DENIAL } }),
    right: { ...UNKNOWN, complete: false },
  },
  {
    when: 'a key that is not there',
    given: one({ answers: { DescribeKey: { '@status': 404, '@code': 'Forbidden.KeyNotFound' } } }),
    right: FAIL,
  },
  ...['~missing', null, 'soon', '2026-13-45T99:99:99Z', 5].map(
    (DeleteDate): Story => ({
      when: `PendingDeletion with DeleteDate ${JSON.stringify(DeleteDate)}`,
      given: keyed({ KeyState: 'PendingDeletion', DeleteDate }),
      right: { ...FAIL, told: [{ check: 'key-state', status: 'fail', severity: 'critical' }] },
    }),
  ),
  ...['soon', 5, {}].map(
    (MaterialExpireTime): Story => ({
      when: `imported material that expires ${JSON.stringify(MaterialExpireTime)}`,
      given: keyed({ Origin: 'EXTERNAL', MaterialExpireTime }),
      right: OPEN,
    }),
  ),
  {
    when: 'a rotation that is "oops"',
    given: keyed({ AutomaticRotation: 'oops' }),
    right: { rows: { alpha: 'pass' }, told: [{ check: 'key-rotation', status: 'unknown' }] },
  },
  {
    when: 'a deletion protection that is "maybe"',
    given: keyed({ DeletionProtection: 'maybe' }),
    right: { rows: { alpha: 'pass' }, told: [{ check: 'key-deletion-protection', status: 'unknown' }] },
  },
  {
    when: 'one odd key of two',
    given: two({
      clusters: [ALPHA, { ...BETA, key: 'key-odd' }],
      keys: [GOOD, { id: 'key-odd', KeyState: null }],
    }),
    right: { code: 2, rows: { alpha: 'pass', beta: 'unknown' } },
  },
  {
    when: 'two odd things: a key without a state and a cluster twice',
    given: two({ clusters: [ALPHA, BETA, BETA], keys: [{ ...GOOD, KeyState: '~missing' }] }),
    right: { code: 1, complete: false, rows: { alpha: 'unknown', beta: 'fail' } },
  },
  { when: 'an instance as it is', given: inInstance({}), right: PASS },
  ...[
    { Status: '~missing' },
    { Status: null },
    { Status: 'Strange' },
    { EndDate: '~missing' },
    { EndDate: 'soon' },
    { InstanceId: 'kst-2' },
  ].map(
    (fields): Story => ({
      when: `an instance with ${JSON.stringify(fields)}`,
      given: inInstance(fields),
      right: OPEN,
    }),
  ),
  {
    when: 'an instance that cannot be read',
    given: { ...inInstance({}), answers: { GetKmsInstance: FAULT } },
    right: { ...UNKNOWN, complete: false },
  },
  {
    when: 'an instance that may not be read',
    given: { ...inInstance({}), answers: { GetKmsInstance: DENIAL } },
    right: UNKNOWN,
  },
  ...[
    '{"Statement":5}',
    'no JSON',
    '',
    '{"Version":"1","Statement":[]}',
    '{"Version":"1","Statement":[{"Effect":"Allow","Principal":{"RAM":["acs:ram::2000000000000002:*"]},"Action":["kms:*"],"Resource":["*"]}]}',
    '{"Version":"1","Statement":[{"Effect":"Deny","Principal":{"RAM":["*"]},"Action":["kms:Decrypt"],"Resource":["*"]}]}',
  ].map(
    (Policy): Story => ({
      when: `the key policy ${Policy}`,
      given: { ...inInstance({}), quiet: true, answers: { GetKeyPolicy: { Policy } } },
      right: OPEN,
    }),
  ),
  ...[{}, { AccountStatus: null }, { AccountStatus: 'Odd' }, { AccountStatus: 1 }].map(
    (answer): Story => ({
      when: `the status of the account ${JSON.stringify(answer)}`,
      given: one({ answers: { DescribeAccountKmsStatus: answer } }),
      right: OPEN,
    }),
  ),
];
