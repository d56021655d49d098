import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance } from '../jobs/harness.ts';
import { configFile, environmentOf, type Ran, runCli, setFaults } from './run-cli.ts';

interface Message {
  to: string;
  kind: string;
  title: string;
  text: string;
}

const WEBHOOK = 'https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken';
const OPS = `{ type: dingtalk-robot, name: ops, webhook: "${WEBHOOK}", secret: SECsandboxRobotSecret }`;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterEach(() => sandbox.close());

async function outbox(): Promise<Message[]> {
  const answer = await fetch(`${sandbox.url}/_sandbox/outbox`);
  return ((await answer.json()) as { messages: Message[] }).messages;
}

/** A configuration with a store of its own; the answer runs commands with it. */
function commands(channels = `[${OPS}]`, more = ''): (...argv: string[]) => Promise<Ran> {
  const file = configFile(`alerts: { channels: ${channels} }\nlimits: { callTimeoutSeconds: 10 }\n${more}`);
  return (...argv) => runCli([...argv, '--config', file], environmentOf(sandbox));
}

describe('`audit --alert`', () => {
  test('sums up first, then tells what broke and what recovered, each once', async () => {
    const sealwatch = commands();
    expect((await sealwatch('audit', '--alert')).code).toBe(0);
    expect((await sealwatch('audit', '--alert')).code).toBe(0);
    expect(await outbox()).toMatchObject([
      { to: 'ops', title: 'sealwatch is now watching 1 account: 0 critical, 0 high' },
    ]);

    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    await advance(sandbox, 'PT10M');
    await sealwatch('audit', '--alert');
    await sealwatch('audit', '--alert');
    const [, broken, ...others] = await outbox();
    expect(others).toEqual([]);
    expect(broken?.title).toMatch(/^CRITICAL pay-prod: KMS key disabled · alice /);
    for (const told of ['alice', 'KMS key disabled', 'EnableKey', 'pay-prod', 'do not restart'])
      expect(broken?.text).toContain(told);

    sandbox.world.enableKey({ key: 'ack-secrets', by: 'alice' });
    await advance(sandbox, 'PT10M');
    await sealwatch('audit', '--alert');
    await sealwatch('audit', '--alert');
    const recovered = (await outbox()).slice(2);
    expect(recovered.map(({ title }) => title).filter((title) => title.includes('OK'))).toHaveLength(1);
    expect(recovered[0]?.text).toContain('lasted');
  });

  test('an audit that can see nothing any more says what is late, and still fails', async () => {
    const file = configFile(`alerts: { channels: [${OPS}] }`);
    await runCli(['audit', '--alert', '--config', file], environmentOf(sandbox));
    await advance(sandbox, 'PT3H');
    const wrong = environmentOf(sandbox, { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'renewed' });
    const { code, err } = await runCli(['audit', '--alert', '--config', file], wrong);
    expect(code).toBe(3);
    expect(err).toContain('rejected the credentials');
    const [, late] = await outbox();
    expect(late?.text).toMatch(/activity, inventory and 2 more: .*Job \w+ has not finished since /s);
  });

  test('without a channel it says so before it audits', async () => {
    const { code, err } = await runCli(['audit', '--alert'], environmentOf(sandbox));
    expect(code).toBe(3);
    expect(err).toContain('No channel is configured.');
  });
});

describe('`alerts preview`', () => {
  test('shows what would be said, sends nothing and marks nothing', async () => {
    const sealwatch = commands();
    await sealwatch('audit');
    const first = await sealwatch('alerts', 'preview');
    expect(first.out).toContain('ops');
    expect(first.out).toContain('sealwatch is now watching 1 account: 0 critical, 0 high');
    expect((await sealwatch('alerts', 'preview')).out).toBe(first.out);
    expect(await outbox()).toEqual([]);
    const { notices } = (await sealwatch('alerts', 'preview', '--json')).json() as { notices: object[] };
    expect(notices).toMatchObject([{ channel: 'ops', notice: { kind: 'baseline' } }]);

    await sealwatch('audit', '--alert');
    expect((await sealwatch('alerts', 'preview')).out).toBe('  No alerts are due now.\n');
  });
});

describe('`alerts test`', () => {
  test('sends one message', async () => {
    const { code, out } = await commands()('alerts', 'test', 'ops');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('ops: sent') });
    expect(await outbox()).toMatchObject([{ title: 'sealwatch: test message' }]);
  });

  test('names the channels when there is none of that name', async () => {
    const { code, err } = await commands()('alerts', 'test', 'opps');
    expect(code).toBe(3);
    expect(err).toContain('Available: ops.');
  });
});

/** Each way in which DingTalk does not take a message, and how it takes it again. */
const troubles: { what: string; break: () => unknown; repair: () => unknown; told: RegExp }[] = [
  {
    what: 'the webhook was revoked',
    break: () => sandbox.world.revokeRobot({ robot: 'ops' }),
    repair: () =>
      sandbox.world.addRobot({ token: 'sandboxRobotToken', name: 'ops', secret: 'SECsandboxRobotSecret' }),
    told: /300005.*copy the new webhook address/s,
  },
  {
    what: 'the secret is wrong',
    break: () => sandbox.world.setRobot({ robot: 'ops', secret: 'SECother' }),
    repair: () => sandbox.world.setRobot({ robot: 'ops', secret: 'SECsandboxRobotSecret' }),
    told: /310000.*Copy the secret/s,
  },
  {
    what: 'a keyword is missing',
    break: () => sandbox.world.setRobot({ robot: 'ops', keywords: ['audit!'] }),
    repair: () => sandbox.world.setRobot({ robot: 'ops', keywords: [] }),
    told: /310000.*Set `keyword`/s,
  },
  {
    what: 'this address is not allowed',
    break: () => sandbox.world.setRobot({ robot: 'ops', ips: ['203.0.113.1'] }),
    repair: () => sandbox.world.setRobot({ robot: 'ops', ips: [] }),
    told: /310000.*Functions have no fixed address/s,
  },
  {
    what: 'the robot was stopped',
    break: () => sandbox.world.setRobot({ robot: 'ops', stopped: true }),
    repair: () => sandbox.world.setRobot({ robot: 'ops', stopped: false }),
    told: /400102.*switch it on/s,
  },
  {
    what: 'the quota is used up',
    break: () => sandbox.world.setRobot({ robot: 'ops', overQuota: true }),
    repair: () => sandbox.world.setRobot({ robot: 'ops', overQuota: false }),
    told: /90030.*quota/s,
  },
  {
    what: 'words are not let through at all',
    break: () => sandbox.world.setRobot({ robot: 'ops', forbids: ['sealwatch', 'key'] }),
    repair: () => sandbox.world.setRobot({ robot: 'ops', forbids: [] }),
    told: /rejected/,
  },
  {
    what: 'this machine is banned',
    break: () => sandbox.world.banAddress({ minutes: 10 }),
    repair: () => advance(sandbox, 'PT10M'),
    told: /not sent now \(Banned\)/,
  },
  {
    what: 'DingTalk is down',
    break: () => setFaults(sandbox, [{ kind: 'htmlBody', status: 502, action: 'RobotSend' }]),
    repair: () => setFaults(sandbox, []),
    told: /not sent now/,
  },
  {
    what: 'the connection breaks',
    break: () => setFaults(sandbox, [{ kind: 'reset', action: 'RobotSend' }]),
    repair: () => setFaults(sandbox, []),
    told: /not sent now.*not reachable/s,
  },
];

describe.each(troubles)('when $what', ({ break: breakIt, repair, told }) => {
  test('the test says what to do, without the address; what has to be said is said once it works', async () => {
    const sealwatch = commands();
    await sealwatch('audit', '--alert');
    await breakIt();
    const tried = await sealwatch('alerts', 'test', 'ops');
    expect(tried.code).toBe(2);
    expect(tried.out).toMatch(told);

    sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
    await advance(sandbox, 'PT2M');
    const before = (await outbox()).length;
    const unsaid = await sealwatch('audit', '--alert', '--fail-on', 'none');
    expect(unsaid.code).toBe(2);
    expect(unsaid.err).toContain('(ops, ');
    expect(await outbox()).toHaveLength(before);
    const held = await sealwatch('audit', '--alert', '--fail-on', 'none');
    expect(held).toMatchObject({ code: 2, err: expect.stringContaining('messages held (ops)') });
    expect((await sealwatch('alerts', 'preview')).out).toMatch(/ops: [12] held, not before 2026-/);

    await repair();
    await advance(sandbox, 'PT1H');
    await sealwatch('audit', '--alert');
    await sealwatch('audit', '--alert');
    const titles = (await outbox()).slice(before).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('CRITICAL'))).toHaveLength(1);
    expect(`${tried.out}${tried.err}${unsaid.err}${held.err}`).not.toContain('sandboxRobotToken');
  });
});

test('another channel takes over when the first one fails', async () => {
  sandbox.world.addRobot({ token: 'second', name: 'second', keywords: ['sealwatch'] });
  const first = OPS.replace('name: ops', 'name: ops, fallback: backup');
  const backup =
    '{ type: dingtalk-robot, name: backup, webhook: "https://oapi.dingtalk.com/robot/send?access_token=second", keyword: sealwatch, minSeverity: critical }';
  const sealwatch = commands(`[${first}, ${backup}]`);
  await sealwatch('audit', '--alert');
  sandbox.world.setRobot({ robot: 'ops', stopped: true });
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await advance(sandbox, 'PT10M');
  const before = (await outbox()).length;
  await sealwatch('audit', '--alert');
  const taken = (await outbox()).slice(before);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.every(({ to }) => to === 'second')).toBe(true);
});
