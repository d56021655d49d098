import { expect, test } from 'vitest';
import { credentialTrouble, requireCredentials } from '../../shared/accounts/credential-trouble.ts';
import type { Observed } from '../../shared/model/job.ts';
import { type Unseen, unseen } from '../../shared/model/observation.ts';
import { ACCOUNT, cluster, denied, key, NOW, seen } from '../builders.ts';

const at = NOW.toISOString();
const looked = (parts: Observed['parts']): Observed => ({
  job: 'keys',
  account: ACCOUNT,
  startedAt: at,
  finishedAt: at,
  parts,
  gaps: [],
  memory: null,
  looks: null,
});
const refused = (code: string): Unseen => unseen('denied', 'refused', { code });
const EXPIRED = refused('InvalidSecurityToken.Expired');
const blind = key({}, { metadata: EXPIRED, policy: EXPIRED });

test.each([
  { after: 'the clusters', parts: { clusters: seen([cluster()]), role: EXPIRED } },
  { after: 'one key of two', parts: { keys: seen([key(), blind]) } },
])('a token that expired after $after leaves what was read', ({ parts }) => {
  const observed = looked(parts);
  expect(requireCredentials(observed)).toBe(observed);
});

test.each([
  { when: 'before anything was read', parts: { keys: seen([blind]), instances: seen([]) } },
  { when: 'with every answer', parts: { role: EXPIRED, trails: refused('SecurityTokenExpired') } },
])('a token that expired $when ends the run', ({ parts }) => {
  expect(() => requireCredentials(looked(parts))).toThrow('The security token has expired');
});

test('the cluster list refused for its credentials ends the run, whatever else was read', () => {
  const parts = { clusters: refused('InvalidAccessKeyId.NotFound'), keys: seen([key()]) };
  expect(() => requireCredentials(looked(parts))).toThrow('rejected the credentials');
});

test('what is denied is no trouble of the credentials', () => {
  expect(requireCredentials(looked({ role: denied() })).parts).toEqual({ role: denied() });
});

test.each([
  {
    code: 'IllegalTimestamp',
    trouble: 'ClockSkew',
    hint: 'Synchronise the clock of this machine; at most 15 minutes',
  },
  {
    code: 'InvalidTimeStamp.Expired',
    trouble: 'ClockSkew',
    hint: 'Synchronise the clock of this machine; at most',
  },
  { code: 'SignatureNonceUsed', trouble: 'ClockSkew', hint: 'such as a proxy, sends requests twice' },
  { code: 'InvalidSecurityToken.Expired', trouble: 'CredentialsExpired', hint: 'Get a new token' },
  { code: 'InvalidAccessKeyId.NotFound', trouble: 'CredentialsRefused', hint: 'Check the AccessKey ID' },
])('$code is $trouble', ({ code, trouble, hint }) => {
  expect(credentialTrouble(refused(code))).toMatchObject({
    code: trouble,
    hint: expect.stringContaining(hint),
  });
});
