import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Answered, advance, ask, askCs, at, control, listAt, scenarioFile } from '../sandbox/signed.ts';
import { differences } from './shape.ts';

const scenario = scenarioFile(`
caller: LTAIshapes01
settings: { eventDelay: PT5M }
accounts:
  - id: "1000000000000001"
    users:
      - { name: admin, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }
      - { name: outsider, policies: [AliyunCSFullAccess] }
      - { name: nobody }
    accessKeys:
      - { id: LTAIshapes01, secret: secretShapes, user: admin }
      - { id: LTAIshapes02, secret: secretShapes, user: outsider }
      - { id: LTAIshapes03, secret: secretShapes, user: nobody }
    policies: [{ name: ack-kms-minimal, allow: ["kms:DescribeKey", "kms:Encrypt"] }]
    kms: { cn-shanghai: Suspended, cn-beijing: InDebt, cn-qingdao: NotEnabled }
    instances:
      - { name: prepaid, id: kst-prepaid, region: cn-hangzhou, ends: P8D }
      - { name: postpaid, id: kst-postpaid, region: cn-hangzhou, charge: POSTPAY }
      - { name: down, id: kst-down, region: cn-hangzhou, status: Disconnected }
      - { name: hardware, id: kst-hardware, region: cn-hangzhou, kind: hardware }
    keys:
      - { name: a, id: key-a, region: cn-hangzhou, aliases: [alias/ack-secrets], tags: { owner: platform, env: prod } }
      - { name: b, id: key-b, region: cn-hangzhou, deletionProtection: false }
      - { name: off, id: key-off, region: cn-hangzhou, state: Disabled, rotation: { every: P30D, next: P20D } }
      - { name: going, id: key-going, region: cn-hangzhou, state: PendingDeletion, deleteDate: P8D }
      - { name: own, id: key-own, region: cn-hangzhou, origin: EXTERNAL, materialExpires: P12D }
      - { name: bare, id: key-bare, region: cn-hangzhou, origin: EXTERNAL, state: PendingImport }
      - { name: rsa, id: key-rsa, region: cn-hangzhou, spec: RSA_2048, usage: SIGN/VERIFY }
      - { name: sm4, id: key-sm4, region: cn-hangzhou, spec: Aliyun_SM4 }
      - { name: rotated, id: key-rotated, region: cn-hangzhou, rotation: {}, rotated: [-P20D] }
      - { name: service, id: 00000000-1111-4222-8333-444444444444, region: cn-hangzhou, creator: Ecs }
      - { name: hard, id: key-hard, region: cn-hangzhou, instance: hardware }
    clusters:
      - { name: on, id: c00000000000000000000000000000001, region: cn-hangzhou, key: a, tags: { env: prod } }
      - { name: off, id: c00000000000000000000000000000002, region: cn-hangzhou, tags: { env: prod } }
      - { name: updating, id: c00000000000000000000000000000003, region: cn-hangzhou, state: updating, tags: { env: prod } }
      - { name: registered, id: c00000000000000000000000000000004, region: cn-hangzhou, type: ExternalKubernetes, spec: "" }
      - { name: initial, id: c00000000000000000000000000000005, region: cn-hangzhou, state: initial }
      - { name: failing, id: c00000000000000000000000000000006, region: cn-hangzhou, key: "off", tags: { env: prod } }
    trails:
      - { name: trail-all, home: cn-hangzhou, sls: audit-fake }
      - { name: trail-write, home: cn-beijing, covers: cn-beijing, rw: Write, status: Disable, sls: audit-fake, stopped: -P50D }
      - { name: trail-error, home: cn-beijing, covers: cn-beijing, sls: audit-fake, deliveryError: { text: write sls failed, lastGood: -P13D } }
    noise: [{ region: cn-hangzhou, event: GetSecretValue, secret: db-password, every: PT1H }]
  - id: "1000000000000002"
    roles:
      - name: ack-secret-guard-readonly
        policies: [AdministratorAccess]
        trust: { Version: "1", Statement: [{ Effect: Allow, Action: "sts:AssumeRole", Principal: { RAM: ["acs:ram::1000000000000001:root"] } }] }
history:
  - { at: -P3D, do: switchEncryption, by: admin, cluster: "off", on: true, key: a, takes: PT1M }
  - { at: -P2D, do: switchEncryption, by: admin, cluster: "off", on: false, takes: PT1M }
  - { at: -P1D, do: switchEncryption, by: outsider, cluster: "on", on: false, refused: ForbiddenUpdateKMSState }
  - { at: -P1D, do: disableKey, by: "platform-admin:dana.ops", key: b }
  - { at: -PT20H, do: scheduleKeyDeletion, by: admin, key: b }
  - { at: -PT10H, do: detachPolicy, by: root }
  - { at: -PT9H, do: attachPolicy, by: root }
`);

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario, rates: 'off' });
});

afterAll(async () => {
  await sandbox.close();
});

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

const kms = (action: string, params: Record<string, string> = {}, region = 'cn-hangzhou') =>
  ask(sandbox, `kms.${region}`, action, params);
const trail = (action: string, params: Record<string, string> = {}, region = 'cn-hangzhou') =>
  ask(sandbox, `actiontrail.${region}`, action, params);
const ram = (action: string, params: Record<string, string>) => ask(sandbox, 'ram', action, params);
const key = (KeyId: string) => kms('DescribeKey', { KeyId });
const outsider = { accessKeyId: 'LTAIshapes02', accessKeySecret: 'secretShapes' };
const nobody = { accessKeyId: 'LTAIshapes03', accessKeySecret: 'secretShapes' };
const id = (number: number) => `c${`${number}`.padStart(32, '0')}`;
const detail = (number: number) => askCs(sandbox, 'GET', `/clusters/${id(number)}`);
const list = (name: string) => askCs(sandbox, 'GET', '/api/v1/clusters', { params: { name } });

async function withFault(kind: string, call: () => Promise<Answered>): Promise<Answered> {
  await control(sandbox, 'POST', 'faults', [{ kind }]);
  const answer = await call();
  await control(sandbox, 'POST', 'faults', []);
  return answer;
}

/** Fields the sandbox adds to error bodies, as the real gateway does; samples may leave them out. */
const extras = /^(HostId|Recommend|AccessDeniedDetail|accessDeniedDetail): not expected$/;

interface Case {
  file: string;
  status?: number;
  call(): Promise<Answered>;
  /** part of both bodies that is compared */
  part?: string;
}

async function compare({ file, status = 200, call, part }: Case): Promise<void> {
  const answer = await call();
  expect(answer.status, answer.text).toBe(status);
  const [wanted, found] = [fixture(file), answer.body].map((body) => (part ? at(body, part) : body));
  const code = at(wanted, 'Code') ?? at(wanted, 'code');
  expect(answer.code).toBe(code);
  expect(differences(wanted, found).filter((problem) => !extras.test(problem))).toEqual([]);
}

describe('ACK', () => {
  const cases: Case[] = [
    { file: 'cs/DescribeClustersV1.mixed', call: () => list('on') },
    { file: 'cs/DescribeClustersV1.empty', call: () => list('nonesuch') },
    {
      file: 'cs/DescribeClustersV1.forbidden',
      status: 403,
      call: () => askCs(sandbox, 'GET', '/api/v1/clusters', { keys: nobody }),
    },
    {
      file: 'cs/DescribeClustersV1.throttled',
      status: 429,
      call: () => withFault('throttle', () => list('on')),
    },
    { file: 'cs/DescribeClusterDetail.pro-encrypted', call: () => detail(1) },
    { file: 'cs/DescribeClusterDetail.pro-unencrypted', call: () => detail(2) },
    { file: 'cs/DescribeClusterDetail.pro-updating', call: () => detail(3) },
    { file: 'cs/DescribeClusterDetail.serverless-pro-encrypted', call: () => detail(1) },
    { file: 'cs/DescribeClusterDetail.not-found', status: 404, call: () => detail(99) },
    { file: 'cs/DescribeRegions.ok', call: () => askCs(sandbox, 'GET', '/regions') },
    { file: 'cs/CheckServiceRole.granted', call: () => roles('AliyunCSManagedSecurityRole') },
    { file: 'cs/CheckServiceRole.missing', call: () => roles('Nonesuch') },
    { file: 'cs/UpdateKMSEncryption.conflict', status: 409, call: () => update(3) },
    { file: 'cs/UpdateKMSEncryption.forbidden-rbac', status: 403, call: () => update(2, outsider) },
  ];

  const roles = (name: string) =>
    askCs(sandbox, 'POST', '/ram/check-service-role', { json: { roles: [{ name }] } });
  const update = (number: number, keys?: typeof outsider) =>
    askCs(sandbox, 'PUT', `/clusters/${id(number)}/kms`, {
      json: { disable_encryption: true },
      ...(keys && { keys }),
    });

  test.each(cases)('$file', compare);

  test('cs/UpdateKMSEncryption.missing-role', async () => {
    sandbox.world.detachPolicy({});
    sandbox.world.deleteRole({});
    await compare({ file: 'cs/UpdateKMSEncryption.missing-role', status: 400, call: () => update(1) });
    sandbox.world.createRole({});
    sandbox.world.attachPolicy({});
  });

  test('every entry of the mixed list: encrypted, off, registered, initial', async () => {
    const wanted = new Map(
      listAt(fixture('cs/DescribeClustersV1.mixed'), 'clusters').map((entry) => [at(entry, 'name'), entry]),
    );
    for (const [sample, name] of [
      ['pay-prod', 'on'],
      ['web-prod', 'off'],
      ['onprem-registered', 'registered'],
      ['pro-being-created', 'initial'],
    ]) {
      const { body } = await list(name ?? '');
      expect(differences(wanted.get(sample), at(body, 'clusters.0'))).toEqual([]);
    }
  });

  test.each([
    { form: 'empty' as const, sample: 'meta-empty' },
    { form: 'null' as const, sample: 'meta-null' },
    { form: 'notJson' as const, sample: 'meta-not-json' },
    { form: 'noCapabilities' as const, sample: 'cap-missing' },
    { form: 'capabilitiesNull' as const, sample: 'cap-null' },
    { form: 'capabilitiesText' as const, sample: 'cap-empty-string' },
    { form: 'stringBooleans' as const, sample: 'cap-string-bools-on' },
    { form: 'keyOnly' as const, sample: 'cap-no-flag-with-key' },
    { form: 'onWithoutKey' as const, sample: 'cap-on-without-key' },
  ])('the odd form $sample can be made', async ({ form, sample }) => {
    sandbox.world.setWire({ cluster: 'on', metaData: form });
    const { body } = await list('on');
    sandbox.world.setWire({ cluster: 'on', metaData: 'normal' });
    const wanted = listAt(fixture('cs/DescribeClustersV1.odd-metadata'), 'clusters').find(
      (entry) => at(entry, 'name') === sample,
    );
    const [one, other] = [wanted, at(body, 'clusters.0')].map((entry) => flagsOf(at(entry, 'meta_data')));
    expect(differences(one, other)).toEqual([]);
  });

  /** Of `meta_data` only what the form is about: the two flags, or what stands in their place. */
  function flagsOf(meta: unknown): unknown {
    if (typeof meta !== 'string' || meta === '') return meta;
    try {
      const capabilities = at(JSON.parse(meta), 'Capabilities');
      if (typeof capabilities !== 'object' || capabilities === null) return [capabilities];
      return Object.fromEntries(Object.entries(capabilities).filter(([name]) => /Encryption/.test(name)));
    } catch {
      return 'not JSON';
    }
  }
});

describe('KMS', () => {
  const cases: Case[] = [
    { file: 'kms/DescribeKey.enabled', call: () => key('key-a') },
    { file: 'kms/DescribeKey.enabled-no-deletion-protection', call: () => key('key-b') },
    { file: 'kms/DescribeKey.disabled', call: () => key('key-b') },
    { file: 'kms/DescribeKey.pending-deletion', call: () => key('key-going') },
    { file: 'kms/DescribeKey.external-expiring', call: () => key('key-own') },
    { file: 'kms/DescribeKey.pending-import', call: () => key('key-bare') },
    { file: 'kms/DescribeKey.wrong-spec', call: () => key('key-rsa') },
    { file: 'kms/DescribeKey.wrong-spec-sm4', call: () => key('key-sm4') },
    { file: 'kms/DescribeKey.rotation-on', call: () => key('key-rotated') },
    { file: 'kms/DescribeKey.rotation-suspended', call: () => key('key-off') },
    { file: 'kms/DescribeKey.service-key', call: () => key('00000000-1111-4222-8333-444444444444') },
    { file: 'kms/DescribeKey.hardware-instance-key', call: () => key('key-hard') },
    { file: 'kms/DescribeKey.not-found', status: 404, call: () => key('key-none') },
    { file: 'kms/DescribeKey.no-permission', status: 403, call: () => withFault('deny', () => key('key-a')) },
    { file: 'kms/DescribeKey.throttled', status: 429, call: () => withFault('throttle', () => key('key-a')) },
    {
      file: 'kms/DescribeKey.in-debt',
      status: 403,
      call: () => kms('DescribeKey', { KeyId: 'key-x' }, 'cn-shanghai'),
    },
    {
      file: 'kms/ListKeys.user-keys',
      call: () => kms('ListKeys', { Filters: '[{"Key":"CreatorType","Values":["User"]}]' }),
    },
    { file: 'kms/ListAliasesByKeyId.one', call: () => kms('ListAliasesByKeyId', { KeyId: 'key-a' }) },
    { file: 'kms/ListResourceTags.two', call: () => kms('ListResourceTags', { KeyId: 'key-a' }) },
    { file: 'kms/ListKeyVersions.rotated', call: () => kms('ListKeyVersions', { KeyId: 'key-rotated' }) },
    { file: 'kms/ListKmsInstances.one', call: () => kms('ListKmsInstances') },
    {
      file: 'kms/GetKmsInstance.subscription-expiring',
      call: () => kms('GetKmsInstance', { KmsInstanceId: 'kst-prepaid' }),
    },
    {
      file: 'kms/GetKmsInstance.pay-as-you-go',
      call: () => kms('GetKmsInstance', { KmsInstanceId: 'kst-postpaid' }),
    },
    {
      file: 'kms/GetKmsInstance.disconnected',
      call: () => kms('GetKmsInstance', { KmsInstanceId: 'kst-down' }),
    },
    { file: 'kms/GetKeyPolicy.default', call: () => kms('GetKeyPolicy', { KeyId: 'key-hard' }) },
    { file: 'kms/DescribeAccountKmsStatus.enabled', call: () => kms('DescribeAccountKmsStatus') },
    {
      file: 'kms/DescribeAccountKmsStatus.suspended',
      call: () => kms('DescribeAccountKmsStatus', {}, 'cn-shanghai'),
    },
    {
      file: 'kms/DescribeAccountKmsStatus.indebt',
      call: () => kms('DescribeAccountKmsStatus', {}, 'cn-beijing'),
    },
    {
      file: 'kms/DescribeAccountKmsStatus.notenabled',
      call: () => kms('DescribeAccountKmsStatus', {}, 'cn-qingdao'),
    },
  ];

  test.each(cases)('$file', compare);

  test.each(['enabled', 'suspended', 'indebt', 'notenabled'])(
    'account status %s is spelled the same',
    async (name) => {
      const region =
        { enabled: 'cn-hangzhou', suspended: 'cn-shanghai', indebt: 'cn-beijing', notenabled: 'cn-qingdao' }[
          name
        ] ?? '';
      const { body } = await kms('DescribeAccountKmsStatus', {}, region);
      expect(at(body, 'AccountStatus')).toBe(
        at(fixture(`kms/DescribeAccountKmsStatus.${name}`), 'AccountStatus'),
      );
    },
  );
});

describe('ActionTrail', () => {
  const lookup = (pairs: Record<string, string>, region?: string) => {
    const params: Record<string, string> = { MaxResults: '1' };
    for (const [index, [name, value]] of Object.entries(pairs).entries()) {
      params[`LookupAttribute.${index + 1}.Key`] = name;
      params[`LookupAttribute.${index + 1}.Value`] = value;
    }
    return trail('LookupEvents', params, region);
  };

  const cases: Case[] = [
    {
      file: 'actiontrail/LookupEvents.encrypt-by-role',
      call: () => lookup({ ResourceName: 'key-a', EventName: 'Encrypt' }),
    },
    {
      file: 'actiontrail/LookupEvents.decrypt-by-role',
      call: () => lookup({ ResourceName: 'key-a', EventName: 'Decrypt' }),
    },
    {
      file: 'actiontrail/LookupEvents.decrypt-failing',
      call: () => lookup({ ResourceName: 'key-off', EventName: 'Decrypt' }),
    },
    {
      file: 'actiontrail/LookupEvents.update-kms-encryption-by-ram-user',
      call: () => lookup({ ResourceName: id(2), EventName: 'UpdateKMSEncryption' }),
    },
    {
      file: 'actiontrail/LookupEvents.update-kms-encryption-denied',
      call: () => lookup({ ResourceName: id(1), EventName: 'UpdateKMSEncryption' }),
    },
    {
      file: 'actiontrail/LookupEvents.schedule-key-deletion-by-ram-user',
      call: () => lookup({ EventName: 'ScheduleKeyDeletion' }),
    },
    {
      file: 'actiontrail/LookupEvents.disable-key-by-sso-role',
      call: () => lookup({ EventName: 'DisableKey' }),
    },
    {
      file: 'actiontrail/LookupEvents.detach-role-policy-by-root',
      call: () => lookup({ EventName: 'DetachPolicyFromRole' }, 'ap-southeast-1'),
    },
    { file: 'actiontrail/LookupEvents.role-noise', call: () => lookup({ EventName: 'GetSecretValue' }) },
    {
      file: 'actiontrail/LookupEvents.page1-with-next-token',
      call: () => lookup({ ResourceName: 'key-a', EventName: 'Encrypt' }),
    },
    { file: 'actiontrail/LookupEvents.empty', call: () => lookup({ EventName: 'Nonesuch' }) },
    {
      file: 'actiontrail/LookupEvents.empty-page-with-token',
      call: () => withFault('emptyPageWithToken', () => lookup({ EventName: 'Decrypt' })),
    },
    {
      file: 'actiontrail/LookupEvents.throttled',
      status: 400,
      call: () => withFault('throttle', () => lookup({})),
    },
    {
      file: 'actiontrail/LookupEvents.no-permission',
      status: 403,
      call: () => withFault('deny', () => lookup({})),
    },
    { file: 'actiontrail/DescribeTrails.sls-all-regions', call: () => trail('DescribeTrails') },
    {
      file: 'actiontrail/DescribeTrails.write-only-stopped',
      call: () => trail('DescribeTrails', {}, 'cn-beijing'),
    },
    { file: 'actiontrail/DescribeTrails.none', call: () => trail('DescribeTrails', {}, 'cn-shenzhen') },
    { file: 'actiontrail/GetTrailStatus.ok', call: () => trail('GetTrailStatus', { Name: 'trail-all' }) },
    {
      file: 'actiontrail/GetTrailStatus.delivery-error',
      call: () => trail('GetTrailStatus', { Name: 'trail-error' }, 'cn-beijing'),
    },
  ];

  test.each(cases)('$file', compare);

  test('a Decrypt that does not say its key has the shape of the second sample', async () => {
    sandbox.world.setSettings({ decryptNamesKey: false });
    const { body } = await lookup({ ServiceName: 'Kms', EventName: 'Decrypt' });
    sandbox.world.setSettings({ decryptNamesKey: true });
    expect(
      differences(at(fixture('actiontrail/LookupEvents.decrypt-by-role'), 'Events.1'), at(body, 'Events.0')),
    ).toEqual([]);
  });
});

describe('RAM and STS', () => {
  const role = { RoleName: 'AliyunCSManagedSecurityRole' };
  const assume = (RoleArn: string, keys = { ...sandbox }) =>
    ask(sandbox, 'sts', 'AssumeRole', { RoleArn, RoleSessionName: 'ack-secret-guard' }, { keys });
  const member = 'acs:ram::1000000000000002:role/ack-secret-guard-readonly';

  const cases: Case[] = [
    { file: 'ram/GetRole.ok', call: () => ram('GetRole', role) },
    { file: 'ram/GetRole.not-found', status: 404, call: () => ram('GetRole', { RoleName: 'Nonesuch' }) },
    {
      file: 'ram/GetRole.no-permission',
      status: 403,
      call: () => withFault('deny', () => ram('GetRole', role)),
    },
    { file: 'ram/ListPoliciesForRole.ok', call: () => ram('ListPoliciesForRole', role) },
    {
      file: 'ram/GetPolicy.security-role-policy',
      call: () => ram('GetPolicy', { PolicyName: 'AliyunCSManagedSecurityRolePolicy', PolicyType: 'System' }),
    },
    {
      file: 'ram/GetPolicy.custom-missing-decrypt',
      call: () => ram('GetPolicy', { PolicyName: 'ack-kms-minimal', PolicyType: 'Custom' }),
    },
    { file: 'sts/GetCallerIdentity.role', call: () => ask(sandbox, 'sts', 'GetCallerIdentity') },
    { file: 'sts/AssumeRole.member-1000000000000002', call: () => assume(member) },
    {
      file: 'sts/AssumeRole.role-not-exist',
      status: 404,
      call: () => assume('acs:ram::1000000000000002:role/nonesuch'),
    },
    { file: 'sts/AssumeRole.no-permission', status: 403, call: () => assume(member, nobodyAsSandbox()) },
    {
      file: 'sts/AssumeRole.throttled',
      status: 400,
      call: () => withFault('throttle', () => assume(member)),
    },
  ];

  function nobodyAsSandbox(): Sandbox {
    return { ...sandbox, ...nobody };
  }

  test.each(cases)('$file', compare);

  test.each([
    {
      what: 'GetRole.wrong-trust',
      change: () =>
        sandbox.world.setTrust({
          trust: {
            Version: '1',
            Statement: [
              {
                Action: 'sts:AssumeRole',
                Effect: 'Allow',
                Principal: { RAM: ['acs:ram::1000000000000001:root'] },
              },
            ],
          },
        }),
      back: () => sandbox.world.setTrust({ trust: 'ack' }),
      call: () => ram('GetRole', role),
    },
    {
      what: 'ListPoliciesForRole.detached',
      change: () => sandbox.world.detachPolicy({}),
      back: () => sandbox.world.attachPolicy({}),
      call: () => ram('ListPoliciesForRole', role),
    },
    {
      what: 'ListPoliciesForRole.custom-only',
      change: () => sandbox.world.attachPolicy({ policy: 'ack-kms-minimal' }),
      back: () => sandbox.world.detachPolicy({ policy: 'ack-kms-minimal' }),
      call: () => ram('ListPoliciesForRole', role),
    },
  ])('ram/$what', async ({ what, change, back, call }) => {
    change();
    await advance(sandbox, 'PT1S');
    await compare({ file: `ram/${what}`, call });
    back();
  });
});

test('the comparison itself notices what is missing, surplus or of another kind', () => {
  const wanted = { a: 1, b: [{ c: 'x' }], d: '{"e":true}' };
  expect(differences(wanted, { a: 2, b: [{ c: 'y' }], d: '{"e":false}' })).toEqual([]);
  expect(differences(wanted, { a: '1', b: [{}], d: '{"e":"true"}', f: null })).toEqual([
    'a: string instead of number',
    'b[].c: missing',
    'd.e: string instead of boolean',
    'f: not expected',
  ]);
});
