import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { Report, ReportFinding } from '../../shared/model/report.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { callsOf, configFile, environmentOf, runCli, setFaults } from './run-cli.ts';

const ACCOUNT = '1000000000000001';
const KEY = `acs:kms:cn-hangzhou:${ACCOUNT}:key/key-good`;
const NEEDED = ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];
const ALLOW = { Effect: 'Allow', Action: NEEDED, Resource: '*' };

interface Given {
  /** Documents of the policies of the role. */
  role?: readonly unknown[];
  trust?: unknown;
  /** Of a key in an instance. */
  keyPolicy?: unknown;
  /** Documents of alice's policies, besides AdministratorAccess. */
  alice?: readonly unknown[];
}

const text = (document: unknown): string =>
  JSON.stringify(typeof document === 'string' ? document : JSON.stringify(document));
const of = (...Statement: unknown[]) => ({ Version: '1', Statement });

/** One encrypted cluster of an account whose auditor may look at everything. */
function world({ role, trust, keyPolicy, alice }: Given): string {
  const roles = (role ?? []).map((document, index) => ({ name: `own-${index}`, document }));
  const others = (alice ?? []).map((document, index) => ({ name: `hers-${index}`, document }));
  const policies = [...roles, ...others].map(
    ({ name, document }) => `{ name: ${name}, document: ${text(document)} }`,
  );
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(', ');
  const attached = role ? `policies: [${names(roles)}]` : '';
  const trusted = trust ? `trust: ${text(trust)}` : '';
  const own = keyPolicy ? `, instance: kms-1, policy: ${text(keyPolicy)}` : '';
  return scenarioFile(`
caller: LTAIsandboxPolicies
accounts:
  - id: "${ACCOUNT}"
    policies: [{ name: guard, deny: ["cs:UpdateKMSEncryption", "kms:DisableKey", "kms:ScheduleKeyDeletion", "ram:DetachPolicyFromRole"] }, ${policies.join(', ')}]
    serviceRole: { ${[attached, trusted].filter(Boolean).join(', ')} }
    users:
      - { name: audit, policies: [AdministratorAccess, guard], grants: [{ cluster: all, role: admin }] }
      ${alice ? `- { name: alice, policies: [AdministratorAccess, ${names(others)}] }` : ''}
    accessKeys: [{ id: LTAIsandboxPolicies, secret: sandboxSecret, user: audit }]
    ${keyPolicy ? 'instances: [{ name: kms-1, region: cn-hangzhou }]' : ''}
    keys: [{ name: good, id: key-good, region: cn-hangzhou${own} }]
    clusters: [{ name: alpha, region: cn-hangzhou, key: good }]
    trails: [{ name: all, home: cn-hangzhou, sls: x }]
    billing: { balance: "48000.00" }
`);
}

let sandbox: Sandbox;
afterEach(() => sandbox.close());

interface Audited {
  code: number;
  report: Report;
  /** Findings of a check, whatever their status. */
  of(check: string): ReportFinding[];
}

const start = async (given: Given) => {
  sandbox = await startSandbox({ scenario: world(given), rates: 'off' });
};

async function audit(config = configFile(), more: readonly string[] = []): Promise<Audited> {
  const argv = ['audit', '--json', '--all', '--config', config, ...more];
  const ran = await runCli(argv, environmentOf(sandbox));
  const report = ran.report();
  return {
    code: ran.code,
    report,
    of: (check) => report.findings.filter((finding) => finding.check === check),
  };
}

const except = (...NotResource: string[]) => ({ Effect: 'Allow', Action: NEEDED, NotResource });

test.each([
  {
    what: 'for exactly the key in use',
    role: [of({ ...ALLOW, Resource: [KEY] })],
    status: 'pass',
    verdict: 'pass',
    code: 0,
  },
  {
    what: 'in any letter case',
    role: [of({ effect: 'ALLOW', ACTION: 'KMS:*', resource: KEY })],
    status: 'pass',
    verdict: 'pass',
    code: 0,
  },
  {
    what: 'with one statement that is no list',
    role: [{ Statement: ALLOW }],
    status: 'pass',
    verdict: 'pass',
    code: 0,
  },
  {
    what: 'with a wildcard in the middle',
    role: [of({ ...ALLOW, Resource: ['acs:oss:*', `acs:kms:cn-*:*:key/*good`] })],
    status: 'pass',
    verdict: 'pass',
    code: 0,
  },
  {
    what: 'for all actions but others',
    role: [of({ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' })],
    status: 'pass',
    verdict: 'pass',
    code: 0,
  },
  {
    what: 'beside an odd one about logs',
    role: [
      of(ALLOW),
      of(
        { Effect: 'Allow', Action: 'oss:*', Resource: '*' },
        { Effect: 'allow', Action: 'log:Get*', Resource: '*' },
      ),
    ],
    status: 'pass',
    verdict: 'pass',
    code: 0,
  },
  {
    what: 'for all but keys',
    role: [of(except('acs:kms:*:*:key/*'))],
    status: 'fail',
    verdict: 'fail',
    code: 1,
  },
  {
    what: 'denied on all but aliases',
    role: [of(ALLOW, { ...except('acs:kms:*:*:alias/*'), Effect: 'Deny' })],
    status: 'fail',
    verdict: 'fail',
    code: 1,
  },
  {
    what: 'for another account',
    role: [of({ ...ALLOW, Resource: 'acs:kms:*:1000000000000002:*' })],
    status: 'fail',
    verdict: 'fail',
    code: 1,
  },
])('a role policy $what: $status', async ({ role, status, verdict, code }) => {
  await start({ role });
  const audited = await audit();
  expect(audited.of('security-role')).toMatchObject([{ status }]);
  expect(audited.report.clusters.map((cluster) => cluster.verdict)).toEqual([verdict]);
  expect(audited.code).toBe(code);
});

test('a statement without a Resource is unknown, and named', async () => {
  await start({
    role: [of({ Effect: 'Allow', Action: 'kms:*' }, { ...ALLOW, Condition: { Bool: { x: 'true' } } })],
  });
  sandbox.world.deny({ action: 'actiontrail:LookupEvents' });
  const audited = await audit();
  expect(audited.of('security-role')).toMatchObject([
    { status: 'unknown', evidence: { by: ['own-0 #1', 'own-0 #2'], elements: ['Resource', 'Condition'] } },
  ]);
  expect(audited.report.clusters).toMatchObject([{ verdict: 'unknown' }]);
});

test('a trust with a condition is unknown, never a failure', async () => {
  const Condition = { StringEquals: { 'sts:ExternalId': 'x' } };
  const Principal = { Service: ['cs.aliyuncs.com'] };
  await start({ trust: of({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, Condition }) });
  const { code, of: told } = await audit();
  expect(told('security-role')).toMatchObject([
    { status: 'unknown', evidence: { by: ['AssumeRolePolicyDocument #1'], elements: ['Condition'] } },
  ]);
  expect(code).not.toBe(1);
});

/** Holds in the sandbox, which knows no VPC; from outside nobody can tell. */
const SOMEWHERE = { Condition: { StringNotEquals: { 'acs:SourceVpc': ['vpc-x'] } } };

test('what a policy leaves open, a good call since the last change decides', async () => {
  await start({ role: [of({ ...ALLOW, ...SOMEWHERE, Sid: 'net' })] });
  const { code, of: told, report } = await audit();
  expect(told('security-role')).toMatchObject([
    { status: 'pass', evidence: { by: ['own-0 #1 (net)'], elements: ['Condition'], keys: ['key-good'] } },
  ]);
  expect(report.clusters).toMatchObject([{ verdict: 'pass' }]);
  expect(code).toBe(0);
  expect((await callsOf(sandbox))['GetRole']).toBe(2);
});

test('a call from before the last change decides nothing, nor one that a change of attachments followed', async () => {
  await start({ role: [of({ ...ALLOW, ...SOMEWHERE })] });
  const config = configFile();
  expect((await audit(config)).of('security-role')).toMatchObject([{ status: 'pass' }]);
  sandbox.world.attachPolicy({ policy: 'AliyunCSFullAccess', by: 'root' });
  expect((await audit(config)).of('security-role')).toMatchObject([{ status: 'unknown' }]);
  sandbox.world.detachPolicy({ policy: 'AliyunCSFullAccess', by: 'root' });
  expect((await audit(config)).of('security-role')).toMatchObject([{ status: 'unknown' }]);
});

test('a plain Deny decides, whatever worked before', async () => {
  const guard = { Effect: 'Deny', Action: ['kms:DescribeKey'], Resource: KEY, Sid: 'guard' };
  await start({ role: [of({ ...ALLOW, ...SOMEWHERE }), of(guard)] });
  expect((await audit()).of('security-role')).toMatchObject([
    {
      status: 'fail',
      severity: 'critical',
      evidence: { by: ['own-1 #1 (guard)'], missing: ['kms:DescribeKey'] },
    },
  ]);
});

test('a policy that may not be read hides no Deny of another one, nor anybody', async () => {
  const deny = { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' };
  await start({ role: [of(ALLOW, deny), of(ALLOW, deny)] });
  await setFaults(sandbox, [{ kind: 'deny', action: 'GetPolicy', nth: 1 }]); // whichever of them that is
  const { of: told } = await audit(configFile(), ['--job', 'inventory']); // looks once
  expect(told('security-role')).toMatchObject([{ status: 'fail', evidence: { missing: ['kms:Decrypt'] } }]);
  expect(told('resource-unreadable')).toMatchObject([{ missingPermission: 'ram:GetPolicy' }]);
  expect(told('switch-off-guard')).toMatchObject([{ status: 'pass' }]);
});

const everybody = { RAM: [`acs:ram::${ACCOUNT}:*`] };
const owner = { Sid: 'owner', Effect: 'Allow', Principal: everybody, Action: ['kms:*'], Resource: ['*'] };

test.each([
  { what: 'for the account', keyPolicy: of(owner), status: 'pass', by: ['default #1 (owner)'] },
  {
    what: 'for its root',
    keyPolicy: of({ ...owner, Principal: { RAM: `acs:ram::${ACCOUNT}:root` } }),
    status: 'pass',
    by: ['default #1 (owner)'],
  },
  {
    what: 'with one odd statement',
    keyPolicy: of(owner, {
      Sid: 'odd',
      Effect: 'Allow',
      Principal: '*',
      Action: ['kms:Decrypt'],
      Resource: ['*'],
    }),
    status: 'pass',
    by: ['default #1 (owner)'],
  },
  {
    what: 'to list only',
    keyPolicy: of({ ...owner, Action: ['kms:List*', 'kms:Describe*'] }),
    status: 'fail',
    by: [],
  },
  {
    what: 'for another account',
    keyPolicy: of({ ...owner, Principal: { RAM: ['acs:ram::1000000000000002:*'] } }),
    status: 'fail',
    by: [],
  },
  { what: 'for another key', keyPolicy: of({ ...owner, Resource: [`${KEY}2`] }), status: 'fail', by: [] },
  {
    what: 'that denies everybody',
    keyPolicy: of(owner, {
      Sid: 'no',
      Effect: 'Deny',
      Principal: '*',
      NotAction: 'kms:Describe*',
      Resource: '*',
    }),
    status: 'fail',
    by: ['default #2 (no)'],
  },
])('a key policy $what: $status', async ({ keyPolicy, status, by }) => {
  await start({ keyPolicy });
  const { of: told } = await audit();
  expect(told('key-policy')).toMatchObject([{ status, evidence: { by } }]);
});

test('the odd statement of a key policy is named', async () => {
  await start({
    keyPolicy: of(owner, {
      Sid: 'odd',
      Effect: 'Allow',
      Principal: '*',
      Action: ['kms:Decrypt'],
      Resource: ['*'],
    }),
  });
  expect((await audit()).of('key-policy')).toMatchObject([{ evidence: { odd: ['default #2 (odd)'] } }]);
});

test('a key policy on a condition: a good call decides', async () => {
  await start({ keyPolicy: of({ ...owner, ...SOMEWHERE }) });
  expect((await audit()).of('key-policy')).toMatchObject([
    { status: 'pass', evidence: { by: ['default #1 (owner)'], elements: ['Condition'] } },
  ]);
});

test('one odd policy of people hides nobody, and is named', async () => {
  await start({ alice: ['{"Statement":[{"Effect":"allow"}]}'] });
  const [able, odd, ...rest] = (await audit()).of('switch-off-guard');
  expect(rest).toEqual([]);
  expect(able).toMatchObject({ status: 'fail', evidence: { count: 1, identities: ['user/alice'] } });
  expect(odd).toMatchObject({
    status: 'unknown',
    severity: 'info',
    evidence: { odd: ['statement hers-0 #1: Action, Resource'] },
  });
});

test('one policy of people that may not be read hides nobody, and is named', async () => {
  await start({ alice: [of({ Effect: 'Allow', Action: 'oss:*', Resource: '*' })] });
  await setFaults(sandbox, [{ kind: 'deny', action: 'ListEntitiesForPolicy', nth: 2 }]);
  const told = (await audit()).of('switch-off-guard');
  expect(told.map(({ status }) => status)).toContain('unknown');
  expect(JSON.stringify(told)).toContain('holders');
});
