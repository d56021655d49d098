import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unseen } from '../../shared/model/observation.ts';
import { decide, decideOnAny, mayMention, type Question } from '../../shared/ram/decide.ts';
import { ANY, matchPattern } from '../../shared/ram/match.ts';
import type { Principal } from '../../shared/ram/principal.ts';
import { statementsOf } from '../../shared/ram/statement.ts';
import { ACCOUNT, seen } from '../builders.ts';
import { fixture } from '../fixture.ts';
import { type Asked, naive } from './naive.ts';

const KEY = `acs:kms:cn-hangzhou:${ACCOUNT}:key/key-good`;
const ROLE: Principal = { type: 'role', account: ACCOUNT, name: 'AliyunCSManagedSecurityRole' };
const ACK: Principal = { type: 'service', name: 'cs.aliyuncs.com' };
const DECRYPT: Question = { action: 'kms:Decrypt', resource: KEY, principal: null };

const read = (document: unknown, name = 'p') =>
  statementsOf([
    { name, document: seen(typeof document === 'string' ? document : JSON.stringify(document)) },
  ]);
const say = (...statements: unknown[]) => read({ Version: '1', Statement: statements });
const allow = (more: object = {}) => ({ Effect: 'Allow', Action: ['kms:Decrypt'], Resource: ['*'], ...more });
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });
const without = (element: 'Action' | 'Resource' | 'Effect', more: object = {}) => {
  const { [element]: _, ...rest } = { ...allow(), ...more } as Record<string, unknown>;
  return rest;
};

test.each([
  { when: 'named', given: [allow()], effect: 'allowed' },
  { when: 'named as text', given: [allow({ Action: 'kms:Decrypt', Resource: '*' })], effect: 'allowed' },
  { when: 'named in any letter case', given: [allow({ Action: 'KMS:DECRYPT' })], effect: 'allowed' },
  { when: 'matched by kms:*', given: [allow({ Action: 'kms:*' })], effect: 'allowed' },
  { when: 'matched by *', given: [allow({ Action: '*' })], effect: 'allowed' },
  { when: 'matched by a wildcard of one', given: [allow({ Action: 'kms:De?rypt' })], effect: 'allowed' },
  { when: 'not named', given: [allow({ Action: ['kms:Encrypt'] })], effect: 'denied' },
  { when: 'in no statement', given: [], effect: 'denied' },
  { when: 'left over by NotAction', given: [without('Action', { NotAction: ['ram:*'] })], effect: 'allowed' },
  { when: 'left out by NotAction', given: [without('Action', { NotAction: ['kms:De*'] })], effect: 'denied' },
  {
    when: 'denied by NotAction',
    given: [allow(), { ...without('Action', { NotAction: ['kms:Describe*'] }), Effect: 'Deny' }],
    effect: 'denied',
  },
  { when: 'denied', given: [allow({ Action: '*' }), deny()], effect: 'denied' },
  { when: 'denied, in lower case', given: [allow(), { ...allow(), Effect: 'deny' }], effect: 'denied' },
  { when: 'allowed, in upper case', given: [{ ...allow(), Effect: 'ALLOW' }], effect: 'allowed' },
  {
    when: 'named by elements in another letter case',
    given: [{ effect: 'Allow', ACTION: 'kms:*', resource: KEY }],
    effect: 'allowed',
  },
  { when: 'allowed on the key', given: [allow({ Resource: [KEY] })], effect: 'allowed' },
  { when: 'allowed on another key', given: [allow({ Resource: [`${KEY}2`] })], effect: 'denied' },
  {
    when: 'allowed in another region',
    given: [allow({ Resource: 'acs:kms:cn-beijing:*:*' })],
    effect: 'denied',
  },
  {
    when: 'allowed in another account',
    given: [allow({ Resource: 'acs:kms:*:1000000000000002:key/*' })],
    effect: 'denied',
  },
  { when: 'allowed on all of KMS', given: [allow({ Resource: 'acs:kms:*:*:*' })], effect: 'allowed' },
  {
    when: 'allowed by a wildcard in the middle',
    given: [allow({ Resource: ['acs:oss:*', `acs:kms:cn-*:${ACCOUNT}:key/*-good`] })],
    effect: 'allowed',
  },
  { when: 'allowed on aliases', given: [allow({ Resource: 'acs:kms:*:*:alias/*' })], effect: 'denied' },
  {
    when: 'allowed on all but keys',
    given: [without('Resource', { NotResource: ['acs:kms:*:*:key/*'] })],
    effect: 'denied',
  },
  {
    when: 'allowed on all but another key',
    given: [without('Resource', { NotResource: `${KEY}2` })],
    effect: 'allowed',
  },
  {
    when: 'denied on all but aliases',
    given: [allow(), { ...without('Resource', { NotResource: ['acs:kms:*:*:alias/*'] }), Effect: 'Deny' }],
    effect: 'denied',
  },
  {
    when: 'denied on all but this key',
    given: [allow(), { ...without('Resource', { NotResource: [KEY] }), Effect: 'Deny' }],
    effect: 'allowed',
  },
  {
    when: 'denied elsewhere',
    given: [allow(), deny({ Resource: 'acs:kms:cn-beijing:*:*' })],
    effect: 'allowed',
  },
  { when: 'allowed under no condition', given: [allow({ Condition: {} })], effect: 'allowed' },
  { when: 'allowed on a condition', given: [allow({ Condition: { Bool: {} } })], effect: 'open' },
  { when: 'denied on a condition', given: [allow(), deny({ Condition: { Bool: {} } })], effect: 'open' },
  {
    when: 'denied on a condition, and for certain',
    given: [allow(), deny({ Condition: { Bool: {} } }), deny()],
    effect: 'denied',
  },
  {
    when: 'allowed on a condition, and for certain',
    given: [allow({ Condition: { Bool: {} } }), allow()],
    effect: 'allowed',
  },
  { when: 'only denied on a condition', given: [deny({ Condition: { Bool: {} } })], effect: 'denied' },
  {
    when: 'something else on a condition',
    given: [allow(), deny({ Action: 'oss:*', Condition: { Bool: {} } })],
    effect: 'allowed',
  },
  {
    when: 'allowed by a variable that may fit',
    given: [allow({ Resource: 'acs:kms:*:${acs:AccountId}:key/*' })],
    effect: 'open',
  },
  {
    when: 'allowed by a variable that cannot fit',
    given: [allow({ Resource: 'acs:oss:*:*:${acs:UserName}/*' })],
    effect: 'denied',
  },
  { when: 'without Resource', given: [without('Resource')], effect: 'open' },
  { when: 'without Action', given: [without('Action')], effect: 'open' },
  { when: 'without Effect', given: [without('Effect')], effect: 'open' },
  { when: 'with an unknown Effect', given: [allow(), { ...allow(), Effect: 'Maybe' }], effect: 'open' },
  { when: 'with Action and NotAction', given: [allow({ NotAction: 'ram:*' })], effect: 'open' },
  { when: 'with an unknown element', given: [allow({ NotBefore: '2026-01-01' })], effect: 'open' },
  { when: 'with a Principal of its own', given: [allow({ Principal: { RAM: '*' } })], effect: 'open' },
  { when: 'with an empty list', given: [allow({ Action: [] })], effect: 'open' },
  { when: 'with a number for an action', given: [allow({ Action: [7] })], effect: 'open' },
  {
    when: 'beside an odd statement about others',
    given: [allow(), deny({ Action: 'oss:*', Foo: 1 })],
    effect: 'allowed',
  },
  { when: 'beside what is no statement', given: [allow(), 'x'], effect: 'open' },
  { when: 'beside null, but denied', given: [allow(), null, deny()], effect: 'denied' },
  { when: 'in an element that is there twice', given: [allow({ action: 'oss:*' })], effect: 'open' },
])('kms:Decrypt $when: $effect', ({ given, effect }) => {
  expect(decide(DECRYPT, say(...given)).effect).toBe(effect);
});

test.each([
  { what: 'one statement that is no list', text: { Version: '1', Statement: allow() }, effect: 'allowed' },
  { what: 'without Version', text: { Statement: [allow()] }, effect: 'allowed' },
  { what: 'in lower case', text: { version: 1, statement: [allow()] }, effect: 'allowed' },
  { what: 'of another Version', text: { Version: '2', Statement: [allow()] }, effect: 'open' },
  {
    what: 'with an unknown element',
    text: { Version: '1', Default: 'Allow', Statement: [] },
    effect: 'denied',
  },
  {
    what: 'URL-encoded',
    text: encodeURIComponent(JSON.stringify({ Statement: allow() })),
    effect: 'allowed',
  },
  { what: 'without statements', text: { Version: '1', Statement: [] }, effect: 'denied' },
  { what: 'without Statement', text: { Version: '1' }, effect: 'open' },
  { what: 'that is text', text: '"Allow"', effect: 'open' },
  { what: 'that is a list', text: '[]', effect: 'open' },
  { what: 'that is null', text: 'null', effect: 'open' },
  { what: 'that is empty', text: '', effect: 'open' },
  { what: 'that is cut', text: '{"Statement":[{"Effect":"Allow"', effect: 'open' },
  { what: 'that is encoded badly', text: '%7', effect: 'open' },
])('a document $what: $effect', ({ text, effect }) => {
  expect(decide(DECRYPT, read(text)).effect).toBe(effect);
});

test('a policy that was not read leaves open what the others do not settle', () => {
  const unread = statementsOf([{ name: 'secret', document: unseen('denied', 'NoPermission') }]);
  expect(decide(DECRYPT, [...say(allow()), ...unread])).toEqual({
    effect: 'open',
    by: [{ statement: 'secret', openBy: ['document'] }],
  });
  expect(decide(DECRYPT, [...say(allow(), deny()), ...unread]).effect).toBe('denied');
  expect(decide(DECRYPT, unread).effect).toBe('open');
});

const trust = (Principal: unknown, more: object = {}) =>
  say({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more });
const ASSUME: Question = {
  action: 'sts:AssumeRole',
  resource: `acs:ram::${ACCOUNT}:role/aliyuncsmanagedsecurityrole`,
  principal: ACK,
  isTrust: true,
};

test.each([
  { what: 'the service', given: trust({ Service: ['cs.aliyuncs.com'] }), effect: 'allowed' },
  { what: 'the service as text', given: trust({ Service: 'cs.aliyuncs.com' }), effect: 'allowed' },
  { what: 'the service in lower case', given: trust({ service: 'CS.aliyuncs.com' }), effect: 'allowed' },
  {
    what: 'several',
    given: trust({ RAM: ['acs:ram::1:root'], Service: ['fc.aliyuncs.com', 'cs.aliyuncs.com'] }),
    effect: 'allowed',
  },
  { what: 'everybody', given: trust('*'), effect: 'allowed' },
  { what: 'another service', given: trust({ Service: ['ecs.aliyuncs.com'] }), effect: 'denied' },
  { what: 'the account', given: trust({ RAM: [`acs:ram::${ACCOUNT}:root`] }), effect: 'denied' },
  {
    what: 'an identity provider',
    given: trust({ Federated: ['acs:ram::1:saml-provider/x'] }),
    effect: 'denied',
  },
  { what: 'a kind of principal that is not known', given: trust({ Robot: ['x'] }), effect: 'open' },
  { what: 'nobody named', given: say({ Effect: 'Allow', Action: 'sts:AssumeRole' }), effect: 'open' },
  {
    what: 'the service on a condition',
    given: trust({ Service: 'cs.aliyuncs.com' }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
    effect: 'open',
  },
  {
    what: 'another service on a condition',
    given: trust({ Service: 'ecs.aliyuncs.com' }, { Condition: { StringEquals: { a: 'x' } } }),
    effect: 'denied',
  },
  {
    what: 'all but another',
    given: say({ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { Service: 'ecs.aliyuncs.com' } }),
    effect: 'allowed',
  },
  {
    what: 'all but the service',
    given: say({ Effect: 'Allow', Action: '*', NotPrincipal: { Service: 'cs.aliyuncs.com' } }),
    effect: 'denied',
  },
  { what: 'the service by text only', given: trust('cs.aliyuncs.com'), effect: 'open' },
])('a trust in $what: $effect', ({ given, effect }) => {
  expect(decide(ASSUME, given).effect).toBe(effect);
});

const ON_KEY: Question = { ...DECRYPT, principal: ROLE };
const keyPolicy = (RAM: unknown, more: object = {}) => say(allow({ Principal: { RAM }, ...more }));

test.each([
  { what: 'the account', given: keyPolicy([`acs:ram::${ACCOUNT}:*`]), effect: 'allowed' },
  { what: 'the account by its root', given: keyPolicy(`acs:ram::${ACCOUNT}:root`), effect: 'allowed' },
  { what: 'everybody', given: keyPolicy('*'), effect: 'allowed' },
  {
    what: 'the role',
    given: keyPolicy([`acs:ram::${ACCOUNT}:role/aliyuncsmanagedsecurityrole`]),
    effect: 'allowed',
  },
  {
    what: 'the role as it is spelled',
    given: keyPolicy([`acs:ram::${ACCOUNT}:role/AliyunCSManagedSecurityRole`]),
    effect: 'allowed',
  },
  {
    what: 'its sessions',
    given: keyPolicy([`acs:ram::${ACCOUNT}:assumed-role/AliyunCSManagedSecurityRole/*`]),
    effect: 'allowed',
  },
  {
    what: 'one of its sessions',
    given: keyPolicy([`acs:ram::${ACCOUNT}:assumed-role/AliyunCSManagedSecurityRole/ack`]),
    effect: 'open',
  },
  { what: 'another role', given: keyPolicy([`acs:ram::${ACCOUNT}:role/admin`]), effect: 'denied' },
  { what: 'users', given: keyPolicy([`acs:ram::${ACCOUNT}:user/*`]), effect: 'denied' },
  { what: 'another account', given: keyPolicy(['acs:ram::1000000000000002:*']), effect: 'denied' },
  { what: 'another account by its number', given: keyPolicy(['1000000000000002']), effect: 'denied' },
  { what: 'what is no ARN', given: keyPolicy(['admins']), effect: 'open' },
  {
    what: 'the account, to look only',
    given: keyPolicy([`acs:ram::${ACCOUNT}:*`], { Action: ['kms:List*', 'kms:Describe*'] }),
    effect: 'denied',
  },
  {
    what: 'the account, on another key',
    given: keyPolicy([`acs:ram::${ACCOUNT}:*`], { Resource: [`${KEY}2`] }),
    effect: 'denied',
  },
  {
    what: 'the account, on a condition',
    given: keyPolicy([`acs:ram::${ACCOUNT}:*`], { Condition: { Bool: {} } }),
    effect: 'open',
  },
  { what: 'nobody named', given: say(allow()), effect: 'open' },
])('a key policy for $what: $effect', ({ given, effect }) => {
  expect(decide(ON_KEY, given).effect).toBe(effect);
});

test.each([
  { when: 'all keys', resource: '*', effect: 'allowed' },
  { when: 'all keys of all accounts', resource: 'acs:kms:*:*:key/*', effect: 'allowed' },
  { when: 'one key', resource: KEY, effect: 'open' },
  { when: 'keys of one character', resource: 'acs:kms:*:*:key/?', effect: 'open' },
  { when: 'aliases', resource: 'acs:kms:*:*:alias/*', effect: 'denied' },
])('asked about any key, allowed on $when: $effect', ({ resource, effect }) => {
  const any = `acs:kms:${ANY}:${ACCOUNT}:key/${ANY}`;
  expect(decide({ ...DECRYPT, resource: any }, say(allow({ Resource: resource }))).effect).toBe(effect);
});

test.each([
  { when: 'on one of them', given: [allow({ Resource: `${KEY}2` })], effect: 'allowed' },
  { when: 'on none', given: [allow({ Resource: `${KEY}3` })], effect: 'denied' },
  { when: 'on both but one', given: [allow(), deny({ Resource: KEY })], effect: 'allowed' },
  { when: 'on neither', given: [allow(), deny({ Resource: `${KEY}*` })], effect: 'denied' },
  { when: 'perhaps on one', given: [allow({ Resource: KEY, Condition: { Bool: {} } })], effect: 'open' },
  { when: 'by no statement about it', given: [allow({ Action: 'oss:*' })], effect: 'denied' },
])('allowed $when of two keys: $effect', ({ given, effect }) => {
  expect(decideOnAny(DECRYPT, [KEY, `${KEY}2`], say(...given)).effect).toBe(effect);
  expect(decideOnAny(DECRYPT, [], say(...given)).effect).toBe('denied');
});

test('the statement that decides is named, with its Sid and with what leaves it open', () => {
  expect(decide(DECRYPT, say(allow(), deny({ Sid: 'guard' })))).toEqual({
    effect: 'denied',
    by: [{ statement: 'p #2 (guard)', openBy: [] }],
  });
  expect(
    decide(DECRYPT, say(allow({ Action: 'oss:*' }), allow({ Condition: { Bool: {} }, Foo: 1 }))),
  ).toEqual({
    effect: 'open',
    by: [{ statement: 'p #2', openBy: ['Condition', 'foo'] }],
  });
  expect(decide(DECRYPT, say())).toEqual({ effect: 'denied', by: [] });
});

test('a policy is of interest when it says yes or no, or may, and not when it speaks of others', () => {
  const asked = { action: 'kms:DisableKey' };
  expect(mayMention(asked, say(deny({ Action: 'kms:Disable*' })))).toBe(true);
  expect(mayMention(asked, say(without('Action')))).toBe(true);
  expect(mayMention(asked, say(allow({ Action: 'oss:*' }), allow()))).toBe(false);
});

test('the documented role policy allows what encryption at rest needs', () => {
  const { DefaultPolicyVersion } = fixture('ram/GetPolicy.security-role-policy') as {
    DefaultPolicyVersion: { PolicyDocument: string };
  };
  const statements = read(DefaultPolicyVersion.PolicyDocument);
  const effects = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:ScheduleKeyDeletion'].map(
    (action) => decide({ ...DECRYPT, action }, statements).effect,
  );
  expect(effects).toEqual(['allowed', 'allowed', 'allowed', 'denied']);
});

const pick = <T>(...values: T[]) => fc.constantFrom(...values);
const one = <T>(...values: T[]) =>
  fc.oneof(pick(...values), fc.array(pick(...values), { minLength: 1, maxLength: 3 }));
const ACTIONS = one(
  '*',
  'kms:*',
  'kms:Decrypt',
  'KMS:de*',
  'kms:?ecrypt',
  'oss:*',
  'sts:AssumeRole',
  '${x}',
  'kms:${x}',
);
const RESOURCES = one(
  '*',
  KEY,
  `${KEY}2`,
  'acs:kms:*:*:key/*',
  'acs:kms:*:2:*',
  'acs:oss:*',
  `acs:kms:*:${'${acs:Id}'}:key/*`,
);
const PRINCIPALS = fc.oneof(
  pick('*' as const),
  fc
    .record(
      {
        RAM: one(
          '*',
          `acs:ram::${ACCOUNT}:*`,
          `acs:ram::${ACCOUNT}:root`,
          'acs:ram::2:*',
          `acs:ram::${ACCOUNT}:user/x`,
        ),
        Service: one('*', 'cs.aliyuncs.com', 'ecs.aliyuncs.com'),
      },
      { requiredKeys: [] },
    )
    .filter((kinds) => Object.keys(kinds).length > 0),
);

/** Mostly as it should be; seldom its opposite, both, or neither. */
function element(name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.record({ [name]: values }) },
    { weight: 4, arbitrary: fc.record({ [`Not${name}`]: values }) },
    { weight: 1, arbitrary: fc.record({ [name]: values, [`Not${name}`]: values }) },
    { weight: 1, arbitrary: fc.constant({}) },
  );
}

const statement = (withPrincipal: boolean) =>
  fc
    .tuple(
      fc.record({ Effect: pick('Allow', 'Deny', 'allow', 'DENY', 'Allow', 'Deny', 'Perhaps') }),
      element('Action', ACTIONS),
      element('Resource', RESOURCES),
      withPrincipal ? element('Principal', PRINCIPALS) : fc.constant({}),
      pick<object>({}, {}, {}, { Condition: {} }, { Condition: { Bool: { 'acs:SecureTransport': 'true' } } }),
      pick<object>({}, {}, {}, { Sid: 'a' }, { Unheard: 1 }),
    )
    .map((parts): object => Object.assign({}, ...parts));

const ASKED: readonly { asked: Asked; question: Question }[] = [
  { asked: { action: 'kms:Decrypt', resource: KEY, principal: null, isTrust: false }, question: DECRYPT },
  {
    asked: {
      ...{ action: 'kms:Decrypt', resource: KEY, isTrust: false },
      principal: {
        kind: 'RAM',
        names: [`acs:ram::${ACCOUNT}:role/aliyuncsmanagedsecurityrole`, `acs:ram::${ACCOUNT}:root`],
      },
    },
    question: ON_KEY,
  },
  {
    asked: {
      ...{ action: ASSUME.action, resource: ASSUME.resource, isTrust: true },
      principal: { kind: 'Service', names: ['cs.aliyuncs.com'] },
    },
    question: ASSUME,
  },
];

test.each(ASKED)('$question.action agrees with a reading that tries every world', ({ asked, question }) => {
  const statements = fc.array(statement(asked.principal !== null), { maxLength: 3 });
  const document = fc.record({ Version: pick('1'), Statement: statements }).map((one) => JSON.stringify(one));
  const effects = new Set<string>();
  fc.assert(
    fc.property(fc.array(document, { maxLength: 2 }), (documents) => {
      let expected: ReturnType<typeof naive>;
      try {
        expected = naive(asked, documents);
      } catch {
        return; // too many worlds
      }
      const policies = documents.map((text, index) => ({ name: `p${index}`, document: seen(text) }));
      effects.add(expected);
      expect(decide(question, statementsOf(policies)).effect).toBe(expected);
    }),
    { numRuns: 1500 },
  );
  expect([...effects].sort()).toEqual(['allowed', 'denied', 'open']);
});

test('of a name that is known in part, a pattern fits every filling, some, or none', () => {
  const fillings = ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'bba'];
  const told = new Set<string>();
  const text = (letters: string[]) =>
    fc.array(fc.constantFrom(...letters), { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      text(['a', 'b', ':', '*', '?']),
      text(['a', ':']),
      text(['b', ':']),
      (pattern, before, after) => {
        const match = matchPattern(pattern, `${before}${ANY}${after}`);
        const fits = fillings.map(
          (filling) => matchPattern(pattern, `${before}${filling}${after}`) === 'yes',
        );
        told.add(match);
        if (match === 'yes') expect(fits).not.toContain(false);
        if (match === 'no') expect(fits).not.toContain(true);
      },
    ),
    { numRuns: 3000 },
  );
  expect(told.size).toBe(3);
});
