import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { ask, at, fieldsAt, scenarioFile } from './signed.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    rates: 'off',
    scenario: scenarioFile(`
caller: LTAItrails
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAItrails, secret: secretTrails, user: admin }]
    trails:
      - { name: everywhere, home: cn-hangzhou, sls: audit }
      - { name: beijing-only, home: cn-beijing, covers: cn-beijing, rw: Write, oss: bucket, status: Disable, stopped: -P3D }
      - { name: company, home: cn-shanghai, organization: true, sls: audit }
      - { name: fresh-one, home: cn-hangzhou, status: Fresh, sls: audit }
`),
  });
});

afterAll(async () => {
  await sandbox.close();
});

test.each([
  { region: 'cn-hangzhou', params: {}, names: ['everywhere', 'fresh-one'] },
  { region: 'cn-beijing', params: {}, names: ['beijing-only'] },
  {
    region: 'cn-beijing',
    params: { IncludeShadowTrails: 'true' },
    names: ['everywhere', 'beijing-only', 'fresh-one'],
  },
  { region: 'cn-shanghai', params: {}, names: [] },
  { region: 'cn-shanghai', params: { IncludeOrganizationTrail: 'true' }, names: ['company'] },
  {
    region: 'cn-shanghai',
    params: { IncludeOrganizationTrail: 'TRUE', IncludeShadowTrails: 'true' },
    names: ['everywhere', 'company', 'fresh-one'],
  },
  { region: 'cn-hangzhou', params: { NameList: 'fresh-one,beijing-only' }, names: ['fresh-one'] },
])('trails seen in $region with $params: $names', async ({ region, params, names }) => {
  const { body } = await ask(
    sandbox,
    `actiontrail.${region}`,
    'DescribeTrails',
    params as Record<string, string>,
  );
  expect(fieldsAt(body, 'TrailList', 'Name')).toEqual(names);
});

test.each([
  { action: 'DescribeTrails', params: { IncludeShadowTrails: 'yes' }, status: 400, code: 'InvalidParameter' },
  { action: 'GetTrailStatus', params: {}, status: 400, code: 'MissingParameter' },
  { action: 'GetTrailStatus', params: { Name: 'x' }, status: 400, code: 'InvalidParameter' },
  { action: 'GetTrailStatus', params: { Name: 'nonesuch' }, status: 404, code: 'TrailNotFoundException' },
  { action: 'GetTrailStatus', params: { Name: 'company' }, status: 404, code: 'TrailNotFoundException' },
  {
    action: 'GetTrailStatus',
    params: { Name: 'everywhere', IsOrganizationTrail: 'true' },
    status: 404,
    code: 'TrailNotFoundException',
  },
  { action: 'StopLogging', params: { Name: 'beijing-only' }, status: 404, code: 'TrailNotFoundException' },
])('$action $params: $code', async ({ action, params, status, code }) => {
  const answer = await ask(sandbox, 'actiontrail.cn-hangzhou', action, params as Record<string, string>);
  expect([answer.status, answer.code]).toEqual([status, code]);
});

test('a trail is changed at its home only', async () => {
  const away = await ask(sandbox, 'actiontrail.cn-beijing', 'StopLogging', { Name: 'everywhere' });
  expect(away.code).toBe('InvalidTrailHomeRegion');
  const home = await ask(sandbox, 'actiontrail.cn-hangzhou', 'StopLogging', { Name: 'everywhere' });
  expect(home.status).toBe(200);
  const stopped = await ask(sandbox, 'actiontrail.cn-beijing', 'GetTrailStatus', { Name: 'everywhere' });
  expect(stopped.body).toMatchObject({ IsLogging: false });
  const { body } = await ask(sandbox, 'actiontrail.cn-hangzhou', 'DescribeTrails', {
    NameList: 'everywhere',
  });
  expect(at(body, 'TrailList.0')).toMatchObject({
    Status: 'Disable',
    StopLoggingTime: '2026-11-23T00:00:00Z',
  });
  expect((await ask(sandbox, 'actiontrail.cn-hangzhou', 'StartLogging', { Name: 'everywhere' })).status).toBe(
    200,
  );
  const started = await ask(sandbox, 'actiontrail.cn-beijing', 'GetTrailStatus', { Name: 'everywhere' });
  expect(started.body).toMatchObject({ IsLogging: true, LatestDeliveryTime: '2026-11-23T00:00:00Z' });
  expect(started.body).not.toHaveProperty('StopLoggingTime');
});

test('a trail of the directory is found by who says that it is one', async () => {
  const params = { Name: 'company', IsOrganizationTrail: 'true' };
  const { status, body } = await ask(sandbox, 'actiontrail.cn-shanghai', 'GetTrailStatus', params);
  expect([status, at(body, 'IsLogging')]).toEqual([200, true]);
});

test('what a stopped and a fresh trail say', async () => {
  const stopped = await ask(sandbox, 'actiontrail.cn-beijing', 'GetTrailStatus', { Name: 'beijing-only' });
  expect(stopped.body).toMatchObject({
    IsLogging: false,
    LatestDeliveryTime: '2026-11-20T00:00:00Z',
    OssBucketStatus: true,
    SlsLogStoreStatus: false,
  });
  const fresh = await ask(sandbox, 'actiontrail.cn-hangzhou', 'GetTrailStatus', { Name: 'fresh-one' });
  expect(fresh.body).toMatchObject({ IsLogging: false, StartLoggingTime: '', LatestDeliveryTime: '' });
});
