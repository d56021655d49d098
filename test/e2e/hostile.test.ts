import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture } from '../fixture.ts';
import { configFile, runCli } from './run-cli.ts';

/** A cloud that answers whatever it likes. */
let server: Server;
let answer: (action: string) => { status: number; body: string };
const env: Record<string, string> = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'a',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'b',
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const { status, body } = answer(String(request.headers['x-acs-action']));
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  env['SEALWATCH_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  env['SEALWATCH_NOW'] = '2026-11-23T00:00:00Z';
});
afterAll(() => server.close());

const good: Record<string, unknown> = {
  GetCallerIdentity: fixture('sts/GetCallerIdentity.role'),
  DescribeClustersV1: fixture('cs/DescribeClustersV1.mixed'),
  DescribeClusterDetail: fixture('cs/DescribeClusterDetail.pro-encrypted'),
  DescribeKey: fixture('kms/DescribeKey.enabled'),
  DescribeAccountKmsStatus: fixture('kms/DescribeAccountKmsStatus.enabled'),
  GetRole: fixture('ram/GetRole.ok'),
  ListPoliciesForRole: fixture('ram/ListPoliciesForRole.ok'),
  GetPolicy: fixture('ram/GetPolicy.security-role-policy'),
  DescribeTrails: fixture('actiontrail/DescribeTrails.sls-all-regions'),
  GetTrailStatus: fixture('actiontrail/GetTrailStatus.ok'),
  LookupEvents: fixture('actiontrail/LookupEvents.decrypt-by-role'),
  QueryAccountBalance: fixture('bss/QueryAccountBalance.ok'),
  QueryBill: fixture('bss/QueryBill.kms-unclear'),
  QueryAccountBill: fixture('bss/QueryAccountBill.kms-daily-spike'),
  DescribeInstanceBill: fixture('bss/DescribeInstanceBill.kms-items.page2-of-2'),
};

test('the documented bodies are understood', async () => {
  answer = (action) =>
    good[action]
      ? { status: 200, body: JSON.stringify(good[action]) }
      : { status: 403, body: JSON.stringify({ Code: 'NoPermission', Message: 'no' }) };
  const report = (await runCli(['audit', '--json'], env)).report();
  expect(new Set(report.clusters.map(({ verdict }) => verdict))).toEqual(
    new Set(['pass', 'fail', 'pending', 'skipped', 'unknown']), // unknown: the body is about another key
  );
});

test('no body of any shape crashes the audit or makes a cluster pass', async () => {
  const status = fc.constantFrom(200, 200, 200, 400, 403, 404);
  const body = fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string(),
    fc.constant(''),
  );
  await fc.assert(
    fc.asyncProperty(status, body, async (code, text) => {
      answer = () => ({ status: code, body: text });
      const ran = await runCli(['audit', '--json'], env);
      expect(ran.code, ran.out).toBeGreaterThanOrEqual(2);
      expect(ran.out).not.toContain('"code":"Bug"');
      expect(ran.out).not.toContain('"verdict":"pass"');
    }),
    { numRuns: 60 },
  );
});

/** Replaces one value somewhere inside a body. */
function damage(value: unknown, path: number, by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[path % Math.max(keys.length, 1)];
  if (key === undefined || path % 7 === 6) return by;
  const inner = damage((value as Record<string, unknown>)[key], Math.floor(path / 3), by);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}

test('one damaged value anywhere in a body never crashes the audit', async () => {
  const action = fc.constantFrom(...Object.keys(good));
  const by = fc.oneof(
    fc.constantFrom(null, 7, '', 'x', true, [], {}, [null], -1, '\u202e<b>'),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(action, fc.nat({ max: 100_000 }), by, async (damaged, path, value) => {
      answer = (name) => ({
        status: 200,
        body: JSON.stringify(name === damaged ? damage(good[name], path, value) : (good[name] ?? {})),
      });
      const config = ['--config', configFile()];
      const ran = await runCli(['audit', '--json', ...config], env);
      expect(ran.out).not.toContain('"code":"Bug"');
      // For people: the same report, which need not be collected again.
      const people = await runCli(['report', ...config], env);
      expect(people.out + people.err + ran.err).not.toMatch(/\u202e|undefined|\[object Object\]/);
    }),
    { numRuns: 100 },
  );
});

test('one damaged value anywhere in a body never crashes the doctor', async () => {
  const action = fc.constantFrom(...Object.keys(good));
  const by = fc.oneof(
    fc.constantFrom(null, 7, '', 'x', true, [], {}, [null], -1, '\u202e<b>'),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(action, fc.nat({ max: 100_000 }), by, async (damaged, path, value) => {
      answer = (name) => ({
        status: 200,
        body: JSON.stringify(name === damaged ? damage(good[name], path, value) : (good[name] ?? {})),
      });
      const ran = await runCli(['doctor'], env);
      expect(ran.out + ran.err).not.toMatch(/This is a bug|\u202e|undefined|\[object Object\]|\{\w+\}/);
    }),
    { numRuns: 100 },
  );
});
