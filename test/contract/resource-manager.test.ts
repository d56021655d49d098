import { $OpenApiUtil, OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { fixture } from '../fixture.ts';
import { type Answered, ask, at, fieldsAt, scenarioFile } from '../sandbox/signed.ts';
import { OpenApiClient, openApiConfig, type Pair, thrownBy } from './clients.ts';
import { differences } from './shape.ts';

const scenario = scenarioFile(`
caller: LTAIsandboxRoot01
directory:
  management: "1000000000000009"
  delegated: ["1000000000000002"]
  members:
    - { account: "1000000000000002", name: team-a }
    - { account: "1000000000000003", name: team-b, type: CloudAccount, status: InviteSuccess }
    - { account: "1000000000000004", name: sandbox }
accounts:
  - id: "1000000000000009"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxRoot01, secret: secretOfRoot, user: admin }]
  - id: "1000000000000002"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: nobody }]
    accessKeys:
      - { id: LTAIsandboxDelegated, secret: secretOfDelegated, user: admin }
      - { id: LTAIsandboxNobody, secret: secretOfNobody, user: nobody }
  - id: "1000000000000003"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxMember01, secret: secretOfMember, user: admin }]
  - id: "1000000000000007"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIsandboxStranger, secret: secretOfStranger, user: admin }]
`);

const pair = (accessKeyId: string, accessKeySecret: string): Pair => ({ accessKeyId, accessKeySecret });
const root = pair('LTAIsandboxRoot01', 'secretOfRoot');
const delegated = pair('LTAIsandboxDelegated', 'secretOfDelegated');
const nobody = pair('LTAIsandboxNobody', 'secretOfNobody');
const member = pair('LTAIsandboxMember01', 'secretOfMember');
const stranger = pair('LTAIsandboxStranger', 'secretOfStranger');

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

const list = (params: Record<string, string> = {}, keys: Pair = root): Promise<Answered> =>
  ask(sandbox, 'resourcemanager', 'ListAccounts', params, { keys });

/** Fields the sandbox adds to error bodies, as the real gateway does. */
const extras = /^(HostId|Recommend|AccessDeniedDetail): not expected$/;

describe('bodies have the shape of the samples', () => {
  const directory = () => ask(sandbox, 'resourcemanager', 'GetResourceDirectory', {}, { keys: root });
  test.each([
    { file: 'ListAccounts.page1-of-2', status: 200, call: () => list({ PageSize: '2' }) },
    { file: 'ListAccounts.page2-of-2', status: 200, call: () => list({ PageSize: '2', PageNumber: '2' }) },
    { file: 'ListAccounts.empty', status: 200, call: () => list({ PageNumber: '9' }) },
    { file: 'ListAccounts.not-management-account', status: 403, call: () => list({}, member) },
    { file: 'ListAccounts.no-directory', status: 404, call: () => list({}, stranger) },
    { file: 'GetResourceDirectory.ok', status: 200, call: directory },
  ])('$file', async ({ file, status, call }) => {
    const [wanted, answer] = [fixture(`resourcemanager/${file}`), await call()];
    expect(answer.status, answer.text).toBe(status);
    expect(answer.code).toBe(at(wanted, 'Code'));
    expect(differences(wanted, answer.body).filter((problem) => !extras.test(problem))).toEqual([]);
  });

  test('and the values of the first page', async () => {
    const wanted = fixture('resourcemanager/ListAccounts.page1-of-2');
    const { body } = await list({ PageSize: '2' });
    for (const field of ['AccountId', 'DisplayName', 'Status', 'Type', 'JoinMethod'])
      expect(fieldsAt(body, 'Accounts.Account', field)).toEqual(fieldsAt(wanted, 'Accounts.Account', field));
    for (const field of ['TotalCount', 'PageNumber', 'PageSize'])
      expect(at(body, field)).toBe(at(wanted, field));
  });
});

describe('the official core', () => {
  async function rpc(
    action: string,
    query: Record<string, unknown>,
    { keys = root, host = 'resourcemanager.aliyuncs.com' } = {},
  ): Promise<unknown> {
    const params = new $OpenApiUtil.Params({
      action,
      version: '2020-03-31',
      protocol: 'HTTPS',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      pathname: '/',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(query) });
    const client = new OpenApiClient(openApiConfig(sandbox, keys, host));
    const answer: unknown = await client.callApi(params, request, Object.create(null));
    return at(answer, 'body');
  }

  test.each(['resourcemanager.aliyuncs.com', 'resourcemanager.cn-hangzhou.aliyuncs.com', ''])(
    'lists the members at "%s", as management account and as delegated administrator',
    async (host) => {
      for (const keys of [root, delegated]) {
        const body = await rpc('ListAccounts', { PageNumber: 1, PageSize: 100 }, { keys, host });
        expect(fieldsAt(body, 'Accounts.Account', 'AccountId')).toEqual([
          '1000000000000002',
          '1000000000000003',
          '1000000000000004',
        ]);
      }
    },
  );

  test('reads the directory', async () => {
    const body = await rpc('GetResourceDirectory', {}, { keys: delegated });
    expect(at(body, 'ResourceDirectory.MasterAccountId')).toBe('1000000000000009');
  });

  test.each([
    ['a plain member', member, {}, 403, 'NoPermission.ResourceDirectory'],
    ['an account outside', stranger, {}, 404, 'EntityNotExists.ResourceDirectory'],
    ['a user without the right', nobody, {}, 403, 'NoPermission'],
    ['page 0', root, { PageNumber: 0 }, 400, 'InvalidParameter'],
    ['101 a page', root, { PageSize: 101 }, 400, 'InvalidParameter'],
  ])('is refused as %s', async (_who, keys, query, statusCode, code) => {
    expect(await thrownBy(rpc('ListAccounts', query, { keys }))).toMatchObject({ statusCode, code });
  });

  test('is told which right is missing', async () => {
    expect(await thrownBy(rpc('ListAccounts', {}, { keys: nobody }))).toMatchObject({
      accessDeniedDetail: { AuthAction: 'resourcemanager:ListAccounts' },
    });
  });
});
