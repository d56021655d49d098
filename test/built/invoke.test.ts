import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { root } from '../root.ts';
import { codeDir, isAlive } from '../sandbox/function-code.ts';
import { until } from '../until.ts';

const dist = mkdtempSync(join(tmpdir(), 'sealwatch-dist-'));

const code = codeDir({
  'tells.mjs': `
    let ready = 'not ready';
    export const initializer = () => { ready = 'ready'; };
    export const handler = (event, context) => {
      console.log(JSON.stringify({ level: 'info', requestId: context.requestId }));
      console.error('to stderr');
      return { ready, event: event.toString(), context, environment: process.env };
    };`,
  'text.mjs': `export const initializer = () => {}; export const handler = () => 'done 完';`,
  'nothing.mjs': `export const initializer = () => {}; export const handler = () => {};`,
  'throws.mjs': `
    export const initializer = () => {};
    export const handler = () => { console.log('before'); throw new RangeError('KMS read failed'); };`,
  'unready.mjs': `export const initializer = () => { throw new Error('no configuration'); }; export const handler = () => {};`,
  'hangs.mjs': `
    export const initializer = () => {};
    export const handler = () => new Promise(() => { console.log(process.pid); setInterval(() => {}, 1000); });`,
  'broken.mjs': 'export const handler = (;',
  'half.mjs': `export const handler = () => 'never';`,
});

// The command line without the functions, and with one of its own beside it.
const bundles = inject('bundles');
cpSync(bundles, dist, { recursive: true, filter: (path) => path !== join(bundles, 'functions') });
mkdirSync(join(dist, 'functions/text'), { recursive: true });
writeFileSync(join(dist, 'functions/text/text.mjs'), readFileSync(join(code, 'text.mjs')));

function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(dist, 'cli.mjs'), 'invoke', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  const ran = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ran.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ran.err += chunk.toString();
  });
  return { child, ran, ended: once(child, 'close').then(([exit]) => ({ code: exit, ...ran })) };
}

const invoke = (name: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  start([name, '--code', code, ...args], env).ended;

test('a handler gets the event of the file, a context and what may be passed on', async () => {
  const event = join(root, 'test/fixtures/fc/timer-event.audit.json');
  const ran = await invoke('tells', ['--event', event, '--memory', '256'], {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItestInvoke',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'testSecret',
    SEALWATCH_CONFIG: 'sealwatch.yaml',
    FC_ACCOUNT_ID: '1000000000000001',
    OTHER: 'stays here',
  });
  expect(ran.code).toBe(0);
  const told = JSON.parse(ran.out);
  expect(ran.err).toBe(`{"level":"info","requestId":"${told.context.requestId}"}\nto stderr\n`);
  expect(told).toMatchObject({ ready: 'ready', event: readFileSync(event, 'utf8') });
  expect(told.context).toMatchObject({
    accountId: '1000000000000001',
    region: 'cn-hangzhou',
    credentials: {
      accessKeyId: 'LTAItestInvoke',
      accessKeySecret: 'testSecret',
      securityToken: '',
    },
    function: { name: 'tells', handler: 'tells.handler', memory: 256, timeout: 600 },
  });
  expect(told.environment).toMatchObject({
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAItestInvoke',
    SEALWATCH_CONFIG: 'sealwatch.yaml',
    FC_FUNCTION_NAME: 'tells',
  });
  expect(told.environment).not.toHaveProperty('OTHER');
});

test('a variable that the configuration refers to is passed on', async () => {
  const config = join(mkdtempSync(join(tmpdir(), 'sealwatch-config-')), 'own.yaml');
  writeFileSync(config, 'alerts: { channels: [{ type: webhook, url: "${HOOK_URL}" }] }\n');
  const env = { SEALWATCH_CONFIG: config, HOOK_URL: 'https://hook.example', OTHER: 'stays here' };
  const { environment } = JSON.parse((await invoke('tells', [], env)).out);
  expect(environment).toMatchObject({ HOOK_URL: 'https://hook.example' });
  expect(environment).not.toHaveProperty('OTHER');
});

test('without a file it is a timer that fires now', async () => {
  const before = Date.now();
  const { event } = JSON.parse((await invoke('tells')).out);
  const { triggerTime, ...others } = JSON.parse(event);
  expect(others).toEqual({ triggerName: 'local', payload: '' });
  expect(triggerTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Date.parse(triggerTime)).toBeGreaterThan(before - 2000);
  const frozen = { SEALWATCH_ENDPOINT: 'http://127.0.0.1:9', SEALWATCH_NOW: '2026-11-23T00:05:00.250Z' };
  const then = JSON.parse((await invoke('tells', [], frozen)).out);
  expect(JSON.parse(then.event)).toMatchObject({ triggerTime: '2026-11-23T00:05:00Z' });
});

test.each([
  { name: 'text', args: [], code: 0, out: 'done 完\n', err: '' },
  { name: 'nothing', args: [], code: 0, out: '', err: '' },
  {
    name: 'throws',
    args: [],
    code: 1,
    out: '',
    err: /^before\nsealwatch: throws failed\. RangeError: KMS read failed\n {4}at handler \(/,
  },
  {
    name: 'throws',
    args: ['--quiet'],
    code: 1,
    out: '',
    err: /^sealwatch: throws failed\. RangeError: KMS read failed\n/,
  },
  { name: 'unready', args: [], code: 1, out: '', err: /unready failed\. Error: no configuration/ },
  {
    name: 'hangs',
    args: ['--timeout', '1'],
    code: 1,
    out: '',
    err: /^\d+\nsealwatch: hangs failed\. FunctionTimeoutError: Function time out after 1 seconds\n$/,
  },
  {
    name: 'broken',
    args: [],
    code: 3,
    out: '',
    err: /^sealwatch: broken cannot be loaded\. SyntaxError: /m,
  },
  {
    name: 'half',
    args: [],
    code: 3,
    out: '',
    err: /half cannot be loaded\. HandlerNotFound: Handler 'initializer'/,
  },
  {
    name: 'nobody',
    args: [],
    code: 3,
    out: '',
    err: /^sealwatch: There is no function nobody in .*\n {2}Available: broken, half, hangs, nothing, tells, text, throws, unready\.\n$/,
  },
  {
    name: 'text',
    args: ['--code', join(code, 'nowhere')],
    code: 3,
    out: '',
    err: /There is no function text .*\n {2}Run `npm run build`/,
  },
  { name: 'text', args: ['--event', 'nowhere.json'], code: 3, out: '', err: /cannot be read: nowhere\.json/ },
  { name: 'text', args: ['--memory', '100'], code: 3, out: '', err: /memorySize: 128 to 32768 by 64/ },
  { name: 'text', args: ['--timeout', '0'], code: 3, out: '', err: /timeout: 1 to 86400/ },
])('invoke $name $args ends with $code', async ({ name, args, code: exit, out, err }) => {
  const ran = await invoke(name, args);
  expect({ code: ran.code, out: ran.out }).toEqual({ code: exit, out });
  if (typeof err === 'string') expect(ran.err).toBe(err);
  else expect(ran.err).toMatch(err);
});

test.each([
  { name: 'text', code: 0, document: { result: 'done 完', logs: [] } },
  { name: 'tells', code: 0, document: { result: { ready: 'ready' }, logs: [{ stream: 'stdout' }, {}] } },
  {
    name: 'throws',
    code: 1,
    document: {
      error: { errorType: 'RangeError', errorMessage: 'KMS read failed' },
      logs: [{ stream: 'stdout', text: 'before', requestId: expect.stringMatching(/^1-/) }],
    },
  },
])('--json is one document: $name', async ({ name, code: exit, document }) => {
  const ran = await invoke(name, ['--json']);
  expect(ran.code).toBe(exit);
  expect(JSON.parse(ran.out)).toMatchObject({
    ms: expect.any(Number),
    peakRssMiB: expect.any(Number),
    ...document,
  });
});

test('what could not run is one, too', async () => {
  const ran = await invoke('nobody', ['--json']);
  expect(ran.code).toBe(3);
  expect(JSON.parse(ran.out)).toMatchObject({
    schema: 'sealwatch.error/1',
    error: { code: 'NoSuchFunction' },
  });
});

test('the functions are beside the program', async () => {
  expect(await start(['text']).ended).toEqual({ code: 0, out: 'done 完\n', err: '' });
});

test('Ctrl-C ends the function as well', async () => {
  const { child, ran, ended } = start(['hangs', '--code', code]);
  await until(() => ran.err.includes('\n'));
  const pid = Number.parseInt(ran.err, 10);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 1, err: expect.stringContaining('Process exited unexpectedly') });
  expect(isAlive(pid)).toBe(false);
});

test('a killed program takes its function along', async () => {
  const { child, ran, ended } = start(['hangs', '--code', code]);
  await until(() => ran.err.includes('\n'));
  const pid = Number.parseInt(ran.err, 10);
  child.kill('SIGKILL');
  await ended;
  await until(() => !isAlive(pid));
});
