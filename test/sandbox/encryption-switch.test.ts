import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance, ask, askCs, at, control, type Keys, listAt, scenarioFile, textAt } from './signed.ts';

const scenario = scenarioFile(`
caller: LTAIswitchadmin
accounts:
  - id: "1000000000000001"
    users:
      - { name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
      - { name: ops, policies: [AliyunCSFullAccess], grants: [{ cluster: off, role: ops }] }
      - { name: dev, policies: [AdministratorAccess], grants: [{ cluster: off, role: dev }] }
      - { name: auditor, policies: [look] }
    accessKeys:
      - { id: LTAIswitchadmin, secret: secretAdmin, user: admin }
      - { id: LTAIswitchops, secret: secretOps1, user: ops }
      - { id: LTAIswitchdev, secret: secretDev1, user: dev }
      - { id: LTAIswitchlook, secret: secretLook, user: auditor }
      - { id: LTAIswitchroot, secret: secretRoot, user: root }
    policies: [{ name: look, allow: ["cs:Describe*", "cs:Get*"] }]
    keys:
      - { name: good, id: key-good, region: cn-hangzhou }
      - { name: other, id: key-other, region: cn-hangzhou, aliases: [alias/other] }
      - { name: disabled, id: key-disabled, region: cn-hangzhou, state: Disabled }
      - { name: sm4, id: key-sm4, region: cn-hangzhou, spec: Aliyun_SM4 }
      - { name: rsa, id: key-rsa, region: cn-hangzhou, spec: RSA_2048, usage: SIGN/VERIFY }
      - { name: service, id: key-service, region: cn-hangzhou, creator: Ecs }
      - { name: far, id: key-far, region: cn-shanghai }
    clusters:
      - { name: off, id: c00000000000000000000000000000001, region: cn-hangzhou }
      - { name: on, id: c00000000000000000000000000000002, region: cn-hangzhou, key: good }
      - { name: basic, id: c00000000000000000000000000000003, region: cn-hangzhou, spec: ack.standard }
`);

let sandbox: Sandbox;
const off = 'c00000000000000000000000000000001';
const on = 'c00000000000000000000000000000002';
const basic = 'c00000000000000000000000000000003';
const switchOn = { disable_encryption: false, kms_key_id: 'key-good' };

beforeEach(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});

afterEach(async () => {
  await sandbox.close();
});

async function update(cluster: string, json: unknown, keys?: Keys) {
  return await askCs(sandbox, 'PUT', `/clusters/${cluster}/kms`, { json, ...(keys && { keys }) });
}

async function cluster(id: string) {
  const { body } = await askCs(sandbox, 'GET', `/clusters/${id}`);
  const { Capabilities } = JSON.parse(textAt(body, 'meta_data'));
  return {
    state: at(body, 'state'),
    updated: at(body, 'updated'),
    disabled: at(Capabilities, 'DisableEncryption'),
    key: at(Capabilities, 'EncryptionKMSKeyId'),
  };
}

test('on: updating for a while with the old flags, then running with the new ones', async () => {
  const answer = await update(off, switchOn);
  expect([answer.status, answer.text]).toEqual([200, '']);
  expect(await cluster(off)).toEqual({
    state: 'updating',
    updated: '2026-11-23T08:00:00+08:00',
    disabled: true,
    key: '',
  });
  await advance(sandbox, 'PT2M59S');
  expect(await cluster(off)).toMatchObject({ state: 'updating', disabled: true });
  await advance(sandbox, 'PT1S');
  expect(await cluster(off)).toMatchObject({ state: 'running', disabled: false, key: 'key-good' });
});

test('off: the key id stays, or goes when the scenario says so', async () => {
  await update(on, { disable_encryption: true });
  await advance(sandbox, 'PT3M');
  expect(await cluster(on)).toMatchObject({ state: 'running', disabled: true, key: 'key-good' });
  sandbox.world.setSettings({ keyIdKeptWhenOff: false });
  await advance(sandbox, 'PT5M');
  await update(on, switchOn);
  await advance(sandbox, 'PT8M');
  expect(await cluster(on)).toMatchObject({ disabled: false, key: 'key-good' });
  await update(on, { disable_encryption: true });
  await advance(sandbox, 'PT8M');
  expect(await cluster(on)).toMatchObject({ disabled: true, key: '' });
});

test('another key takes the place of the first, and the list says the same as the detail', async () => {
  expect((await update(on, { disable_encryption: false, kms_key_id: 'key-other' })).status).toBe(200);
  await advance(sandbox, 'PT3M');
  expect(await cluster(on)).toMatchObject({ disabled: false, key: 'key-other' });
  const { body } = await askCs(sandbox, 'GET', '/api/v1/clusters', { params: { cluster_id: on } });
  expect(textAt(body, 'clusters.0.meta_data')).toContain('"EncryptionKMSKeyId":"key-other"');
});

test('the next change must wait until five minutes after the last was complete', async () => {
  expect((await update(off, switchOn)).status).toBe(200);
  const conflict = async () => {
    const answer = await update(off, { disable_encryption: true });
    return [answer.status, answer.code];
  };
  expect(await conflict()).toEqual([409, 'ErrClusterStateConflict']);
  await advance(sandbox, 'PT3M');
  expect(await conflict()).toEqual([409, 'ErrClusterStateConflict']);
  await advance(sandbox, 'PT4M59S');
  expect(await conflict()).toEqual([409, 'ErrClusterStateConflict']);
  await advance(sandbox, 'PT1S');
  expect((await update(off, { disable_encryption: true })).status).toBe(200);
});

describe('what it refuses', () => {
  test.each([
    { when: 'an unknown cluster', id: 'cnone', json: switchOn, status: 404, code: 'ErrorClusterNotFound' },
    {
      when: 'a cluster that is not Pro',
      id: basic,
      json: switchOn,
      status: 400,
      code: 'ErrClusterSpecNotSupported',
    },
    { when: 'no key', id: off, json: { disable_encryption: false }, status: 400, code: 'ErrKMSKeyInvalid' },
    {
      when: 'an unknown key',
      id: off,
      json: { ...switchOn, kms_key_id: 'key-none' },
      status: 400,
      code: 'ErrKMSKeyInvalid',
    },
    {
      when: 'a key of another region',
      id: off,
      json: { ...switchOn, kms_key_id: 'key-far' },
      status: 400,
      code: 'ErrKMSKeyInvalid',
    },
    {
      when: 'a service key',
      id: off,
      json: { ...switchOn, kms_key_id: 'key-service' },
      status: 400,
      code: 'ErrKMSKeyInvalid',
    },
    {
      when: 'another spec',
      id: off,
      json: { ...switchOn, kms_key_id: 'key-sm4' },
      status: 400,
      code: 'ErrKMSKeyInvalid',
    },
    {
      when: 'a signing key',
      id: off,
      json: { ...switchOn, kms_key_id: 'key-rsa' },
      status: 400,
      code: 'ErrKMSKeyInvalid',
    },
    {
      when: 'a disabled key',
      id: off,
      json: { ...switchOn, kms_key_id: 'key-disabled' },
      status: 400,
      code: 'ErrKMSKeyInvalid',
    },
    { when: 'no flag', id: off, json: { kms_key_id: 'key-good' }, status: 400, code: 'InvalidParameter' },
    {
      when: 'a flag that is text',
      id: off,
      json: { ...switchOn, disable_encryption: 'false' },
      status: 400,
      code: 'InvalidParameter',
    },
    { when: 'a body that is no object', id: off, json: [], status: 400, code: 'InvalidParameter' },
  ])('$when: $status $code', async ({ id, json, status, code }) => {
    const answer = await update(id, json);
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test('while the service role is missing, trusts others, or is back', async () => {
    sandbox.world.deleteRole({});
    expect((await update(off, switchOn)).code).toBe('ErrManagedSecurityRoleNotAttach');
    sandbox.world.createRole({});
    sandbox.world.setTrust({
      trust: {
        Version: '1',
        Statement: [
          { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } },
        ],
      },
    });
    expect((await update(off, switchOn)).code).toBe('ErrManagedSecurityRoleNotAttach');
    sandbox.world.setTrust({ trust: 'ack' });
    expect((await update(off, switchOn)).status).toBe(200);
  });

  test.each([
    { who: 'root', keys: { accessKeyId: 'LTAIswitchroot', accessKeySecret: 'secretRoot' }, code: undefined },
    {
      who: 'an O&M engineer of the cluster',
      keys: { accessKeyId: 'LTAIswitchops', accessKeySecret: 'secretOps1' },
      code: undefined,
    },
    {
      who: 'a developer',
      keys: { accessKeyId: 'LTAIswitchdev', accessKeySecret: 'secretDev1' },
      code: 'ForbiddenUpdateKMSState',
    },
    {
      who: 'one without the RAM action',
      keys: { accessKeyId: 'LTAIswitchlook', accessKeySecret: 'secretLook' },
      code: 'StatusForbidden',
    },
  ])('$who: $code', async ({ keys, code }) => {
    expect((await update(off, switchOn, keys)).code).toBe(code);
  });

  test('an O&M engineer of another cluster', async () => {
    const keys = { accessKeyId: 'LTAIswitchops', accessKeySecret: 'secretOps1' };
    expect((await update(on, { disable_encryption: true }, keys)).code).toBe('ForbiddenUpdateKMSState');
  });

  test('and what it refused leaves an event, but no change', async () => {
    await update(off, switchOn, { accessKeyId: 'LTAIswitchdev', accessKeySecret: 'secretDev1' });
    await advance(sandbox, 'PT5M');
    expect(await cluster(off)).toMatchObject({ state: 'running', disabled: true });
    const { body } = await ask(sandbox, 'actiontrail.cn-hangzhou', 'LookupEvents', {
      'LookupAttribute.1.Key': 'EventName',
      'LookupAttribute.1.Value': 'UpdateKMSEncryption',
    });
    expect(listAt(body, 'Events')).toHaveLength(1);
    expect(at(body, 'Events.0')).toMatchObject({
      serviceName: 'CS',
      errorCode: 'ForbiddenUpdateKMSState',
      userIdentity: { type: 'ram-user', userName: 'dev' },
      requestParameters: { ClusterId: off, body: JSON.stringify(switchOn), RegionId: 'cn-hangzhou' },
      resourceType: 'ACS::ACK::Cluster',
      resourceName: off,
    });
  });
});

describe('by command', () => {
  test('nobody asks for permission, and the change can take forever', async () => {
    sandbox.world.switchEncryption({
      cluster: 'off',
      on: true,
      key: 'service',
      by: 'mallory',
      takes: 'forever',
    });
    await advance(sandbox, 'P30D');
    expect(await cluster(off)).toMatchObject({ state: 'updating', disabled: true });
    await control(sandbox, 'POST', 'world', { do: 'setState', cluster: 'off', state: 'running' });
    expect(await cluster(off)).toMatchObject({ state: 'running' });
  });

  test('a state for a while', async () => {
    sandbox.world.setState({ cluster: 'on', state: 'scaling', for: 'PT10M' });
    expect(await cluster(on)).toMatchObject({ state: 'scaling', disabled: false });
    await advance(sandbox, 'PT10M');
    expect(await cluster(on)).toMatchObject({ state: 'running' });
  });

  test('a cluster comes, is upgraded, and goes', async () => {
    const added = sandbox.world.addCluster({
      name: 'new',
      region: 'cn-hangzhou',
      key: 'good',
      version: '1.30.7-aliyun.1',
      by: 'admin',
    });
    const id = textAt(added, 'cluster');
    expect(await cluster(id)).toMatchObject({ disabled: false, key: 'key-good' });
    sandbox.world.upgradeCluster({ cluster: 'new', version: '1.32.1-aliyun.1', takes: 'PT20M', by: 'admin' });
    const { body } = await askCs(sandbox, 'GET', `/clusters/${id}`);
    expect(body).toMatchObject({
      state: 'upgrading',
      init_version: '1.30.7-aliyun.1',
      current_version: '1.32.1-aliyun.1',
    });
    sandbox.world.removeCluster({ cluster: 'new', by: 'admin' });
    expect(at((await askCs(sandbox, 'GET', `/clusters/${id}`)).body, 'state')).toBe('deleting');
    await advance(sandbox, 'PT10M');
    expect((await askCs(sandbox, 'GET', `/clusters/${id}`)).code).toBe('ErrorClusterNotFound');
    expect(at((await askCs(sandbox, 'GET', '/api/v1/clusters')).body, 'page_info.total_count')).toBe(3);
  });
});

test('a cluster whose key cannot be used may be shown as unavailable', async () => {
  sandbox.world.disableKey({ key: 'good', by: 'admin' });
  expect(await cluster(on)).toMatchObject({ state: 'running' });
  sandbox.world.setSettings({ stateWhenKeyUnusable: 'unavailable' });
  expect(await cluster(on)).toMatchObject({ state: 'unavailable' });
  expect(await cluster(off)).toMatchObject({ state: 'running' });
  sandbox.world.enableKey({ key: 'good', by: 'admin' });
  expect(await cluster(on)).toMatchObject({ state: 'running' });
});

describe('odd forms of meta_data', () => {
  const read = async () => {
    const list = await askCs(sandbox, 'GET', '/api/v1/clusters', { params: { cluster_id: on } });
    const detail = await askCs(sandbox, 'GET', `/clusters/${on}`);
    return [at(list.body, 'clusters.0'), detail.body];
  };

  const flags = (entry: unknown): unknown => at(JSON.parse(textAt(entry, 'meta_data')), 'Capabilities');

  test.each([
    { form: 'missing' as const, check: (e: unknown) => expect(e).not.toHaveProperty('meta_data') },
    { form: 'null' as const, check: (e: unknown) => expect(at(e, 'meta_data')).toBeNull() },
    { form: 'empty' as const, check: (e: unknown) => expect(at(e, 'meta_data')).toBe('') },
    {
      form: 'notJson' as const,
      check: (e: unknown) => expect(() => JSON.parse(textAt(e, 'meta_data'))).toThrow(),
    },
    {
      form: 'object' as const,
      check: (e: unknown) => expect(at(e, 'meta_data.Capabilities.DisableEncryption')).toBe(false),
    },
    { form: 'noCapabilities' as const, check: (e: unknown) => expect(flags(e)).toBeUndefined() },
    { form: 'capabilitiesNull' as const, check: (e: unknown) => expect(flags(e)).toBeNull() },
    { form: 'capabilitiesText' as const, check: (e: unknown) => expect(flags(e)).toBe('') },
    {
      form: 'noFlags' as const,
      check: (e: unknown) => expect(Object.keys(flags(e) ?? {})).not.toContain('DisableEncryption'),
    },
    {
      form: 'flagOnly' as const,
      check: (e: unknown) => expect(flags(e)).not.toHaveProperty('EncryptionKMSKeyId'),
    },
    {
      form: 'keyOnly' as const,
      check: (e: unknown) => expect(flags(e)).not.toHaveProperty('DisableEncryption'),
    },
    {
      form: 'stringBooleans' as const,
      check: (e: unknown) => expect(at(flags(e), 'DisableEncryption')).toBe('false'),
    },
    {
      form: 'onWithoutKey' as const,
      check: (e: unknown) =>
        expect(flags(e)).toMatchObject({ DisableEncryption: false, EncryptionKMSKeyId: '' }),
    },
    {
      form: 'normal' as const,
      check: (e: unknown) =>
        expect(flags(e)).toMatchObject({ DisableEncryption: false, EncryptionKMSKeyId: 'key-good' }),
    },
  ])('$form, in list and detail', async ({ form, check }) => {
    sandbox.world.setWire({ cluster: 'on', metaData: form });
    for (const entry of await read()) check(entry);
  });

  test('list and detail may differ, and fields may be of any kind or missing', async () => {
    sandbox.world.setWire({
      cluster: 'on',
      list: { meta_data: '', tags: null, size: '6', profile: '~missing' },
    });
    const [entry, detail] = await read();
    expect(entry).toMatchObject({ meta_data: '', tags: null, size: '6' });
    expect(entry).not.toHaveProperty('profile');
    expect(flags(detail)).toMatchObject({ EncryptionKMSKeyId: 'key-good' });
    expect(at(detail, 'size')).toBe(6);
  });
});
