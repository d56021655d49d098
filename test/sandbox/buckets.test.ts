import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { at, control, scenarioFile } from './signed.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'members' });
});

afterEach(async () => {
  await sandbox.close();
});

test.each([
  { options: { scenario: 'demo' } },
  { options: { scenario: 'healthy' } },
  { options: { scenario: 'members' } },
  { options: { generate: { clusters: 5, regions: 1, keys: 1, seed: 1 } } },
])('$options has a bucket for evidence', async ({ options }) => {
  const own = await startSandbox(options);
  expect(own.world.setVersioning({ bucket: 'sealwatch-evidence', versioning: 'Suspended' })).toEqual({
    bucket: 'sealwatch-evidence',
    versioning: 'Suspended',
  });
  await own.close();
});

describe('commands', () => {
  test.each([
    {
      command: { do: 'addBucket', name: 'new-one', region: 'cn-beijing', worm: 'P30D' },
      status: 200,
      says: 'new-one',
    },
    {
      command: { do: 'addBucket', name: 'sealwatch-evidence', region: 'cn-beijing' },
      status: 400,
      says: 'already',
    },
    {
      command: {
        do: 'addBucket',
        account: '1000000000000002',
        name: 'sealwatch-evidence',
        region: 'cn-beijing',
      },
      status: 400,
      says: 'already',
    },
    { command: { do: 'addBucket', name: 'New', region: 'cn-beijing' }, status: 400, says: 'name' },
    { command: { do: 'addBucket', name: 'new-one', region: 'mars' }, status: 400, says: 'region' },
    {
      command: { do: 'addBucket', name: 'new-one', region: 'cn-beijing', worm: 'PT5H' },
      status: 400,
      says: 'days',
    },
    {
      command: {
        do: 'addBucket',
        name: 'new-one',
        region: 'cn-beijing',
        worm: 'P1D',
        versioning: 'Suspended',
      },
      status: 400,
      says: 'suspended',
    },
    {
      command: { do: 'setVersioning', bucket: 'sealwatch-evidence', versioning: 'Enabled' },
      status: 200,
      says: 'Enabled',
    },
    {
      command: { do: 'setVersioning', bucket: 'none', versioning: 'Enabled' },
      status: 400,
      says: 'sealwatch-evidence',
    },
    {
      command: { do: 'setVersioning', bucket: 'sealwatch-evidence', versioning: 'none' },
      status: 400,
      says: 'versioning',
    },
  ])('$command: $status', async ({ command, status, says }) => {
    const answer = await control(sandbox, 'POST', 'world', command);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
  });
});

test('a mistake in a bucket is told with its line', async () => {
  const file = scenarioFile(`
caller: LTAIsandboxOnly
accounts:
  - id: "1000000000000001"
    accessKeys: [{ id: LTAIsandboxOnly, secret: sandboxSecret, user: root }]
    buckets:
      - { name: twice, region: cn-hangzhou }
      - { name: twice, region: cn-hangzhou }
`);
  await expect(startSandbox({ scenario: file })).rejects.toThrow(
    /scenario\.yaml:8:\d+ accounts\.0\.buckets\.1\.name: There is already a bucket twice\./,
  );
});

test('a request without a signature is refused in XML', async () => {
  const headers = { 'x-forwarded-host': 'sealwatch-evidence.oss-cn-hangzhou.aliyuncs.com' };
  const response = await fetch(`${sandbox.url}/a%26b.json`, { headers });
  expect(response.status).toBe(403);
  expect(response.headers.get('x-oss-request-id')).toMatch(/^[0-9A-F]{24}$/);
  expect(await response.text()).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>AccessDenied<\/Code><Message>.+<\/Message><RequestId>[0-9A-F]{24}<\/RequestId><HostId>sealwatch-evidence\.oss-cn-hangzhou\.aliyuncs\.com<\/HostId><\/Error>$/,
  );
  expect(at((await control(sandbox, 'GET', 'calls')).body, 'actions.GetObject.total')).toBe(1);
});
