import { expect, test } from 'vitest';
import {
  classify,
  type Failure,
  mayPass,
  refusesCredentials,
  refusesTime,
} from '../../shared/cloud/answer.ts';
import { bss } from '../../shared/cloud/bss.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { failureOf } from '../../shared/cloud/failure.ts';
import { kms } from '../../shared/cloud/kms.ts';
import { fixture } from '../fixture.ts';

const none = null;

/** An error as the official core throws it. */
function thrown(statusCode: number, data: unknown): Failure {
  return failureOf({ name: 'ClientError', statusCode, data }, statusCode, null);
}

test.each([
  ['cs/DescribeClustersV1.forbidden', 403, 'denied', false],
  ['cs/DescribeClustersV1.throttled', 429, 'throttled', true],
  ['cs/DescribeClusterDetail.not-found', 404, 'absent', false],
  ['kms/DescribeKey.no-permission', 403, 'denied', false],
  ['kms/DescribeKey.throttled', 429, 'throttled', true],
  ['kms/DescribeKey.in-debt', 403, 'overdue', false],
  ['kms/DescribeKey.not-found', 404, 'absent', false],
  ['actiontrail/LookupEvents.throttled', 400, 'throttled', true],
  ['actiontrail/LookupEvents.no-permission', 403, 'denied', false],
  ['ram/GetRole.no-permission', 403, 'denied', false],
  ['ram/GetRole.not-found', 404, 'absent', false],
  ['sts/AssumeRole.no-permission', 403, 'denied', false],
  ['sts/AssumeRole.throttled', 400, 'throttled', true],
])('%s (HTTP %i) is %s', (name, status, because, again) => {
  const failure = thrown(status, fixture(name));
  expect(classify(kms.describeKey, failure)).toMatchObject({
    seen: false,
    because,
    code: expect.any(String),
    requestId: expect.any(String),
  });
  expect(mayPass(failure)).toBe(again);
});

test('a denied call names the RAM action: that of the answer, else ours', () => {
  const plain = thrown(403, { Code: 'NoPermission', Message: 'no' });
  const detailed = thrown(403, {
    Code: 'NoPermission',
    Message: 'no',
    AccessDeniedDetail: { AuthAction: 'kms:DescribeKeyEx' },
  });
  const hostile = thrown(403, {
    Code: 'NoPermission',
    Message: 'no',
    AccessDeniedDetail: { AuthAction: '<b>x</b>' },
  });
  expect([plain, detailed, hostile].map((failure) => classify(kms.describeKey, failure).permission)).toEqual([
    'kms:DescribeKey',
    'kms:DescribeKeyEx',
    'kms:DescribeKey',
  ]);
});

test('an action of several names: the one that the answer names, else all of them', () => {
  const refused = (data: object) => classify(cs.describeClustersV1, thrown(403, data)).permission;
  const code = 'StatusForbidden';
  const message = 'STSToken policy Forbidden for action cs:DescribeClustersV1';
  const accessDeniedDetail = { AuthAction: 'cs:GetClusters' };
  expect([
    refused({ code, message: 'no' }),
    refused({ code, message }),
    refused({ code, message, accessDeniedDetail }),
  ]).toEqual(['cs:GetClusters, cs:DescribeClustersV1', 'cs:DescribeClustersV1', 'cs:GetClusters']);
  const ofBilling = thrown(400, { Code: 'NotAuthorized', Message: 'This API is not authorized for caller.' });
  expect(classify(bss.queryAccountBalance, ofBilling)).toMatchObject({
    because: 'denied',
    permission: 'bssapi:QueryAccountBalance, bss:DescribeAcccount',
  });
});

test('refused credentials are denied, but no RAM action would help', () => {
  for (const code of [
    'SignatureDoesNotMatch',
    'InvalidAccessKeyId.NotFound',
    'InvalidSecurityToken.Expired',
  ]) {
    expect(classify(kms.describeKey, thrown(403, { Code: code, Message: 'no' }))).toEqual(
      expect.not.objectContaining({ permission: expect.anything() }),
    );
  }
});

test('states of things that KMS answers with 403 are not missing permissions', () => {
  expect(
    classify(kms.describeKey, thrown(403, { Code: 'Forbidden.KmsServiceNotEnabled', Message: '' })).because,
  ).toBe('malformed');
});

test.each([
  [
    'a broken connection',
    Object.assign(new Error('read ECONNRESET https://x/?token=secret'), { code: 'ECONNRESET' }),
    none,
    null,
    'unreachable',
    true,
  ],
  ['our own deadline', new Error('aborted'), none, 10_000, 'unreachable', true],
  ['a gateway page', new SyntaxError('Unexpected token <'), 502, null, 'unreachable', true],
  ['a body that is no JSON', new SyntaxError('Unexpected token <'), 200, null, 'malformed', false],
])('%s', (_name, error, status, timedOut, because, again) => {
  const failure = failureOf(error, status, timedOut);
  const answer = classify(kms.describeKey, failure);
  expect(answer.because).toBe(because);
  expect(mayPass(failure)).toBe(again);
  expect(JSON.stringify(answer)).not.toContain('secret');
});

test('an error that is neither the cloud nor the network is a bug, and thrown', () => {
  expect(() => failureOf(new TypeError('x is not a function'), none, null)).toThrow('x is not a function');
});

test('an unknown code keeps its code and request id', () => {
  expect(
    classify(kms.describeKey, thrown(400, { Code: 'Odd.New', Message: 'm', RequestId: 'r-1' })),
  ).toMatchObject({
    because: 'malformed',
    code: 'Odd.New',
    requestId: 'r-1',
  });
});

const plain = { code: '', message: 'no', requestId: '', deniedAction: null };

test.each([
  { status: 403, code: '', because: 'denied' },
  { status: 403, code: 'Forbidden.KeyNotFound', because: 'malformed' },
  { status: 400, code: 'Forbidden.RAM', because: 'denied' },
  { status: 403, code: 'NotOurs.Forbidden.KeyNotFound', because: 'denied' },
  { status: 404, code: '', because: 'absent' },
  { status: 429, code: '', because: 'throttled' },
  { status: 500, code: '', because: 'unreachable' },
  { status: 503, code: '', because: 'unreachable' },
  { status: null, code: '', because: 'unreachable' },
  { status: 499, code: '', because: 'malformed' },
  { status: 400, code: 'SignatureDoesNotMatch', because: 'denied' },
  { status: 400, code: 'Forbidden.InDebtOverdue', because: 'overdue' },
])('HTTP $status with the code "$code" is $because', ({ status, code, because }) => {
  const failure = { ...plain, status, code };
  expect(classify(kms.describeKey, failure)).toMatchObject({ seen: false, because });
  expect(mayPass(failure)).toBe(because === 'throttled' || because === 'unreachable');
});

test('credentials that are refused ask for no permission, and are told apart from a missing one', () => {
  const refused = classify(kms.describeKey, { ...plain, status: 400, code: 'InvalidAccessKeyId.NotFound' });
  expect(refused).not.toHaveProperty('permission');
  expect(refusesCredentials(refused)).toBe(true);
  expect(refusesCredentials(classify(kms.describeKey, { ...plain, status: 403 }))).toBe(false);
  expect(refusesCredentials(classify(kms.describeKey, { ...plain, status: 403, code: 'NoPermission' }))).toBe(
    false,
  );
});

test.each([
  { code: 'NoPermission', message: 'not you', detail: 'NoPermission: not you' },
  { code: 'NoPermission', message: 'NoPermission: not you', detail: 'NoPermission: not you' },
  { code: '', message: 'not you', detail: 'not you' },
])('the detail holds the code once: $detail', ({ code, message, detail }) => {
  expect(classify(kms.describeKey, { ...plain, status: 403, code, message }).detail).toBe(detail);
});

test.each([
  [
    'Specified signature does not match our calculation. server string to sign is:GET&%2F&AccessKeyId%3DLTAI5tSecretId1',
    'Specified signature does not match our calculation',
  ],
  ['The access key LTAI5tSecretId1 is disabled.', 'The access key … is disabled.'],
  ['Token CAISabc/def+123== of STS.NUabcdef12345 ended', 'Token … of … ended'],
  ['Bad request: AccessKeyId=LTAI5tSecretId1&Signature=abc%3D&x=1', 'Bad request: …&…&x=1'],
  ['canonical request GET / x-acs-security-token:CAISabcdefgh', ''],
])('what the cloud repeats of a request is not told: %s', (said, told) => {
  expect(thrown(400, { Code: 'Odd', Message: said }).message).toBe(told || 'no message');
});

test.each(['IllegalTimestamp', 'InvalidTimeStamp.Expired', 'SignatureNonceUsed'])(
  '%s is about the time of a request, which no RAM action would help',
  (code) => {
    const failure = thrown(400, { Code: code, Message: 'no' });
    const answer = classify(kms.describeKey, failure);
    expect([answer.because, refusesCredentials(failure), refusesTime(answer)]).toEqual([
      'denied',
      true,
      true,
    ]);
  },
);
