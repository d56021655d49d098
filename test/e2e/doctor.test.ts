import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/start.ts';
import { actiontrail } from '../../shared/cloud/actiontrail.ts';
import { bss } from '../../shared/cloud/bss.ts';
import { cs } from '../../shared/cloud/cs.ts';
import { ecs } from '../../shared/cloud/ecs.ts';
import { fc } from '../../shared/cloud/functions.ts';
import { kms } from '../../shared/cloud/kms.ts';
import type { Operation } from '../../shared/cloud/operation.ts';
import { permissionsOf } from '../../shared/cloud/operation.ts';
import { ram } from '../../shared/cloud/ram.ts';
import { vpc } from '../../shared/cloud/vpc.ts';
import { operations } from '../wire/operations.ts';
import { deploy, OWN, runDoctor, startHealthy, type Told } from './doctor-world.ts';
import { storeOf } from './function-world.ts';

let sandbox: Sandbox;
let healthy: Told;

beforeAll(async () => {
  sandbox = await startHealthy();
  healthy = await runDoctor(sandbox);
}, 60_000);
afterAll(() => sandbox.close());

describe('where everything works', () => {
  test('nothing fails or warns, and it ends well', () => {
    expect(healthy.of('failed', 'warned')).toEqual([]);
    expect(healthy.code).toBe(0);
    expect(healthy.diagnosis).toMatchObject({ schema: 'sealwatch.doctor/1', works: true });
  });

  test('only what this account has nothing of yet is left open', () => {
    const groups = healthy.diagnosis.items.filter(({ result }) => result === 'unknown');
    expect(groups.filter(({ group }) => group !== 'facts')).toEqual([]);
  });

  test('it says what was not tested, and sends no message', async () => {
    expect(healthy.item('channel ops').summary).toContain('Not tested: its token, its secret and a message');
    const answer = await fetch(`${sandbox.url}/_sandbox/outbox`);
    expect(await answer.json()).toMatchObject({ messages: [] });
  });

  test('what it prints keeps to its schema', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/doctor.schema.json', import.meta.url), 'utf8'),
    );
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(healthy.diagnosis), JSON.stringify(validate.errors)).toBe(true);
  });

  test('of what it wrote into the store only what the account showed is left', async () => {
    const store = storeOf(sandbox);
    expect(await store.list('')).toEqual([`calibration/${OWN}.json`]);
    expect(healthy.item('role-spelling').evidence).toMatchObject({ value: 'AliyunCSManagedSecurityRole' });
  });
});

const TABLES: readonly Record<string, Operation>[] = [cs, kms, actiontrail, ram, ecs, vpc, bss, fc];
const cloudActions = [
  ...new Set(TABLES.flatMap((table) => Object.values(table).map(({ permission }) => permission))),
].filter(
  (permission) =>
    permission !== fc.invokeFunction.permission && // one account starts itself without it
    permission !== cs.describeClusterUserKubeconfig.permission, // tried with the job proof only
);
const storeActions = [
  'oss:GetBucketVersioning',
  'oss:PutObject',
  'oss:GetObject',
  'oss:ListObjects',
  'oss:DeleteObject',
  'oss:GetBucketInfo',
];
/** Without them an audit is complete. */
const OPTIONAL: Readonly<Record<string, string>> = {
  [cs.checkServiceRole.permission]: 'warned',
  [cs.describeUserPermission.permission]: 'warned',
  [ram.listPolicies.permission]: 'warned',
  [ram.listEntitiesForPolicy.permission]: 'warned',
  [ram.listUsersForGroup.permission]: 'warned',
  [ram.listUsers.permission]: 'warned',
  [ecs.describeSecurityGroupAttribute.permission]: 'warned',
  [vpc.describeVSwitchAttributes.permission]: 'warned',
  [vpc.describeNetworkAclAttributes.permission]: 'warned',
  [fc.getFunction.permission]: 'unknown',
  [fc.listTriggers.permission]: 'unknown',
  'oss:GetBucketInfo': 'unknown',
};

function namesOf(action: string): readonly string[] {
  return operations.map(permissionsOf).find(([name]) => name === action) ?? [action];
}

describe('with one permission removed', () => {
  test.each([...cloudActions, ...storeActions])('%s is the one that is named', async (action) => {
    sandbox.world.deny({ action });
    const told = await runDoctor(sandbox);
    sandbox.world.allow({ action });
    const named = told.diagnosis.items.filter(({ remedy }) => remedy?.permission);
    // Billing names no action when it refuses, so all official names are told.
    const names = action.startsWith('bssapi:') ? namesOf(action) : [action];
    expect(named.map(({ remedy }) => remedy?.permission)).toEqual([names.join(', ')]);
    const expected = OPTIONAL[action] ?? 'failed';
    expect(named.map(({ result }) => result)).toEqual([expected]);
    const others = told.diagnosis.items.filter((item) => !named.includes(item) && item.group !== 'facts');
    const troubled = others.filter(({ result }) => result === 'failed' || result === 'warned');
    expect(troubled.map(({ id, summary }) => `${id}: ${summary}`)).toEqual([]);
    expect(told.code).toBe(expected === 'failed' ? 1 : 0);
  });

  test('the command grants it to the user who asks', async () => {
    sandbox.world.deny({ action: 'kms:DescribeKey' });
    const { remedy, summary } = (await runDoctor(sandbox)).item('kms:DescribeKey');
    sandbox.world.allow({ action: 'kms:DescribeKey' });
    expect(summary).toBe('DescribeKey is denied (Forbidden.NoPermission): kms:DescribeKey is missing.');
    expect(remedy?.command).toBe(
      `aliyun ram CreatePolicy --PolicyName sealwatch-kms-DescribeKey --PolicyDocument '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:DescribeKey","Resource":"*"}]}' && aliyun ram AttachPolicyToUser --PolicyType Custom --PolicyName sealwatch-kms-DescribeKey --UserName admin`,
    );
  });

  test.each(['cs:DescribeClustersV1', 'cs:GetUserPermissions'])(
    'a Deny of %s, the other name of an action, is told by that name',
    async (action) => {
      sandbox.world.deny({ action });
      const { diagnosis } = await runDoctor(sandbox);
      sandbox.world.allow({ action });
      const named = diagnosis.items.flatMap(({ remedy }) => remedy?.permission ?? []);
      expect(named).toEqual([action]);
    },
  );

  test('one region alone is enough, and is named', async () => {
    sandbox.world.deny({ action: 'kms:DescribeAccountKmsStatus', region: 'cn-hangzhou' });
    const { evidence } = (await runDoctor(sandbox)).item('kms:DescribeAccountKmsStatus');
    sandbox.world.allow({ action: 'kms:DescribeAccountKmsStatus', region: 'cn-hangzhou' });
    expect(evidence).toMatchObject({ regions: ['cn-hangzhou'] });
  });

  test('an API that no check needs is not asked for', async () => {
    sandbox.world.deny({ action: 'ram:*' });
    const off = `policy: { severity: { security-role: off } }`;
    const { code, of } = await runDoctor(sandbox, off);
    sandbox.world.allow({ action: 'ram:*' });
    expect(of('skipped')).toEqual(
      expect.arrayContaining([`ram:GetRole ${OWN}`, `cs:CheckServiceRole ${OWN}`]),
    );
    expect(code).toBe(0);
  });
});

describe('the deployment', () => {
  test('a timer that is switched off, and a function that is missing', async () => {
    const other = await startHealthy();
    deploy(other, 'keys', false);
    const { of, item, code } = await runDoctor(other, undefined, [], { SEALWATCH_PREFIX: 'sealwatch' });
    expect(of('failed')).toEqual(['function sealwatch-keys cn-hangzhou']);
    expect(item('function sealwatch-keys').remedy).toMatchObject({ command: 's deploy' });
    expect(code).toBe(1);
    await other.close();
  });

  test('another prefix finds none', async () => {
    const { item } = await runDoctor(sandbox, undefined, [], { SEALWATCH_PREFIX: 'other' });
    expect(item('functions')).toMatchObject({ result: 'skipped', evidence: { prefix: 'other' } });
  });

  test('a job may not take longer than its function', async () => {
    const other = await startHealthy();
    deploy(other, 'keys', true, 300);
    expect((await runDoctor(other)).of('warned')).toEqual(['limit-job']);
    await other.close();
  });
});
