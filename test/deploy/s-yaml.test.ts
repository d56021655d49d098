import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkDeployment } from '../../functions/cli/setup/check-deployment.ts';
import { readDocument } from '../../functions/cli/setup/document.ts';
import { eventFilter } from '../../shared/collect/event-filter.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { root } from '../root.ts';
import { preview, runServerlessDevs } from './serverless-devs.ts';

const file = join(root, 's.yaml');
const temp = mkdtempSync(join(tmpdir(), 'sealwatch-deploy-'));

/** Where a process that reaches for the network says so. */
const reached = join(temp, 'reached');
writeFileSync(
  join(temp, 'guard.cjs'),
  `const { Socket } = require('node:net');
const dns = require('node:dns');
const refuse = (what) => {
  require('node:fs').appendFileSync(${JSON.stringify(reached)}, what + ' by ' + process.argv[1] + '\\n');
  throw new Error('no network: ' + what);
};
Socket.prototype.connect = () => refuse('connect');
dns.lookup = (host) => refuse('lookup ' + host);`,
);

/** The component: its schema, and deploying that only notes what is deployed. */
const component = join(temp, 'fc3');
mkdirSync(component);
writeFileSync(
  join(component, 'index.js'),
  `exports.default = class {
    async getSchema() {
      return require('node:fs').readFileSync(${JSON.stringify(join(root, 'functions/cli/setup/fc3-schema.json'))}, 'utf8');
    }
    async deploy({ props }) {
      require('node:fs').appendFileSync(process.env.DEPLOYED, props.functionName + '\\n');
      return {};
    }
  };`,
);

/** A home that nobody may touch. */
const home = join(temp, 'home');
mkdirSync(home);

const env = {
  HOME: home,
  NODE_OPTIONS: `--require ${join(temp, 'guard.cjs')}`,
  SEALWATCH_BUCKET: 'sealwatch-evidence',
};

afterEach(() => {
  expect(readdirSync(home)).toEqual([]);
  const who = existsSync(reached) ? readFileSync(reached, 'utf8') : '';
  rmSync(reached, { force: true });
  expect(who).toBe('');
});

/** What the defaults say, which most tests look at: a run of Serverless Devs takes more than half a second. */
let defaults: unknown;
const previewDefaults = (): unknown => {
  defaults ??= preview(file, env);
  return defaults;
};

/** The functions of s.yaml under some variables. */
function functions(variables?: Record<string, string>) {
  const reading = readDocument(variables ? preview(file, { ...env, ...variables }) : previewDefaults());
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return reading.deployment.resources;
}

test('the guard notices a process that reaches for the network', () => {
  const call = "fetch('http://127.0.0.1:8900').catch(() => {})";
  execFileSync(process.execPath, ['--require', join(temp, 'guard.cjs'), '-e', call]);
  expect(readFileSync(reached, 'utf8')).toMatch(/connect|lookup/);
  rmSync(reached);
});

test('without variables but the bucket it is sound, and what the defaults say', () => {
  expect(checkDeployment(previewDefaults())).toEqual([]);
  const found = functions();
  expect(Object.keys(found)).toEqual([
    'inventory',
    'keys',
    'activity',
    'spend',
    'proof',
    'alerts',
    'report', // first: what goes wrong with EventBridge takes nothing else along
    'events',
  ]);
  for (const [name, { props }] of Object.entries(found)) {
    if (name === 'report') continue;
    const trigger = { triggerType: 'timer', triggerConfig: { enable: name !== 'proof' } };
    expect(props).toMatchObject({
      region: 'cn-hangzhou',
      functionName: `sealwatch-${name}`,
      runtime: 'nodejs20',
      handler: `${name}.handler`,
      code: `./dist/functions/${name}`,
      cpu: 0.35,
      memorySize: 384,
      timeout: name === 'events' ? 60 : 600,
      role: 'sealwatch',
      logConfig: 'auto',
      instanceLifecycleConfig: { initializer: { handler: `${name}.initializer`, timeout: 30 } },
      concurrencyConfig: { reservedConcurrency: 1 },
      asyncInvokeConfig: { maxAsyncRetryAttempts: 1, asyncTask: true },
      environmentVariables: {
        SEALWATCH_CONFIG: '/code/sealwatch.yaml',
        SEALWATCH_BUCKET: 'sealwatch-evidence',
      },
      triggers: name === 'events' ? [eventTrigger] : [trigger],
    });
    expect(props.asyncInvokeConfig?.maxAsyncEventAgeInSeconds).toBeLessThanOrEqual(3600);
  }
});

const eventTrigger = {
  triggerName: 'changes',
  triggerType: 'eventbridge',
  triggerConfig: {
    triggerEnable: true,
    asyncInvocationType: false,
    eventSourceConfig: { eventSourceType: 'Default' },
  },
};

test('EventBridge is asked for the calls that are reacted to, and for no others, by one trigger', () => {
  const asked = functions()['events']?.props.triggers?.map(({ triggerConfig }): unknown =>
    JSON.parse(String(triggerConfig['eventRuleFilterPattern'])),
  );
  expect(asked).toEqual([eventFilter()]);
});

test('with events off nothing of EventBridge is left, and so no role of it is asked for', () => {
  const off = functions({ SEALWATCH_EVENTS: 'false' });
  expect(off['events']?.props.triggers).toEqual([]);
  expect(JSON.stringify(off)).not.toMatch(/eventbridge/i);
});

test('`s deploy` takes the functions in the order of the file, so what fails of EventBridge comes last', () => {
  const directory = mkdtempSync(join(temp, 'order-'));
  const copy = join(directory, 's.yaml');
  writeFileSync(copy, readFileSync(file, 'utf8').replace(/^actions:\n( .*\n)+/m, ''));
  const access = { AccountID: '1000000000000001', AccessKeyID: 'LTAInobody', AccessKeySecret: 'none' };
  const DEPLOYED = join(directory, 'deployed');
  const ran = runServerlessDevs(['deploy', '-y', '-t', copy], {
    ...env,
    ...access,
    FC_COMPONENT: component,
    DEPLOYED,
  });
  expect(ran).toMatchObject({ code: 0 });
  const names = readFileSync(DEPLOYED, 'utf8').trim().split('\n');
  expect(names).toEqual(Object.values(functions()).map(({ props }) => props.functionName));
  expect(names.slice(-2)).toEqual(['sealwatch-report', 'sealwatch-events']);
});

test('whether events are on is true or false, and nothing else', () => {
  expect(() => preview(file, { ...env, SEALWATCH_EVENTS: 'yes' })).toThrow(/SEALWATCH_EVENTS|json/i);
});

test('the report is reached over HTTP, in the open only for who has a token, and has room for several readers', () => {
  const { props } = functions()['report'] ?? { props: {} };
  expect(props).toMatchObject({
    functionName: 'sealwatch-report',
    handler: 'report.handler',
    timeout: 60,
    role: 'sealwatch',
    instanceLifecycleConfig: { initializer: { handler: 'report.initializer', timeout: 30 } },
    concurrencyConfig: { reservedConcurrency: 3 },
    customDomain: [],
    environmentVariables: { REPORT_TOKEN: '', REPORT_RUN_TOKEN: '', REPORT_LINK_SECRET: '' },
    triggers: [
      {
        triggerType: 'http',
        triggerConfig: { authType: 'anonymous', methods: ['GET', 'HEAD', 'POST'] },
      },
    ],
  });
});

test.each([
  {
    what: 'one with a certificate',
    domain: { protocol: 'HTTPS', route: { path: '/*' }, certConfig: { certId: '1' } },
    problems: [],
  },
  { what: 'none', domain: null, problems: [] },
  {
    what: 'one without a route',
    domain: { protocol: 'HTTPS' },
    problems: [expect.stringContaining('customDomain')],
  },
  {
    what: 'another protocol',
    domain: { protocol: 'FTP', route: { path: '/*' } },
    problems: expect.arrayContaining([expect.stringContaining('protocol')]),
  },
])('a custom domain: $what', ({ domain, problems }) => {
  const text = JSON.stringify(domain ? { domainName: 'audit.example.com', ...domain } : []);
  const found = checkDeployment(preview(file, { ...env, SEALWATCH_CUSTOM_DOMAIN: text }));
  expect(found.filter((problem) => !/anyOf|must be array/.test(problem))).toEqual(problems);
});

test('every variable of s.yaml is explained, and changes what it names', () => {
  const REPORTED: Record<string, [string, object]> = {
    REPORT_TOKEN: ['r1', { environmentVariables: { REPORT_TOKEN: 'r1' } }],
    REPORT_TOKEN_BEFORE: ['r2', { environmentVariables: { REPORT_TOKEN_BEFORE: 'r2' } }],
    REPORT_RUN_TOKEN: ['r3', { environmentVariables: { REPORT_RUN_TOKEN: 'r3' } }],
    REPORT_PROOF_TOKEN: ['r6', { environmentVariables: { REPORT_PROOF_TOKEN: 'r6' } }],
    REPORT_LINK_SECRET: ['r4', { environmentVariables: { REPORT_LINK_SECRET: 'r4' } }],
    REPORT_LINK_SECRET_BEFORE: ['r5', { environmentVariables: { REPORT_LINK_SECRET_BEFORE: 'r5' } }],
    SEALWATCH_REPORT_INSTANCES: ['5', { concurrencyConfig: { reservedConcurrency: 5 } }],
    SEALWATCH_REPORT_AUTH: ['function', { triggers: [{ triggerConfig: { authType: 'function' } }] }],
    SEALWATCH_CUSTOM_DOMAIN: [
      '{"domainName":"a.example","protocol":"HTTPS","route":{"path":"/*"}}',
      { customDomain: { domainName: 'a.example' } },
    ],
  };
  const changes: Record<string, [string, object]> = {
    SEALWATCH_REGION: ['cn-shanghai', { region: 'cn-shanghai' }],
    SEALWATCH_PREFIX: ['audit', { functionName: 'audit-keys' }],
    SEALWATCH_CPU: ['1', { cpu: 1 }],
    SEALWATCH_MEMORY: ['1024', { memorySize: 1024 }],
    SEALWATCH_TIMEOUT: ['900', { timeout: 900 }],
    SEALWATCH_ROLE: ['acs:ram::1000000000000001:role/x', { role: 'acs:ram::1000000000000001:role/x' }],
    SEALWATCH_LOG: ['{"project":"p","logstore":"l"}', { logConfig: { project: 'p', logstore: 'l' } }],
    SEALWATCH_CONCURRENCY: ['20', { concurrencyConfig: { reservedConcurrency: 20 } }],
    SEALWATCH_RETRIES: ['2', { asyncInvokeConfig: { maxAsyncRetryAttempts: 2 } }],
    SEALWATCH_ASYNC_TASK: ['false', { asyncInvokeConfig: { asyncTask: false } }],
    DINGTALK_WEBHOOK: ['https://x', { environmentVariables: { DINGTALK_WEBHOOK: 'https://x' } }],
    DINGTALK_SECRET: ['SEC1', { environmentVariables: { DINGTALK_SECRET: 'SEC1' } }],
    SEALWATCH_BUCKET: ['other', { environmentVariables: { SEALWATCH_BUCKET: 'other' } }],
    SEALWATCH_TIMERS: ['false', { triggers: [{ triggerConfig: { enable: false } }] }],
    SEALWATCH_KEYS_AGE: ['300', { asyncInvokeConfig: { maxAsyncEventAgeInSeconds: 300 } }],
    SEALWATCH_KEYS_CRON: ['@every 10m', { triggers: [{ triggerConfig: { cronExpression: '@every 10m' } }] }],
  };
  const variables = Object.fromEntries(
    Object.entries({ ...changes, ...REPORTED }).map(([name, [value]]) => [name, value]),
  );
  const document = preview(file, { ...env, ...variables });
  expect(checkDeployment(document)).toEqual([]);
  for (const [, change] of Object.values(changes))
    expect(document).toMatchObject({ resources: { keys: { props: change } } });
  for (const [, change] of Object.values(REPORTED))
    expect(document).toMatchObject({ resources: { report: { props: change } } });

  const used = [...readFileSync(file, 'utf8').matchAll(/env\('(\w+)'/g)].map(([, name]) => name ?? '');
  const untried = used.filter(
    (name) =>
      !(name in changes) &&
      !(name in REPORTED) &&
      !/^(FC_COMPONENT|SEALWATCH_EVENTS(_AGE)?|SEALWATCH_(INVENTORY|ACTIVITY|SPEND|ALERTS)_(AGE|CRON)|SEALWATCH_PROOF\w*)$/.test(
        name,
      ),
  );
  expect(untried).toEqual([]);
  const guide = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  expect(
    used.filter(
      (name) =>
        !guide.includes(
          `\`${name.replace(/_(INVENTORY|KEYS|ACTIVITY|SPEND|PROOF|ALERTS|EVENTS)_(?=AGE|CRON)/, '_<JOB>_')}\``,
        ),
    ),
  ).toEqual([]);
});

test('the job proof has a timer when it is asked for, and a VPC', () => {
  const vpc = { vpcId: 'vpc-1', vSwitchIds: ['vsw-1'], securityGroupId: 'sg-1' };
  const variables = { SEALWATCH_PROOF: 'true', SEALWATCH_PROOF_VPC: 'vpc-1' };
  const more = { SEALWATCH_PROOF_VSWITCHES: '["vsw-1"]', SEALWATCH_PROOF_SECURITY_GROUP: 'sg-1' };
  expect(functions({ ...variables, ...more })['proof']?.props).toMatchObject({
    vpcConfig: vpc,
    triggers: [{ triggerConfig: { enable: true } }],
  });
});

test('without a bucket it says which variable is missing', () => {
  expect(() => preview(file, { ...env, SEALWATCH_BUCKET: undefined })).toThrow(
    /SEALWATCH_BUCKET.* not found/,
  );
});

test('timers do not start together', () => {
  const timed = Object.values(functions()).filter(
    ({ props }) => props.triggers?.[0]?.triggerType === 'timer',
  );
  const minutes = timed.map(({ props }) => {
    const expression = String(props.triggers?.[0]?.triggerConfig['cronExpression']);
    return /^CRON_TZ=Asia\/Shanghai \d+ ([\d,]+) \* \* \* \*$/.exec(expression)?.[1]?.split(',') ?? [];
  });
  expect(minutes.map(({ length }) => length)).toEqual([1, 12, 4, 1, 1, 0]); // the last one runs every minute
  expect(new Set(minutes.flat()).size).toBe(19);
  const seconds = timed.map(({ props }) =>
    String(props.triggers?.[0]?.triggerConfig['cronExpression']).split(' ').at(1),
  );
  expect(new Set(seconds).size).toBe(6);
});

test.each([
  { runtime: 'nodejs20', code: 0, said: 'Format verification for [s.yaml] passed.' },
  { runtime: 'nodejs22', code: 1, said: 'keys/props/runtime must be equal to one of the allowed values' },
])('`s verify` on $runtime ends with $code', ({ runtime, code, said }) => {
  const directory = mkdtempSync(join(temp, 'verify-'));
  const copy = join(directory, 's.yaml');
  writeFileSync(copy, readFileSync(file, 'utf8').replace('nodejs20', runtime));
  const ran = runServerlessDevs(['verify', '-t', copy], { ...env, FC_COMPONENT: component });
  expect(ran).toMatchObject({ code, out: expect.stringContaining(said) });
});

/** A project with handlers of its own beside the real shared code. */
function project(sources: Record<string, string>, config?: string): string {
  const directory = mkdtempSync(join(temp, 'project-'));
  mkdirSync(join(directory, 'functions'));
  for (const name of ['shared', 'docs', 'node_modules']) symlinkSync(join(root, name), join(directory, name));
  for (const [name, source] of Object.entries(sources))
    writeFileSync(join(directory, 'functions', name), source);
  if (config !== undefined) writeFileSync(join(directory, 'sealwatch.yaml'), config);
  execFileSync(process.execPath, [join(root, '.build.mjs'), 'functions', join(directory, 'dist')], {
    cwd: directory,
  });
  return directory;
}

const probe = `
import { loadConfig } from '../shared/config/load-config.ts';
export async function initializer(): Promise<void> {}
export const handler = async (event: Buffer): Promise<unknown> => {
  const before = (globalThis as { lazy?: string }).lazy;
  const [{ default: oss }, lazy] = await Promise.all([import('ali-oss'), import('./lazy.ts')]);
  return { event: event.toString(), before, after: lazy.value, client: typeof oss,
           bucket: loadConfig(process.env['SEALWATCH_CONFIG'] ?? '', { SEALWATCH_BUCKET: 'b', FC_REGION: 'cn-hangzhou', ...Object.fromEntries(['TOKEN', 'TOKEN_BEFORE', 'RUN_TOKEN', 'PROOF_TOKEN', 'LINK_SECRET', 'LINK_SECRET_BEFORE'].map((name) => ['REPORT_' + name, ''])) }, { checks: [] }).store };
};`;

test('a bundle stands alone, and loads what it imports late only when it is needed', () => {
  const directory = project({
    'probe.ts': probe,
    'other.ts': 'export const { handler, initializer } = { handler() {}, initializer() {} };',
    'lazy.ts': "export const value = 'loaded'; (globalThis as { lazy?: string }).lazy = value;",
    'helper.ts': 'export const handlers = 1;',
  });
  const code = join(directory, 'dist/functions');
  const files = readdirSync(code, { recursive: true }).map(String);
  expect(files.filter((file) => !/-[A-Z0-9]{8}\.mjs$/.test(file)).sort()).toEqual([
    'other',
    'other/other.mjs',
    'other/sealwatch.yaml',
    'probe',
    'probe/probe.mjs',
    'probe/sealwatch.yaml',
  ]);

  const alone = mkdtempSync(join(temp, 'alone-'));
  for (const name of readdirSync(join(code, 'probe')))
    writeFileSync(join(alone, name), readFileSync(join(code, 'probe', name)));
  writeFileSync(
    join(alone, 'invoke.mjs'),
    "import { handler } from './probe.mjs'; console.log(JSON.stringify(await handler(Buffer.from('tick'))));",
  );
  const said = execFileSync(process.execPath, ['invoke.mjs'], {
    cwd: alone,
    env: { SEALWATCH_CONFIG: join(alone, 'sealwatch.yaml') },
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toEqual({
    event: 'tick',
    after: 'loaded',
    client: 'function',
    bucket: { oss: { bucket: 'b', region: 'cn-hangzhou', prefix: 'sealwatch/' } },
  });
});

test('the configuration of the user is the one that is deployed', () => {
  const other = 'export const { handler, initializer } = { handler() {}, initializer() {} };';
  const directory = project({ 'other.ts': other }, 'language: zh\n');
  expect(readFileSync(join(directory, 'dist/functions/other/sealwatch.yaml'), 'utf8')).toBe('language: zh\n');
});

test.each(['sealwatch.function.yaml', 'sealwatch.watcher.yaml'])('docs/%s is a configuration', (name) => {
  const text = readFileSync(join(root, 'docs', name), 'utf8');
  const reported = {
    REPORT_TOKEN: 'x'.repeat(16),
    REPORT_TOKEN_BEFORE: '',
    REPORT_RUN_TOKEN: '',
    REPORT_PROOF_TOKEN: '',
  };
  const links = { REPORT_LINK_SECRET: '', REPORT_LINK_SECRET_BEFORE: '' };
  const variables = { SEALWATCH_BUCKET: 'b', FC_REGION: 'cn-shanghai', ...reported, ...links };
  const { store, report } = parseConfig(text, name, variables, { checks: [] });
  expect(store).toEqual({ oss: { bucket: 'b', region: 'cn-shanghai', prefix: 'sealwatch/' } });
  expect([report.tokens.map(({ scope }) => scope), report.linkSecrets]).toEqual([['read'], []]);
});
