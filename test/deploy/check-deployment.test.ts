import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkDeployment, checkHandlers } from '../../functions/cli/setup/check-deployment.ts';

const timer = {
  triggerName: 'hourly',
  triggerType: 'timer',
  triggerConfig: { cronExpression: '0 5 * * * *', enable: true },
};
const http = {
  triggerName: 'http',
  triggerType: 'http',
  triggerConfig: { authType: 'anonymous', methods: ['GET'] },
};
const jwks = { keys: [{ alg: 'RS256', e: 'AQAB', kty: 'RSA', n: 'x', use: 'sig' }] };
const jwt = { jwks, tokenLookup: 'header:Authorization:Bearer ' };
const events = {
  triggerName: 'kms-events',
  triggerType: 'eventbridge',
  triggerConfig: {
    triggerEnable: true,
    asyncInvocationType: false,
    eventRuleFilterPattern: '{"source":["acs.kms"]}',
    eventSourceConfig: { eventSourceType: 'Default' },
  },
};

const props = {
  region: 'cn-hangzhou',
  functionName: 'sealwatch-keys',
  runtime: 'nodejs20',
  handler: 'keys.handler',
  code: './dist/functions',
  cpu: 0.35,
  memorySize: 512,
  asyncInvokeConfig: { maxAsyncRetryAttempts: 1, maxAsyncEventAgeInSeconds: 600 },
  triggers: [timer],
};

/** A sound deployment of one function, with changes to its props, its resource or the whole. */
function deployment(change: object, resource: object = {}, whole: object = {}): object {
  const keys = { component: 'fc3', props: { ...props, ...change }, ...resource };
  return { edition: '3.0.0', name: 'sealwatch', access: 'default', resources: { keys }, ...whole };
}

const triggering = (config: object, trigger: object = timer) =>
  deployment({ triggers: [{ ...trigger, triggerConfig: config }] });

test.each([
  { what: 'one timer', given: deployment({}) },
  { what: 'no trigger and no limits', given: deployment({ triggers: [], asyncInvokeConfig: undefined }) },
  { what: 'every kind of trigger', given: deployment({ triggers: [timer, http, events] }) },
  {
    what: 'a token in the request',
    given: triggering({ authType: 'jwt', methods: ['GET'], authConfig: jwt }, http),
  },
  { what: 'an own logstore', given: deployment({ logConfig: { project: 'p', logstore: 'l' } }) },
  { what: 'the smallest instance', given: deployment({ cpu: 0.05, memorySize: 128 }) },
  { what: '1 GB for each vCPU', given: deployment({ cpu: 2, memorySize: 2048 }) },
  { what: '4 GB for each vCPU', given: deployment({ cpu: 0.5, memorySize: 2048 }) },
])('takes $what', ({ given }) => {
  expect(checkDeployment(JSON.parse(JSON.stringify(given)))).toEqual([]);
});

const P = 'resources.keys.props.';
const C = `${P}triggers.0.triggerConfig.`;

test.each([
  // unknown keys, at every level
  { given: deployment({}, {}, { services: {} }), problem: 'services: unknown key' },
  { given: deployment({}, { prop: {} }), problem: 'resources.keys.prop: unknown key' },
  { given: deployment({}, { extend: { nam: 'x' } }), problem: 'resources.keys.extend.nam: unknown key' },
  {
    given: deployment({}, {}, { actions: { 'before-deploy': [] } }),
    problem: 'actions.before-deploy: unknown key',
  },
  {
    given: deployment({}, {}, { actions: { 'pre-deploy': [{ rum: 'x' }] } }),
    problem: 'actions.pre-deploy.0.rum: unknown key',
  },
  { given: deployment({ memory: 512 }), problem: `${P}memory: unknown key` },
  {
    given: deployment({ concurrencyConfig: { reservedConcurrency: 1, max: 2 } }),
    problem: `${P}concurrencyConfig.max: unknown key`,
  },
  {
    given: deployment({ instanceLifecycleConfig: { initializer: { handlr: 'x.y' } } }),
    problem: `${P}instanceLifecycleConfig.initializer.handlr: unknown key`,
  },
  {
    given: deployment({ logConfig: { project: 'p', logstore: 'l', store: 'x' } }),
    problem: `${P}logConfig.store: unknown key`,
  },
  { given: deployment({ triggers: [{ ...timer, name: 'x' }] }), problem: `${P}triggers.0.name: unknown key` },
  {
    given: triggering({ ...timer.triggerConfig, cron: 'x' }),
    problem: `${C}cron: unknown key`,
  },
  // what the vendor's schema does say
  {
    given: deployment({ runtime: 'nodejs22' }),
    problem: `${P}runtime: must be equal to one of the allowed values`,
  },
  {
    given: deployment({ region: 'cn-nowhere' }),
    problem: `${P}region: must be equal to one of the allowed values`,
  },
  { given: deployment({ memorySize: 500 }), problem: `${P}memorySize: must be multiple of 64` },
  { given: deployment({ cpu: '0.35' }), problem: `${P}cpu: must be number` },
  {
    given: deployment({ handler: undefined }),
    problem: `${P.slice(0, -1)}: must have required property 'handler'`,
  },
  { given: deployment({}, {}, { edition: '2.0.0' }), problem: 'edition: must be equal to constant' },
  { given: deployment({}, {}, { resources: {} }), problem: 'resources: must NOT have fewer than 1' },
  // triggers
  {
    given: triggering({ enable: true }),
    problem: `${C.slice(0, -1)}: must have required property 'cronExpression'`,
  },
  { given: triggering({ cronExpression: '0 5 * * * *' }), problem: `must have required property 'enable'` },
  {
    given: triggering({ cronExpression: '0 5 * * * *', enable: 'true' }),
    problem: `${C}enable: must be boolean`,
  },
  {
    given: triggering({ cronExpression: '5 * * * *', enable: true }),
    problem: `${C}cronExpression: six fields`,
  },
  { given: triggering({ methods: ['GET'] }, http), problem: `must have required property 'authType'` },
  { given: triggering({ authType: 'function' }, http), problem: `must have required property 'methods'` },
  {
    given: triggering({ authType: 'basic', methods: ['GET'] }, http),
    problem: `${C}authType: must be equal to one`,
  },
  {
    given: triggering({ authType: 'function', methods: ['get'] }, http),
    problem: `${C}methods.0: must be equal to one`,
  },
  { given: triggering({ authType: 'function', methods: [] }, http), problem: `${C}methods: one at least` },
  {
    given: triggering({ authType: 'function', methods: ['GET', 'GET'] }, http),
    problem: `${C}methods: one at least`,
  },
  {
    given: triggering({ authType: 'jwt', methods: ['GET'] }, http),
    problem: `${C}authConfig: belongs to authType jwt`,
  },
  {
    given: triggering({ authType: 'function', methods: ['GET'], authConfig: jwt }, http),
    problem: `${C}authConfig: belongs to authType jwt`,
  },
  {
    given: triggering(
      { authType: 'jwt', methods: ['GET'], authConfig: { ...jwt, whitelist: ['/a'], blacklist: ['/b'] } },
      http,
    ),
    problem: `${C}authConfig: whitelist or blacklist, not both`,
  },
  { given: triggering(timer.triggerConfig, http), problem: `${C}cronExpression: unknown key` },
  {
    given: triggering({ ...events.triggerConfig, eventRuleFilterPattern: '{source' }, events),
    problem: `${C}eventRuleFilterPattern: no JSON object`,
  },
  {
    given: triggering({ ...events.triggerConfig, eventSourceConfig: {} }, events),
    problem: `${C}eventSourceConfig: must have required property 'eventSourceType'`,
  },
  {
    given: triggering({}, { ...events, triggerType: 'kafka' }),
    problem: 'triggerType: must be equal to one',
  },
  {
    given: deployment({ triggers: [timer, timer] }),
    problem: `${P}triggers.1.triggerName: hourly is there twice`,
  },
  ...['5-minutes', '-x', 'a b', '', 'x'.repeat(129)].map((triggerName) => ({
    given: deployment({ triggers: [{ ...timer, triggerName }] }),
    problem: `${P}triggers.0.triggerName: must match pattern`,
  })),
  // size
  { given: deployment({ cpu: 0.07, memorySize: 128 }), problem: `${P}cpu: a multiple of 0.05, found 0.07` },
  { given: deployment({ cpu: 0.35, memorySize: 320 }), problem: `${P}memorySize: 1 to 4 GB for each vCPU` },
  { given: deployment({ cpu: 0.35, memorySize: 1472 }), problem: `${P}memorySize: 1 to 4 GB for each vCPU` },
  { given: deployment({ cpu: 1, memorySize: undefined }), problem: '512 MB for 1: 0.50 GB each' },
  {
    given: deployment({ concurrencyConfig: { reservedConcurrency: 0 } }),
    problem: `${P}concurrencyConfig.reservedConcurrency: a whole number from 1 on`,
  },
  // asynchronous events
  {
    given: deployment({ asyncInvokeConfig: { maxAsyncRetryAttempts: 1 } }),
    problem: `${P}asyncInvokeConfig.maxAsyncEventAgeInSeconds: missing`,
  },
  { given: deployment({ asyncInvokeConfig: undefined }), problem: 'maxAsyncEventAgeInSeconds: missing' },
  {
    given: deployment({ asyncInvokeConfig: { maxAsyncEventAgeInSeconds: 604_801 } }),
    problem: 'a whole number from 1 to 604800, found 604801',
  },
  { given: deployment({ asyncInvokeConfig: { maxAsyncEventAgeInSeconds: 0 } }), problem: 'must be >= 1' },
  {
    given: deployment({ asyncInvokeConfig: { maxAsyncEventAgeInSeconds: 60, maxAsyncRetryAttempts: 9 } }),
    problem: 'maxAsyncRetryAttempts: must be <= 8',
  },
  {
    given: deployment({ asyncInvokeConfig: { maxAsyncEventAgeInSeconds: 60, maxAsyncRetryAttempts: 1.5 } }),
    problem: 'maxAsyncRetryAttempts: a whole number',
  },
  // environment
  ...['FC_REGION', 'ALIBABA_CLOUD_ACCESS_KEY_ID'].map((name) => ({
    given: deployment({ environmentVariables: { [name]: 'x' } }),
    problem: `${P}environmentVariables.${name}: reserved`,
  })),
  ...['1ST', '_X', 'A-B'].map((name) => ({
    given: deployment({ environmentVariables: { [name]: 'x' } }),
    problem: `${P}environmentVariables.${name}: letters, digits and _`,
  })),
  {
    given: deployment({ environmentVariables: { A: '锁'.repeat(1366) } }),
    problem: '4096 bytes together at most, found 4099',
  },
  {
    given: deployment({ environmentVariables: { A: 1 } }),
    problem: 'environmentVariables.A: must be string',
  },
  // names and what is left over
  { given: deployment({ functionName: '1st' }), problem: `${P}functionName: must match pattern` },
  { given: deployment({ functionName: 'x'.repeat(65) }), problem: `${P}functionName: must match pattern` },
  {
    given: deployment(
      {},
      {},
      { resources: { a: { component: 'fc3', props }, b: { component: 'fc3', props } } },
    ),
    problem: 'resources.b.props.functionName: cn-hangzhou/sealwatch-keys is there twice',
  },
  {
    given: deployment({}, {}, { access: "${env('ACCESS', 'default')}" }),
    problem: "access: not resolved: ${env('ACCESS', 'default')}",
  },
])('refuses: $problem', ({ given, problem }) => {
  const problems = checkDeployment(JSON.parse(JSON.stringify(given)));
  expect(problems.filter((found) => found.includes(problem))).toHaveLength(1);
});

test('all mistakes come out at once', () => {
  const given = deployment({ cpu: 0.07, triggers: [timer, timer], environmentVariables: { FC_X: '' } });
  expect(checkDeployment(given)).toHaveLength(4);
});

const code = mkdtempSync(join(tmpdir(), 'sealwatch-code-'));
writeFileSync(
  join(code, 'keys.mjs'),
  'export const handler = async () => {}; export const initializer = async () => {}; export const count = 1;',
);
writeFileSync(join(code, 'old.js'), 'exports.handler = () => {};');

const hooks = (initializer: string) => ({
  instanceLifecycleConfig: { initializer: { handler: initializer } },
});

test.each([
  { given: deployment({ code, ...hooks('keys.initializer') }), problems: [] },
  { given: deployment({ code, handler: 'old.handler' }), problems: [] },
  { given: deployment({ code: { src: code, ossBucketName: 'b', ossObjectName: 'o' } }), problems: [] },
  {
    given: deployment({ code, handler: 'spend.handler' }),
    problems: [`${P}handler: there is no spend.mjs in the code`],
  },
  {
    given: deployment({ code, handler: 'keys.main' }),
    problems: [`${P}handler: keys.mjs exports no function main`],
  },
  {
    given: deployment({ code, handler: 'keys.count' }),
    problems: [`${P}handler: keys.mjs exports no function count`],
  },
  {
    given: deployment({ code, ...hooks('keys.start') }),
    problems: [`${P}instanceLifecycleConfig.initializer.handler: keys.mjs exports no function start`],
  },
  { given: deployment({ code: './nowhere' }), problems: [`${P}handler: there is no keys.mjs in the code`] },
])('handlers: $problems', async ({ given, problems }) => {
  expect(await checkHandlers(given, tmpdir())).toEqual(problems);
});
