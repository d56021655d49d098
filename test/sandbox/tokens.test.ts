import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import {
  type Answered,
  ask,
  at,
  type Keys,
  send,
  signAcs3,
  signRoaV1,
  signRpcV1,
  stillAmbient,
  textAt,
} from './signed.ts';

const ambient = stillAmbient();
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'members', rates: 'off' }, ambient);
});

afterAll(async () => {
  await sandbox.close();
});

const role = 'acs:ram::1000000000000002:role/sealwatch-readonly';
const session = { RoleArn: role, RoleSessionName: 'sealwatch', ExternalId: 'team-a-2026' };

async function assume(params: Record<string, string> = session, keys?: Keys): Promise<Answered> {
  return await ask(sandbox, 'sts', 'AssumeRole', params, {
    date: new Date(ambient.time),
    ...(keys && { keys }),
  });
}

async function token(params: Record<string, string> = session): Promise<Keys> {
  const { body } = await assume(params);
  return {
    accessKeyId: textAt(body, 'Credentials.AccessKeyId'),
    accessKeySecret: textAt(body, 'Credentials.AccessKeySecret'),
    securityToken: textAt(body, 'Credentials.SecurityToken'),
  };
}

const identity = { host: 'sts.aliyuncs.com', version: '2015-04-01', action: 'GetCallerIdentity' };

async function whoami(keys?: Keys): Promise<Answered> {
  return await send(signAcs3(sandbox, { ...identity, date: new Date(ambient.time), ...(keys && { keys }) }));
}

describe('AssumeRole', () => {
  test('answers credentials with which the caller is somebody else', async () => {
    const answer = await assume();
    expect(answer.status).toBe(200);
    expect(at(answer.body, 'AssumedRoleUser.Arn')).toBe(`${role}/sealwatch`);
    const keys = await token();
    expect(keys.accessKeyId).toMatch(/^STS\./);
    const { body } = await whoami(keys);
    expect(body).toMatchObject({
      AccountId: '1000000000000002',
      IdentityType: 'AssumedRoleUser',
      Arn: 'acs:ram::1000000000000002:assumed-role/sealwatch-readonly/sealwatch',
      UserId: '',
    });
    expect(at(body, 'PrincipalId')).toBe(`${at(body, 'RoleId')}:sealwatch`);
  });

  test('the token sees the account of the role', async () => {
    const keys = await token();
    const date = new Date(ambient.time);
    const answer = await ask(sandbox, 'cs', 'x', {}, { method: 'GET', path: '/api/v1/clusters', keys, date });
    expect(at(answer.body, 'page_info.total_count')).toBe(2);
    expect(at(answer.body, 'clusters.0.name')).toBe('team-a-prod');
  });

  test.each([
    { when: 'the external id is missing', params: { ExternalId: '' }, status: 403, code: 'NoPermission' },
    { when: 'the external id is wrong', params: { ExternalId: 'team-b' }, status: 403, code: 'NoPermission' },
    {
      when: 'the role trusts others',
      params: { RoleArn: 'acs:ram::1000000000000003:role/sealwatch-readonly' },
      status: 403,
      code: 'NoPermission',
    },
    {
      when: 'the role is not there',
      params: { RoleArn: 'acs:ram::1000000000000002:role/nobody' },
      status: 404,
      code: 'EntityNotExist.Role',
    },
    {
      when: 'the account is not there',
      params: { RoleArn: 'acs:ram::1000000000000099:role/x' },
      status: 404,
      code: 'EntityNotExist.Role',
    },
    {
      when: 'the ARN is none',
      params: { RoleArn: 'sealwatch-readonly' },
      status: 400,
      code: 'InvalidParameter',
    },
    {
      when: 'the session name is too short',
      params: { RoleSessionName: 'x' },
      status: 400,
      code: 'InvalidParameter',
    },
    {
      when: 'the session name is missing',
      params: { RoleSessionName: '' },
      status: 400,
      code: 'MissingParameter',
    },
    {
      when: 'the duration is too short',
      params: { DurationSeconds: '899' },
      status: 400,
      code: 'InvalidParameter',
    },
    {
      when: 'the duration exceeds that of the role',
      params: { DurationSeconds: '3601' },
      status: 400,
      code: 'InvalidParameter',
    },
  ])('is refused when $when', async ({ params, status, code }) => {
    const answer = await assume({ ...session, ...params });
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test('a policy given with it only narrows', async () => {
    const Policy = JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Resource: '*', Action: ['kms:*', 'oss:*'] }],
    });
    const keys = await token({ ...session, Policy });
    const date = new Date(ambient.time);
    const lists = await ask(sandbox, 'kms.cn-shanghai', 'ListKeys', {}, { keys, date });
    expect(lists.status).toBe(200);
    const clusters = await ask(
      sandbox,
      'cs',
      'x',
      {},
      { method: 'GET', path: '/api/v1/clusters', keys, date },
    );
    expect([clusters.status, clusters.code]).toEqual([403, 'StatusForbidden']);
    expect(at(clusters.body, 'message')).toBe('STSToken policy Forbidden for action cs:GetClusters');
  });
});

describe('security tokens', () => {
  test.each([
    {
      when: 'missing',
      change: ({ securityToken: _, ...keys }: Keys): Keys => keys,
      code: 'MissingSecurityToken',
    },
    {
      when: 'malformed',
      change: (keys: Keys) => ({ ...keys, securityToken: 'nonsense' }),
      code: 'InvalidSecurityToken.Malformed',
    },
    {
      when: 'another one',
      change: (keys: Keys) => ({ ...keys, securityToken: `${keys.securityToken}x` }),
      code: 'InvalidSecurityToken.MismatchWithAccessKey',
    },
  ])('$when: $code', async ({ change, code }) => {
    const answer = await whoami(change(await token()));
    expect([answer.status, answer.code]).toEqual([400, code]);
  });

  test('one sent with a plain access key does not match', async () => {
    const { securityToken = '' } = await token();
    const answer = await whoami({ ...sandbox, securityToken });
    expect(answer.code).toBe('InvalidSecurityToken.MismatchWithAccessKey');
  });

  test.each([
    { scheme: 'RPC v1', sign: signRpcV1, question: identity },
    {
      scheme: 'ROA v1',
      sign: signRoaV1,
      question: { host: 'cs.aliyuncs.com', version: '2015-12-15', action: '', path: '/regions' },
    },
  ])('$scheme carries it too', async ({ sign, question }) => {
    const date = new Date(ambient.time);
    const good = await send(sign(sandbox, { ...question, date, keys: await token() }));
    expect(good.status).toBe(200);
    const bad = await send(
      sign(sandbox, { ...question, date, keys: { ...(await token()), securityToken: 'CAISother' } }),
    );
    expect(bad.code).toBe('InvalidSecurityToken.MismatchWithAccessKey');
  });

  test('expires by real time', async () => {
    const answer = await assume({ ...session, DurationSeconds: '900' });
    const expiration = Date.parse(textAt(answer.body, 'Credentials.Expiration'));
    expect(Math.abs(expiration - ambient.time - 900_000)).toBeLessThan(1000);
    const keys = await token({ ...session, DurationSeconds: '900' });
    ambient.time += 899_000;
    expect((await whoami(keys)).status).toBe(200);
    ambient.time += 1_000;
    const late = await whoami(keys);
    expect([late.status, late.code]).toEqual([400, 'InvalidSecurityToken.Expired']);
  });

  test('can be expired by a command, one or all', async () => {
    const [one, other] = [await token(), await token()];
    sandbox.world.expireToken({ accessKeyId: one.accessKeyId });
    expect((await whoami(one)).code).toBe('InvalidSecurityToken.Expired');
    expect((await whoami(other)).status).toBe(200);
    sandbox.world.expireToken({});
    expect((await whoami(other)).code).toBe('InvalidSecurityToken.Expired');
  });
});

describe('GetCallerIdentity', () => {
  test('of a RAM user', async () => {
    const { body } = await whoami();
    expect(body).toMatchObject({
      IdentityType: 'RAMUser',
      AccountId: '1000000000000001',
      Arn: 'acs:ram::1000000000000001:user/sealwatch',
      RoleId: '',
    });
    expect(at(body, 'UserId')).toBe(at(body, 'PrincipalId'));
  });
});
