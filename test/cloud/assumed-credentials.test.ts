import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { assumeRole, type RoleToAssume, sessionNameOf } from '../../shared/cloud/assumed-credentials.ts';
import { RoleNotAssumed } from '../../shared/cloud/credentials.ts';
import { narrowingPolicy } from '../../shared/cloud/narrowing-policy.ts';
import { callsOf, fastClock, setFaults } from '../e2e/run-cli.ts';
import { fixture } from '../fixture.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { type Reply, type ScriptedServer, scriptedServer } from '../scripted-server.ts';

const TEAM_A: RoleToAssume = {
  roleArn: 'acs:ram::1000000000000002:role/sealwatch-readonly',
  sessionName: 'sealwatch-inventory',
  externalId: 'team-a-2026',
  policy: narrowingPolicy(),
};
/** The session that the recorded answers are about. */
const AS_RECORDED: RoleToAssume = {
  ...TEAM_A,
  roleArn: 'acs:ram::1000000000000002:role/ack-secret-guard-readonly',
  sessionName: 'ack-secret-guard',
};
const MINUTE = 60_000;

describe('at the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
  });

  const take = (change: Partial<RoleToAssume> = {}, now = () => new Date()) =>
    assumeRole(cloudOf(sandbox, { clock: fastClock }), { ...TEAM_A, ...change }, now);
  const asked = async () => (await callsOf(sandbox))['AssumeRole'] ?? 0;

  test('many callers at once cost one call, and share one token', async () => {
    const role = take();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => role.get()));
    expect(new Set(tokens.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(tokens[0]?.accessKeyId).toMatch(/^STS\./);
    expect(inspect(tokens[0])).toContain('[redacted]');
    expect(await asked()).toBe(1);
  });

  test('a token serves until five minutes before its end', async () => {
    const start = Date.now();
    let passed = 0;
    const role = take({}, () => new Date(start + passed));
    const first = await role.get();
    passed = 54 * MINUTE;
    expect(await role.get()).toBe(first);
    passed = 56 * MINUTE;
    expect((await role.get()).accessKeyId).not.toBe(first.accessKeyId);
    expect(await asked()).toBe(2);
  });

  test('when it cannot be renewed it serves until its end, and no longer', async () => {
    const start = Date.now();
    let passed = 0;
    const role = take({}, () => new Date(start + passed));
    const first = await role.get();
    await setFaults(sandbox, [{ kind: 'deny', action: 'AssumeRole' }]);
    passed = 58 * MINUTE;
    expect(await role.get()).toBe(first);
    passed = 61 * MINUTE;
    await expect(role.get()).rejects.toMatchObject({
      code: 'RoleNotAssumed',
      unseen: { because: 'denied', permission: 'sts:AssumeRole' },
    });
    await setFaults(sandbox, []);
    expect((await role.get()).accessKeyId).not.toBe(first.accessKeyId);
  });

  test.each<[string, Partial<RoleToAssume>, object]>([
    [
      'the external id is wrong',
      { externalId: 'team-b' },
      { because: 'denied', permission: 'sts:AssumeRole' },
    ],
    ['the external id is missing', { externalId: null }, { because: 'denied', permission: 'sts:AssumeRole' }],
    [
      'there is no such role',
      { roleArn: 'acs:ram::1000000000000002:role/other' },
      { because: 'absent', code: 'EntityNotExist.Role' },
    ],
    [
      'there is no such account',
      { roleArn: 'acs:ram::1000000000000004:role/sealwatch-readonly' },
      { because: 'absent', code: 'EntityNotExist.Role' },
    ],
    ['the session name is refused', { sessionName: 'x' }, { because: 'malformed', code: 'InvalidParameter' }],
  ])(
    'when %s the reason is told about the account, before anything is asked of it',
    async (_, change, why) => {
      const entered = await take(change).enter();
      expect(entered).toMatchObject({
        seen: false,
        ...why,
        thing: {
          type: 'account',
          id: /::(\d+):/.exec(change.roleArn ?? TEAM_A.roleArn)?.[1],
          facet: 'sts:AssumeRole',
        },
      });
      await expect(take(change).get()).rejects.toBeInstanceOf(RoleNotAssumed);
    },
  );

  test.each([
    ['throttle', 'throttled'],
    ['error5xx', 'unreachable'],
    ['reset', 'unreachable'],
  ])('%s for a moment is waited for, for ever it is %s', async (kind, because) => {
    await setFaults(sandbox, [{ kind, action: 'AssumeRole', times: 1 }]);
    expect((await take().enter()).seen).toBe(true);
    await setFaults(sandbox, [{ kind, action: 'AssumeRole' }]);
    expect(await take().enter()).toMatchObject({ seen: false, because });
  });
});

describe('answers', () => {
  const servers: ScriptedServer[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  /** The clock of the fixtures. */
  const now = () => new Date('2026-11-23T00:00:00Z');

  async function answering(...bodies: [unknown, ...unknown[]]) {
    const [first, ...more] = bodies.map((body): Reply => ({ status: 200, body }));
    const server = await scriptedServer(first ?? 'reset', ...more);
    servers.push(server);
    const url = `http://${server.host}`;
    const pair = { accessKeyId: 'LTAItestAssume', accessKeySecret: 'testSecret' };
    const role = assumeRole(cloudOf({ url, now, ...pair }), AS_RECORDED, now);
    return { role, received: server.received };
  }

  const member = fixture('sts/AssumeRole.member-1000000000000002');
  const nearlyExpired = fixture('sts/AssumeRole.nearly-expired');
  const credentialsWith = (change: object) => ({
    Credentials: { ...(member as { Credentials: object }).Credentials, ...change },
  });

  test('that are nearly expired are used, and asked for again the next time', async () => {
    const { role, received } = await answering(nearlyExpired, nearlyExpired, member);
    expect((await role.enter()).seen).toBe(true);
    await role.get();
    await role.get();
    await role.get();
    expect(received).toHaveLength(3);
  });

  test('carry everything that STS wants to know', async () => {
    const { role, received } = await answering(member);
    await role.enter();
    const query = new URLSearchParams(received[0]?.path.slice(2));
    expect(Object.fromEntries(query)).toEqual({
      RoleArn: AS_RECORDED.roleArn,
      RoleSessionName: AS_RECORDED.sessionName,
      DurationSeconds: '3600',
      ExternalId: 'team-a-2026',
      Policy: narrowingPolicy(),
    });
    expect(received[0]?.headers).toMatchObject({ 'x-forwarded-host': 'sts.aliyuncs.com' });
  });

  test.each([undefined, 'soon', 7])('whose Expiration is %s serve for ten minutes', async (Expiration) => {
    let passed = 0;
    const server = await scriptedServer({ status: 200, body: credentialsWith({ Expiration }) });
    servers.push(server);
    const pair = { accessKeyId: 'LTAItestAssume', accessKeySecret: 'testSecret' };
    const role = assumeRole(
      cloudOf({ url: `http://${server.host}`, now, ...pair }),
      TEAM_A,
      () => new Date(now().getTime() + passed),
    );
    await role.get();
    passed = 9 * MINUTE;
    await role.get();
    expect(server.received).toHaveLength(1);
    passed = 11 * MINUTE;
    await role.get();
    expect(server.received).toHaveLength(2);
  });

  test.each([
    ['no credentials', {}],
    ['no token', credentialsWith({ SecurityToken: '' })],
    ['a secret that is no text', credentialsWith({ AccessKeySecret: 7 })],
  ])('with %s are malformed, and their words are not repeated', async (_, body) => {
    const { role } = await answering(body);
    const entered = await role.enter();
    expect(entered).toMatchObject({
      seen: false,
      because: 'malformed',
      detail: 'the answer holds no credentials',
    });
    expect(JSON.stringify(entered)).not.toContain('fakeMember');
  });
});

test.each([
  ['inventory', 'sealwatch-inventory'],
  ['支付 / a b', 'sealwatch--a-b'],
  ['x'.repeat(99), `sealwatch-${'x'.repeat(54)}`],
])('the session of %s is called %s', (purpose, name) => {
  expect(sessionNameOf(purpose)).toBe(name);
  expect(name).toMatch(/^[A-Za-z0-9.@_-]{2,64}$/);
});

test('the narrowing policy names each read once, allows no change, and is short enough', () => {
  const policy = narrowingPolicy();
  expect(policy.length).toBeLessThan(2048);
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  const actions = Statement.flatMap(({ Action }) => Action);
  expect(new Set(actions).size).toBe(actions.length);
  expect(actions).toEqual(
    expect.arrayContaining(['cs:GetClusters', 'kms:DescribeKey', 'actiontrail:LookupEvents']),
  );
  for (const action of actions) expect(action).toMatch(/^\w+:(Get|List|Describe|Lookup|Check|Query)\w+$/);
});
