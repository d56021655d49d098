import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  effectOf,
  effectOnAny,
  matches,
  mentions,
  parsePolicy,
} from '../../shared/collect/policy-document.ts';
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

const KEYS = ['acs:kms:cn-hangzhou:1:key/key-1', 'acs:kms:cn-hangzhou:1:key/key-2'];
const on = (resource: string) => ({ Resource: resource });

test.each([
  { when: 'everywhere', statements: [allow('*')], effect: 'allowed' },
  { when: 'on one of them', statements: [allow('kms:*', on('acs:kms:*:*:key/key-2'))], effect: 'allowed' },
  { when: 'on another', statements: [allow('kms:*', on('acs:kms:*:*:key/key-3'))], effect: 'missing' },
  { when: 'on what is no key', statements: [allow('*', on('acs:cs:*:*:cluster/*'))], effect: 'missing' },
  {
    when: 'everywhere but there',
    statements: [allow('*'), deny('kms:DisableKey', on('acs:kms:*:*:key/key-?'))],
    effect: 'denied',
  },
  {
    when: 'everywhere but on one of them',
    statements: [allow('*'), deny('kms:DisableKey', on('acs:kms:*:*:key/key-1'))],
    effect: 'allowed',
  },
  {
    when: 'with an unrelated Deny',
    statements: [allow('*'), deny('kms:Decrypt'), deny('kms:*', on('acs:kms:*:*:alias/*'))],
    effect: 'allowed',
  },
  {
    when: 'under a condition, on one of them',
    statements: [allow('kms:*', { ...on('acs:kms:*:*:key/key-1'), Condition: { Bool: {} } })],
    effect: 'conditional',
  },
  {
    when: 'by all actions but others',
    statements: [allow(undefined, { NotAction: ['ram:*'] })],
    effect: 'allowed',
  },
  {
    when: 'but not by all actions but some',
    statements: [allow('*'), deny(undefined, { NotAction: ['kms:Describe*', 'cs:*'] })],
    effect: 'denied',
  },
])('kms:DisableKey $when: $effect', ({ statements, effect }) => {
  expect(effectOnAny('kms:DisableKey', KEYS, document(...statements))).toBe(effect);
});

test('without a resource nothing is allowed', () => {
  expect(effectOnAny('kms:DisableKey', [], document(allow('*')))).toBe('missing');
});

test('a policy is of interest when it says yes or no, and not when it speaks of others', () => {
  expect(mentions(document(deny('kms:Disable*')), 'kms:DisableKey')).toBe(true);
  expect(mentions(document(allow('oss:*'), allow('kms:Decrypt')), 'kms:DisableKey')).toBe(false);
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

test('a pattern with many wildcards is no more work than another', () => {
  const start = performance.now();
  expect(matches(`${'*0'.repeat(10)}!`, '0'.repeat(44))).toBe(false); // as a regular expression 2,481,256,778 ways
  expect(performance.now() - start).toBeLessThan(500);
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
