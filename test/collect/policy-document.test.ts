import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectOf, matches, parsePolicy } from '../../shared/collect/policy-document.ts';
import { fixture } from '../fixture.ts';

const document = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: '1', Statement: statements })) ?? [];
const allow = (Action: unknown, more = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: unknown, more = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });

test.each([
  { when: 'named', statements: [allow(['kms:Encrypt', 'kms:Decrypt'])], effect: 'allowed' },
  { when: 'named alone', statements: [allow('kms:Decrypt')], effect: 'allowed' },
  { when: 'in another case', statements: [allow('KMS:decrypt')], effect: 'allowed' },
  { when: 'matched by a wildcard', statements: [allow('kms:De*')], effect: 'allowed' },
  { when: 'matched by everything', statements: [allow('*')], effect: 'allowed' },
  { when: 'matched by one character', statements: [allow('kms:Decryp?')], effect: 'allowed' },
  { when: 'not excluded', statements: [allow(undefined, { NotAction: ['kms:Encrypt'] })], effect: 'allowed' },
  { when: 'excluded', statements: [allow(undefined, { NotAction: ['kms:*'] })], effect: 'missing' },
  { when: 'not named', statements: [allow('kms:Encrypt')], effect: 'missing' },
  { when: 'in no statement', statements: [], effect: 'missing' },
  { when: 'denied', statements: [allow('*'), deny('kms:Decrypt')], effect: 'denied' },
  { when: 'denied first', statements: [deny('kms:*'), allow('*')], effect: 'denied' },
  {
    when: 'denied under a condition',
    statements: [allow('*'), deny('kms:*', { Condition: { IpAddress: {} } })],
    effect: 'conditional',
  },
  {
    when: 'allowed under a condition',
    statements: [allow('kms:*', { Condition: { Bool: {} } })],
    effect: 'conditional',
  },
  {
    when: 'allowed for one key',
    statements: [allow('kms:*', { Resource: 'acs:kms:*:*:key/key-1' })],
    effect: 'conditional',
  },
  {
    when: 'allowed for all keys',
    statements: [allow('kms:*', { Resource: 'acs:kms:*:*:key/*' })],
    effect: 'allowed',
  },
  {
    when: 'allowed for one key and for all',
    statements: [allow('kms:*', { Resource: 'acs:kms:*:*:key/key-1' }), allow('kms:*')],
    effect: 'allowed',
  },
  {
    when: 'denied under a condition only',
    statements: [deny('kms:*', { Condition: { Bool: {} } })],
    effect: 'missing',
  },
])('kms:Decrypt $when: $effect', ({ statements, effect }) => {
  expect(effectOf('kms:Decrypt', document(...statements))).toBe(effect);
});

test('the documented role policy allows what encryption at rest needs', () => {
  const { DefaultPolicyVersion } = fixture('ram/GetPolicy.security-role-policy') as {
    DefaultPolicyVersion: { PolicyDocument: string };
  };
  const statements = parsePolicy(DefaultPolicyVersion.PolicyDocument) ?? [];
  expect(
    ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'].map((action) => effectOf(action, statements)),
  ).toEqual(Array(3).fill('allowed'));
  expect(effectOf('kms:ScheduleKeyDeletion', statements)).toBe('missing');
});

test.each(['', 'null', '{}', '[]', '{"Statement":"x"}', '{"Statement":[{"Effect":"Maybe","Action":"*"}]}'])(
  '%s is no policy',
  (text) => {
    expect(parsePolicy(text)).toBeNull();
  },
);

test('a policy that arrives URL-encoded is read', () => {
  expect(parsePolicy(encodeURIComponent('{"Statement":{"Effect":"Allow","Action":"kms:*"}}'))).toHaveLength(
    1,
  );
});

test('a deny always wins, whatever surrounds it', () => {
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('*', 'kms:*', 'kms:Decrypt', 'ecs:*'),
    Resource: fc.constant('*'),
  });
  fc.assert(
    fc.property(fc.array(statement), fc.nat(), (statements, at) => {
      const withDeny = [...statements];
      withDeny.splice(at % (statements.length + 1), 0, {
        Effect: 'Deny',
        Action: 'kms:Decrypt',
        Resource: '*',
      });
      expect(effectOf('kms:Decrypt', document(...withDeny))).toBe('denied');
    }),
  );
});

test('patterns hold no surprises for regular expressions', () => {
  expect(matches('kms:(a+)+$', 'kms:aaaa')).toBe(false);
  expect(matches('a.c', 'abc')).toBe(false);
  expect(matches('a*c', 'abbc')).toBe(true);
});
