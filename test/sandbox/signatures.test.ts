import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import {
  isoSeconds,
  type Outgoing,
  type Question,
  send,
  signAcs3,
  signRoaV1,
  signRpcV1,
  stillAmbient,
} from './signed.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

const rpcQuestion: Question = {
  host: 'kms.cn-hangzhou.aliyuncs.com',
  version: '2016-01-20',
  action: 'DescribeKey',
  params: { KeyId: 'alias/ack-secrets', Odd: "a b+c*~'()!/ü" },
};

const roaQuestion: Question = {
  host: 'cs.cn-hangzhou.aliyuncs.com',
  version: '2015-12-15',
  action: 'DescribeClustersV1',
  method: 'GET',
  path: '/api/v1/clusters',
  params: { page_size: '10', name: 'a b+c' },
};

const writeQuestion: Question = {
  host: 'cs.cn-hangzhou.aliyuncs.com',
  version: '2015-12-15',
  action: 'CheckServiceRole',
  method: 'POST',
  path: '/ram/check-service-role',
  json: { roles: [{ name: 'AliyunCSManagedSecurityRole' }] },
};

const schemes = [
  { scheme: 'ACS3, RPC', sign: signAcs3, question: rpcQuestion },
  { scheme: 'ACS3, ROA', sign: signAcs3, question: roaQuestion },
  { scheme: 'ACS3, ROA with a body', sign: signAcs3, question: writeQuestion },
  { scheme: 'RPC v1 in the query', sign: signRpcV1, question: rpcQuestion },
  { scheme: 'RPC v1 in a form', sign: signRpcV1, question: { ...rpcQuestion, method: 'POST' } },
  { scheme: 'ROA v1', sign: signRoaV1, question: roaQuestion },
  { scheme: 'ROA v1 with a body', sign: signRoaV1, question: writeQuestion },
];

describe.each(schemes)('$scheme', ({ sign, question }) => {
  test('a good signature is accepted, and the answer has a request id', async () => {
    const answer = await send(sign(sandbox, question));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-acs-request-id')).toMatch(/^[0-9A-F-]{36}$/);
  });

  test('a wrong secret does not match', async () => {
    const keys = { accessKeyId: sandbox.accessKeyId, accessKeySecret: 'wrong' };
    const answer = await send(sign(sandbox, { ...question, keys }));
    expect([answer.status, answer.code]).toEqual([400, 'SignatureDoesNotMatch']);
  });

  test('an unknown access key is not found', async () => {
    const keys = { accessKeyId: 'LTAInobody', accessKeySecret: sandbox.accessKeySecret };
    const answer = await send(sign(sandbox, { ...question, keys }));
    expect([answer.status, answer.code]).toEqual([404, 'InvalidAccessKeyId.NotFound']);
  });

  test('a nonce serves once', async () => {
    const outgoing = sign(sandbox, question);
    expect((await send(outgoing)).status).toBe(200);
    const again = await send(outgoing);
    expect([again.status, again.code]).toEqual([400, 'SignatureNonceUsed']);
  });

  test.each([
    { minutes: -14, code: undefined },
    { minutes: 14, code: undefined },
    { minutes: -16, code: 'InvalidTimeStamp.Expired' },
    { minutes: 16, code: 'InvalidTimeStamp.Expired' },
  ])('a date $minutes minutes off the real time: $code', async ({ minutes, code }) => {
    const date = new Date(Date.now() + minutes * 60_000);
    const answer = await send(sign(sandbox, { ...question, date }));
    expect(answer.code).toBe(code);
    expect(answer.status).toBe(code ? 400 : 200);
  });

  test('another parameter than the signed one does not match', async () => {
    const outgoing = sign(sandbox, question);
    const target = outgoing.body.includes('KeyId=') ? 'body' : 'url';
    const changed: Outgoing = {
      ...outgoing,
      [target]: `${outgoing[target]}${outgoing.url.includes('?') ? '&' : target === 'body' ? '&' : '?'}more=1`,
    };
    const answer = await send(changed);
    expect([answer.status, answer.code]).toEqual([400, 'SignatureDoesNotMatch']);
  });
});

describe('parts of an ACS3 request', () => {
  const tampering = [
    { part: 'method', change: (o: Outgoing) => ({ ...o, method: 'PUT' }), code: 'UnsupportedHTTPMethod' },
    { part: 'action', change: header('x-acs-action', 'ListKeys'), code: 'SignatureDoesNotMatch' },
    {
      part: 'date',
      change: header('x-acs-date', isoSeconds(new Date(Date.now() - 60_000))),
      code: 'SignatureDoesNotMatch',
    },
    { part: 'date form', change: header('x-acs-date', 'today'), code: 'InvalidTimeStamp.Format' },
    { part: 'nonce', change: header('x-acs-signature-nonce', 'another'), code: 'SignatureDoesNotMatch' },
    {
      part: 'content hash',
      change: header('x-acs-content-sha256', createHash('sha256').update('x').digest('hex')),
      code: 'IncompleteSignature',
    },
    {
      part: 'an unsigned x-acs header',
      change: header('x-acs-region-id', 'cn-beijing'),
      code: 'IncompleteSignature',
    },
    {
      part: 'an unsigned content type',
      change: header('content-type', 'text/plain'),
      code: 'IncompleteSignature',
    },
    {
      part: 'one character of the signature',
      change: (o: Outgoing) => header('authorization', flipLast(`${o.headers['authorization']}`))(o),
      code: 'SignatureDoesNotMatch',
    },
    {
      part: 'a malformed authorization',
      change: header('authorization', 'ACS3-HMAC-SHA256 Credential=x'),
      code: 'IncompleteSignature',
    },
    { part: 'an unknown scheme', change: header('authorization', 'Bearer x'), code: 'IncompleteSignature' },
    { part: 'no authorization', change: without('authorization'), code: 'MissingAccessKeyId' },
    { part: 'no date', change: without('x-acs-date'), code: 'MissingTimestamp' },
    { part: 'no nonce', change: without('x-acs-signature-nonce'), code: 'IncompleteSignature' },
  ];

  function header(name: string, value: string) {
    return (outgoing: Outgoing): Outgoing => ({
      ...outgoing,
      headers: { ...outgoing.headers, [name]: value },
    });
  }

  function without(name: string) {
    return ({ headers: { [name]: _, ...headers }, ...outgoing }: Outgoing): Outgoing => ({
      ...outgoing,
      headers,
    });
  }

  function flipLast(text: string): string {
    return text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
  }

  test.each(tampering)('$part changed: $code', async ({ change, code }) => {
    const answer = await send(change(signAcs3(sandbox, rpcQuestion)));
    expect(answer.code).toBe(code);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test('the body must be the one whose hash was signed', async () => {
    const outgoing = signAcs3(sandbox, writeQuestion);
    const answer = await send({ ...outgoing, body: outgoing.body.replace('Security', 'Insecurity') });
    expect(answer.code).toBe('IncompleteSignature');
  });

  test('the signed host is the loopback host that was sent, not the forwarded one', async () => {
    const answer = await send(
      signAcs3(sandbox, { ...rpcQuestion, headers: { host: 'kms.cn-hangzhou.aliyuncs.com' } }),
    );
    expect(answer.code).toBe('SignatureDoesNotMatch');
  });

  test('a header signed but not sent is refused', async () => {
    const outgoing = signAcs3(sandbox, { ...rpcQuestion, headers: { 'x-acs-extra': 'value' } });
    const { 'x-acs-extra': _, ...headers } = outgoing.headers;
    expect((await send({ ...outgoing, headers })).code).toBe('IncompleteSignature');
  });
});

describe('parts of the older signatures', () => {
  test.each([
    { part: 'SignatureMethod', from: 'HMAC-SHA1', to: 'HMAC-MD5', code: 'InvalidSignatureMethod' },
    {
      part: 'SignatureVersion',
      from: 'SignatureVersion=1.0',
      to: 'SignatureVersion=2.0',
      code: 'IncompleteSignature',
    },
    { part: 'Action', from: 'Action=DescribeKey', to: 'Action=ListKeys', code: 'SignatureDoesNotMatch' },
    { part: 'KeyId', from: 'ack-secrets', to: 'ack-secretz', code: 'SignatureDoesNotMatch' },
  ])('RPC: $part changed: $code', async ({ from, to, code }) => {
    const outgoing = signRpcV1(sandbox, rpcQuestion);
    expect(outgoing.url).toContain(from);
    expect((await send({ ...outgoing, url: outgoing.url.replace(from, to) })).code).toBe(code);
  });

  test.each([
    { part: 'content-md5', name: 'content-md5', value: 'AAAA', code: 'IncompleteSignature' },
    { part: 'accept', name: 'accept', value: 'text/plain', code: 'SignatureDoesNotMatch' },
    { part: 'version header', name: 'x-acs-signature-version', value: '1.1', code: 'SignatureDoesNotMatch' },
    { part: 'an extra x-acs header', name: 'x-acs-more', value: '1', code: 'SignatureDoesNotMatch' },
    { part: 'content type', name: 'content-type', value: 'text/json', code: 'SignatureDoesNotMatch' },
  ])('ROA: $part changed: $code', async ({ name, value, code }) => {
    const outgoing = signRoaV1(sandbox, writeQuestion);
    const answer = await send({ ...outgoing, headers: { ...outgoing.headers, [name]: value } });
    expect(answer.code).toBe(code);
  });

  test('ROA: the body must be the signed one', async () => {
    const outgoing = signRoaV1(sandbox, writeQuestion);
    const answer = await send({ ...outgoing, body: outgoing.body.replace('Security', 'Insecurity') });
    expect(answer.code).toBe('IncompleteSignature');
  });
});

test.each([
  { scheme: 'ROA v1', sign: signRoaV1, question: roaQuestion, code: undefined },
  { scheme: 'ROA v1 with a body', sign: signRoaV1, question: writeQuestion, code: undefined },
  { scheme: 'RPC v1', sign: signRpcV1, question: rpcQuestion, code: 'IncompleteSignature' },
  { scheme: 'ACS3', sign: signAcs3, question: rpcQuestion, code: 'IncompleteSignature' },
  { scheme: 'ACS3, by path', sign: signAcs3, question: roaQuestion, code: 'IncompleteSignature' },
])('without a nonce $scheme is answered with $code, every time', async ({ sign, question, code }) => {
  for (const _ of ['first', 'again']) {
    const answer = await send(sign(sandbox, { ...question, nonce: '' }));
    expect(answer.code).toBe(code);
    expect(answer.status).toBe(code ? 400 : 200);
  }
  const keys = { accessKeyId: sandbox.accessKeyId, accessKeySecret: 'wrong' };
  const wrong = await send(sign(sandbox, { ...question, nonce: '', keys }));
  expect(wrong.code).toBe(code ?? 'SignatureDoesNotMatch');
});

test('nonces are forgotten when a request with them could no longer be in time', async () => {
  const ambient = stillAmbient();
  const own = await startSandbox({ scenario: 'healthy' }, ambient);
  try {
    const ask = (): Outgoing =>
      signAcs3(own, { ...rpcQuestion, nonce: 'the-same', date: new Date(ambient.time) });
    expect((await send(ask())).status).toBe(200);
    ambient.time += 10 * 60_000;
    expect((await send(ask())).code).toBe('SignatureNonceUsed');
    // Another nonce starts a new generation; those of the one before still count.
    ambient.time += 11 * 60_000;
    await send(signAcs3(own, { ...rpcQuestion, date: new Date(ambient.time) }));
    expect((await send(ask())).code).toBe('SignatureNonceUsed');
    ambient.time += 50 * 60_000;
    await send(signAcs3(own, { ...rpcQuestion, date: new Date(ambient.time) }));
    ambient.time += 50 * 60_000;
    expect((await send(ask())).status).toBe(200);
  } finally {
    await own.close();
  }
});

test('the clock of the world does not move the wire', async () => {
  const own = await startSandbox({ scenario: 'healthy' });
  try {
    await fetch(`${own.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'P300D' }) });
    expect((await send(signAcs3(own, rpcQuestion))).status).toBe(200);
    const answer = await send(signAcs3(own, { ...rpcQuestion, date: own.now() }));
    expect(answer.code).toBe('InvalidTimeStamp.Expired');
  } finally {
    await own.close();
  }
});
