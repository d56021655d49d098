import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ScenarioError } from '../../sandbox/scenario/scenario-error.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import {
  callApp,
  dingTalkScenario,
  GROUP,
  KEYS,
  newToken,
  outbox,
  post,
  SECRET,
  sample,
  signed,
} from './dingtalk-calls.ts';
import { advance, at, control, scenarioFile, stillAmbient } from './signed.ts';

const NOW = Date.parse('2026-11-23T00:00:00Z');
const home = 'access_token=tokenHome';
let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ scenario: dingTalkScenario }, stillAmbient(NOW));
});
afterEach(() => sandbox.close());

const codeOf = async (query: string) => at((await post(sandbox, query)).body, 'errcode');

describe('robots', () => {
  test('are added', async () => {
    expect(await codeOf('access_token=late')).toBe(300005);
    expect(sandbox.world.addRobot({ token: 'late', keywords: ['pay-prod'] })).toEqual({ robot: 'robot' });
    expect(await codeOf('access_token=late')).toBe(0);
  });

  test('change in what is given, and in nothing else', async () => {
    expect(sandbox.world.setRobot({ robot: 'signed', stopped: true })).toEqual({ robot: 'signed' });
    expect(await codeOf(signed(NOW))).toBe(400102);
    sandbox.world.setRobot({ robot: 'tokenSigned', stopped: false });
    expect(await codeOf('access_token=tokenSigned')).toBe(310000);
    expect(await codeOf(signed(NOW))).toBe(0);
    sandbox.world.setRobot({ robot: 'signed', secret: 'SECother' });
    expect(await codeOf(signed(NOW))).toBe(310000);
    expect(await codeOf(signed(NOW, 'SECother'))).toBe(0);
  });

  test('with another token are reached under that one only', async () => {
    sandbox.world.setRobot({ robot: 'signed', token: 'tokenRenewed' });
    expect(await codeOf(signed(NOW))).toBe(300005);
    expect(await codeOf(signed(NOW, SECRET, 'tokenRenewed'))).toBe(0);
    expect(sandbox.world.revokeRobot({ robot: 'signed' })).toEqual({ robot: 'signed' });
    expect(await codeOf(signed(NOW, SECRET, 'tokenRenewed'))).toBe(300005);
  });

  test('are revoked', async () => {
    expect(sandbox.world.revokeRobot({ robot: 'home' })).toEqual({ robot: 'home' });
    expect((await post(sandbox, home)).body).toEqual(sample('webhook.response.token-missing-300005'));
  });
});

describe('the ban of an address', () => {
  test('is answered without errcode, to robots and apps, and ends', async () => {
    const token = await newToken(sandbox);
    expect(sandbox.world.banAddress({ minutes: 5 })).toEqual({ minutes: 5 });
    const send = () =>
      callApp(sandbox, 'robot/groupMessages/send', sample('app.OrgGroupSend.request'), token);
    const banned = {
      ...(sample('webhook.response.gateway-ban') as object),
      uuid: expect.stringMatching(/^[\dA-F]{32}$/),
    };
    await advance(sandbox, 'PT4M59S');
    expect((await post(sandbox, home)).body).toEqual(banned);
    expect((await send()).body).toEqual(banned);
    expect(await outbox(sandbox)).toEqual([]);
    await advance(sandbox, 'PT1S');
    expect(await codeOf(home)).toBe(0);
    expect((await send()).status).toBe(200);
  });

  test('does not reach the rest of the cloud', async () => {
    sandbox.world.banAddress({ minutes: 5 });
    expect((await control(sandbox, 'GET', 'clock')).status).toBe(200);
  });
});

test('apps are added', async () => {
  const app = { appKey: 'late', appSecret: 'secret', robotCode: 'robot', conversations: [GROUP] };
  expect(sandbox.world.addApp(app)).toEqual({ app: 'late' });
  const { body } = await callApp(sandbox, 'oauth2/accessToken', { appKey: 'late', appSecret: 'secret' });
  const message = { ...(sample('app.OrgGroupSend.request') as object), robotCode: 'robot' };
  const answer = await callApp(sandbox, 'robot/groupMessages/send', message, String(at(body, 'accessToken')));
  expect(answer.status).toBe(200);
});

test.each([
  { body: { do: 'addRobot', token: 'x' }, code: 'InvalidRequest', says: 'needs a secret' },
  { body: { do: 'addRobot', secret: 'x' }, code: 'InvalidArguments', says: 'token' },
  { body: { do: 'addRobot', token: 'tokenHome', secret: 'x' }, code: 'InvalidRequest', says: 'already' },
  {
    body: { do: 'addRobot', token: 'x', secret: 'x', colour: 'red' },
    code: 'InvalidArguments',
    says: 'colour',
  },
  { body: { do: 'setRobot', robot: 'none', stopped: true }, code: 'NoSuchRobot', says: 'signed, word' },
  { body: { do: 'setRobot', robot: 'home', stopped: 'yes' }, code: 'InvalidArguments', says: 'stopped' },
  { body: { do: 'setRobot', robot: 'signed', secret: '' }, code: 'InvalidRequest', says: 'needs a secret' },
  { body: { do: 'setRobot', robot: 'signed', token: 'tokenHome' }, code: 'InvalidRequest', says: 'already' },
  { body: { do: 'revokeRobot', robot: 'none' }, code: 'NoSuchRobot', says: 'none' },
  { body: { do: 'banAddress', minutes: -1 }, code: 'InvalidArguments', says: 'minutes' },
  { body: { do: 'banAddress' }, code: 'InvalidArguments', says: 'minutes' },
  { body: { do: 'addApp', appKey: 'x', appSecret: 'x' }, code: 'InvalidArguments', says: 'robotCode' },
  { body: { do: 'addApp', ...KEYS, robotCode: 'x' }, code: 'InvalidRequest', says: 'already' },
])('$body: $code', async ({ body, code, says }) => {
  const answer = await control(sandbox, 'POST', 'world', body);
  expect([answer.status, at(answer.body, 'error.code')]).toEqual([400, code]);
  expect(answer.text).toContain(says);
  expect(await codeOf(home)).toBe(0);
  expect(await codeOf(signed(NOW))).toBe(0);
});

test('reset brings the robots back and empties the outbox', async () => {
  await post(sandbox, home);
  sandbox.world.revokeRobot({ robot: 'home' });
  sandbox.world.banAddress({ minutes: 5 });
  await control(sandbox, 'POST', 'reset');
  expect(await outbox(sandbox)).toEqual([]);
  expect(await codeOf(home)).toBe(0);
});

describe('in a scenario', () => {
  const head = `caller: LTAIding
accounts: [{ id: "1000000000000001", accessKeys: [{ id: LTAIding, secret: secretDing, user: root }] }]
`;
  const app = 'appKey: a, appSecret: b, robotCode: c';

  test.each([
    { line: 'robots: [{ secret: x }]', says: /:3:10 robots\.0\.token: / },
    { line: 'robots: [{ token: a, secret: x, ips: 127.0.0.1 }]', says: /:3:38 robots\.0\.ips: / },
    { line: 'robots: [{ token: a }]', says: /:3:\d+ robots\.0\.secret: A robot needs a secret/ },
    {
      line: 'robots: [{ token: a, secret: x }, { token: a, secret: y }]',
      says: /:3:44 robots\.1\.token: There already is/,
    },
    { line: 'apps: [{ appKey: a, robotCode: b }]', says: /:3:8 apps\.0\.appSecret: / },
    { line: `apps: [{ ${app}, published: maybe }]`, says: /:3:60 apps\.0\.published: / },
    { line: `apps: [{ ${app} }, { ${app} }]`, says: /:3:\d+ apps\.1\.appKey: There already is/ },
    {
      line: 'history: [{ at: -P1D, do: setRobot, robot: x }]',
      says: /history\.0: setRobot: There is no robot x/,
    },
  ])('$line is a mistake', async ({ line, says }) => {
    const error: unknown = await startSandbox({ scenario: scenarioFile(head + line) }).catch(
      (caught) => caught,
    );
    expect(error).toBeInstanceOf(ScenarioError);
    expect(String(error)).toMatch(says);
  });

  test.each(['demo', 'healthy'])('%s has a robot that takes signed messages', async (scenario) => {
    const own = await startSandbox({ scenario }, stillAmbient(NOW));
    const query = signed(NOW, 'SECsandboxRobotSecret', 'sandboxRobotToken');
    expect((await post(own, query)).body).toEqual(sample('webhook.response.ok'));
    await own.close();
  });
});
