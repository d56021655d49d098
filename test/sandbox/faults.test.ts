import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultKinds } from '../../sandbox/gateway/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, askCs, at, control, listAt, signAcs3, stillAmbient, textAt } from './signed.ts';

const ambient = stillAmbient();
let sandbox: Sandbox;

beforeEach(async () => {
  ambient.slept.length = 0;
  ambient.time = Date.now();
  sandbox = await startSandbox(
    { generate: { clusters: 60, regions: 2, keys: 30, seed: 1 }, rates: 'off' },
    ambient,
  );
});

afterEach(async () => {
  await sandbox.close();
});

async function faults(...rules: Record<string, unknown>[]): Promise<void> {
  const set = await control(sandbox, 'POST', 'faults', rules);
  if (set.status !== 200) throw new Error(set.text);
}

const keys = (params: Record<string, string> = {}) => ask(sandbox, 'kms.cn-hangzhou', 'ListKeys', params);

/** How many bytes arrive before the connection breaks, or what breaks it. */
async function rawOutcome(timeout = 2000): Promise<string> {
  const { url, headers, method } = signAcs3(sandbox, {
    host: 'kms.cn-hangzhou.aliyuncs.com',
    version: '2016-01-20',
    action: 'ListKeys',
    params: { PageSize: '100' },
  });
  return await new Promise((resolve) => {
    const sent = request(
      url,
      { method, headers, agent: false, signal: AbortSignal.timeout(timeout) },
      (response) => {
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
        });
        response.on('error', () => resolve(`cut after ${length} of ${response.headers['content-length']}`));
        response.on('end', () => resolve(`whole ${length}`));
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.name === 'AbortError' || error.name === 'TimeoutError'
          ? 'hangs'
          : (error.code ?? error.message),
      ),
    );
    sent.end();
  });
}

test('every kind is tried here', () => {
  const tried = [
    'throttle',
    'error5xx',
    'reset',
    'hang',
    'hangAfter',
    'truncate',
    'wrongType',
    'emptyPageWithToken',
    'repeatPage',
    'clockSkew',
    'deny',
    'slow',
    'htmlBody',
    'retryAfter',
    'successFalse',
  ];
  expect([...faultKinds].sort()).toEqual(tried.sort());
});

describe('kinds', () => {
  test.each([
    { where: 'kms.cn-hangzhou', action: 'ListKeys', more: {}, status: 429, code: 'Rejected.Throttling' },
    {
      where: 'actiontrail.cn-hangzhou',
      action: 'LookupEvents',
      more: {},
      status: 400,
      code: 'Throttling.User',
    },
    { where: 'ram', action: 'GetRole', more: {}, status: 400, code: 'Throttling.User' },
    {
      where: 'cs.cn-hangzhou',
      action: '',
      more: { method: 'GET', path: '/regions' },
      status: 429,
      code: 'Throttling.User',
    },
  ])('throttle at $where: $status $code', async ({ where, action, more, status, code }) => {
    await faults({ kind: 'throttle' });
    const answer = await ask(sandbox, where, action, {}, more);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.headers.get('retry-after')).toBeNull();
    const { body } = await control(sandbox, 'GET', 'calls');
    expect(at(body, 'throttled')).toBe(1);
  });

  test('retryAfter says when to come back', async () => {
    await faults({ kind: 'retryAfter', retryAfter: 3 });
    const answer = await keys();
    expect([
      answer.status,
      answer.headers.get('retry-after'),
      answer.headers.get('x-acs-retry-after'),
    ]).toEqual([429, '3', '3000']);
  });

  test.each([
    { rule: {}, status: 503, code: 'SerivceUnavailableTemporary' },
    { rule: { status: 500 }, status: 500, code: 'InternalFailure' },
    { rule: { status: 502, code: 'BadGateway' }, status: 502, code: 'BadGateway' },
  ])('error5xx $rule: $status $code', async ({ rule, status, code }) => {
    await faults({ kind: 'error5xx', ...rule });
    const answer = await keys();
    expect([answer.status, answer.code]).toEqual([status, code]);
    const clusters = await askCs(sandbox, 'GET', '/regions');
    expect([clusters.status, at(clusters.body, 'requestId')]).toEqual([
      status,
      clusters.headers.get('x-acs-request-id'),
    ]);
  });

  test('reset breaks the connection', async () => {
    await faults({ kind: 'reset' });
    expect(await rawOutcome()).toBe('ECONNRESET');
  });

  test('hang never answers, and does not keep the sandbox from closing', async () => {
    await faults({ kind: 'hang' });
    expect(await rawOutcome(300)).toBe('hangs');
    const pending = keys().catch((error: unknown) => String(error));
    await expect.poll(async () => at((await control(sandbox, 'GET', 'calls')).body, 'total')).toBe(2);
    await sandbox.close();
    expect(await pending).toContain('fetch failed');
    sandbox = await startSandbox({ scenario: 'empty' });
  });

  test('hangAfter carries the operation out, then never answers', async () => {
    const KeyId = textAt((await keys()).body, 'Keys.Key.0.KeyId');
    const stateOf = async () =>
      at((await ask(sandbox, 'kms.cn-hangzhou', 'DescribeKey', { KeyId })).body, 'KeyMetadata.KeyState');
    await faults({ kind: 'hangAfter', action: 'Kms:DisableKey' });
    const pending = ask(sandbox, 'kms.cn-hangzhou', 'DisableKey', { KeyId }).catch((error: unknown) =>
      String(error),
    );
    await expect.poll(stateOf).toBe('Disabled');
    expect((await control(sandbox, 'GET', 'calls')).body).toMatchObject({ failed: 1 });
    await sandbox.close();
    expect(await pending).toContain('fetch failed');
    sandbox = await startSandbox({ scenario: 'empty' });
  });

  test('truncate sends half of the body', async () => {
    const whole = await rawOutcome();
    await faults({ kind: 'truncate' });
    const cut = /^cut after (\d+) of (\d+)$/.exec(await rawOutcome());
    expect(whole).toBe(`whole ${cut?.[2]}`);
    expect(Number(cut?.[1])).toBe(Math.floor(Number(cut?.[2]) / 2));
  });

  test('successFalse is a failure with the status of a success, where an envelope can say so', async () => {
    await faults({ kind: 'successFalse' });
    const balance = await ask(sandbox, 'business', 'QueryAccountBalance');
    expect([balance.status, balance.code]).toEqual([200, 'NotAuthorized']);
    expect(balance.body).toMatchObject({ Success: false, Data: {} });
    expect((await control(sandbox, 'GET', 'calls')).body).toMatchObject({ failed: 1 });
    expect((await keys()).status).toBe(200);
    await faults({ kind: 'successFalse', code: 'InternalError' });
    expect((await ask(sandbox, 'business', 'QueryAccountBalance')).code).toBe('InternalError');
  });

  test('htmlBody answers a page in place of JSON', async () => {
    await faults({ kind: 'htmlBody', nth: 1 }, { kind: 'htmlBody', nth: 2, status: 200 });
    const answer = await keys();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(answer.text).toContain('<html>');
    expect((await keys()).status).toBe(200);
  });

  test.each([
    { rule: {}, path: 'Keys', value: 'unexpected' },
    { rule: { field: 'TotalCount' }, path: 'TotalCount', value: ['unexpected'] },
    { rule: { field: 'TotalCount', value: null }, path: 'TotalCount', value: null },
    { rule: { field: 'Keys.Key', value: 7 }, path: 'Keys.Key', value: 7 },
    {
      rule: { field: 'Keys.Key.1.KeyId' },
      path: 'Keys.Key.1.KeyId',
      value: { unexpected: 'key-gen000000000000000002' },
    },
  ])('wrongType $rule', async ({ rule, path, value }) => {
    await faults({ kind: 'wrongType', ...rule });
    const answer = await keys();
    expect(answer.status).toBe(200);
    expect(at(answer.body, path)).toEqual(value);
  });

  test('emptyPageWithToken: no events, and a token that leads to them', async () => {
    const params = { MaxResults: '10' };
    const lookup = (more = {}) =>
      ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', { ...params, ...more });
    const usual = await lookup();
    await faults({ kind: 'emptyPageWithToken', action: 'LookupEvents', times: 1 });
    const empty = await lookup();
    expect(listAt(empty.body, 'Events')).toEqual([]);
    const next = await lookup({ NextToken: textAt(empty.body, 'NextToken') });
    expect(listAt(next.body, 'Events')).toEqual(listAt(usual.body, 'Events'));
    await faults({ kind: 'emptyPageWithToken', times: 1 });
    const NextToken = textAt(usual.body, 'NextToken');
    const second = await lookup({ NextToken });
    expect([listAt(second.body, 'Events'), at(second.body, 'NextToken')]).toEqual([[], NextToken]);
  });

  test('emptyPageWithToken on numbered pages keeps the total', async () => {
    await faults({ kind: 'emptyPageWithToken' });
    expect((await keys()).body).toMatchObject({ Keys: { Key: [] }, TotalCount: 15 });
    expect((await askCs(sandbox, 'GET', '/api/v1/clusters')).body).toMatchObject({
      clusters: [],
      page_info: { total_count: 60 },
    });
  });

  test('repeatPage answers the page before once more', async () => {
    const pages = async (page_number: string) =>
      askCs(sandbox, 'GET', '/api/v1/clusters', { params: { page_number, page_size: '20' } });
    await faults({ kind: 'repeatPage', action: 'DescribeClustersV1', nth: 2 });
    const [first, second, third] = [await pages('1'), await pages('2'), await pages('3')];
    expect(second.body).toEqual(first.body);
    expect(listAt(third.body, 'clusters')).toHaveLength(20);
    expect(third.body).not.toEqual(first.body);
  });

  test('clockSkew: the cloud believes in another time', async () => {
    await faults({ kind: 'clockSkew' });
    const expired = await keys();
    expect(expired.code).toBe('InvalidTimeStamp.Expired');
    expect(Math.abs(Date.parse(expired.headers.get('date') ?? '') - ambient.time - 3_600_000)).toBeLessThan(
      1000,
    );
    await faults({ kind: 'clockSkew', skewSeconds: -600 });
    expect((await keys()).status).toBe(200);
  });

  test('deny: refused as RAM would, naming the action', async () => {
    await faults({ kind: 'deny' });
    expect(await keys()).toMatchObject({ status: 403, code: 'Forbidden.NoPermission' });
    const lookup = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents');
    expect(lookup).toMatchObject({ status: 403, code: 'NoPermission' });
    expect(at(lookup.body, 'AccessDeniedDetail')).toMatchObject({
      AuthAction: 'actiontrail:LookupEvents',
      NoPermissionType: 'ExplicitDeny',
    });
  });

  test('slow takes its time, and latency adds to every answer', async () => {
    await faults({ kind: 'slow', delayMs: 1234 });
    expect((await keys()).status).toBe(200);
    expect(ambient.slept).toEqual([1234]);
    const own = await startSandbox({ scenario: 'healthy', latencyMs: 50 }, ambient);
    await ask(own, 'ram', 'GetRole', { RoleName: 'AliyunCSManagedSecurityRole' });
    await own.close();
    expect(ambient.slept).toEqual([1234, 50]);
  });
});

describe('which calls', () => {
  const outcome = async (count: number) => {
    const found: number[] = [];
    for (let index = 0; index < count; index += 1) found.push((await keys()).status);
    return found.map((status) => (status === 200 ? '.' : 'x')).join('');
  };

  test.each([
    { rule: {}, outcome: 'xxxxxx' },
    { rule: { nth: 2 }, outcome: '.x....' },
    { rule: { nth: [1, 3] }, outcome: 'x.x...' },
    { rule: { from: 3 }, outcome: '..xxxx' },
    { rule: { times: 2 }, outcome: 'xx....' },
    { rule: { from: 2, times: 3 }, outcome: '.xxx..' },
    { rule: { action: 'ListKeys' }, outcome: 'xxxxxx' },
    { rule: { action: 'Kms:List*' }, outcome: 'xxxxxx' },
    { rule: { action: 'CS:*' }, outcome: '......' },
    { rule: { action: 'DescribeKey' }, outcome: '......' },
    { rule: { region: 'cn-hangzhou' }, outcome: 'xxxxxx' },
    { rule: { region: 'cn-sh*' }, outcome: '......' },
    { rule: { probability: 0 }, outcome: '......' },
  ])('$rule: $outcome', async ({ rule, outcome: expected }) => {
    await faults({ kind: 'throttle', ...rule });
    expect(await outcome(6)).toBe(expected);
  });

  test('a probability with a seed gives the same faults again', async () => {
    const draw = async (seed: number) => {
      await faults({ kind: 'throttle', probability: 0.5, seed });
      return await outcome(40);
    };
    const first = await draw(1);
    expect(await draw(1)).toBe(first);
    expect(await draw(2)).not.toBe(first);
    expect(first.replaceAll('.', '').length).toBeGreaterThan(8);
    expect(first.replaceAll('.', '').length).toBeLessThan(32);
  });

  test('the first rule that strikes wins, the others count on', async () => {
    await faults({ kind: 'throttle', nth: 1 }, { kind: 'error5xx', nth: [1, 2] });
    expect([(await keys()).status, (await keys()).status, (await keys()).status]).toEqual([429, 503, 200]);
    const { body } = await control(sandbox, 'GET', 'faults');
    expect(body).toMatchObject({
      faults: [
        { seen: 3, done: 1 },
        { seen: 3, done: 1 },
      ],
    });
  });

  test('a single rule need not be a list; an empty list ends them', async () => {
    await control(sandbox, 'POST', 'faults', { kind: 'throttle' });
    expect((await keys()).status).toBe(429);
    await control(sandbox, 'POST', 'faults', []);
    expect((await keys()).status).toBe(200);
  });

  test.each([
    { rule: { kind: 'explode' }, says: 'Expected one of throttle' },
    { rule: { kind: 'throttle', colour: 'red' }, says: 'colour' },
    { rule: { kind: 'throttle', nth: 0 }, says: 'nth' },
    { rule: {}, says: 'kind' },
  ])('$rule is refused', async ({ rule, says }) => {
    const answer = await control(sandbox, 'POST', 'faults', [rule]);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(says);
    expect(at(answer.body, 'error.known')).toEqual([...faultKinds]);
  });
});
