import { afterEach, expect, test } from 'vitest';
import { type FunctionSandbox, startFunctions } from '../e2e/function-world.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { advance } from '../jobs/harness.ts';

const CONFIG = `
alerts:
  channels:
    - type: dingtalk-robot
      name: ops
      webhook: "https://oapi.dingtalk.com/robot/send?access_token=sandboxRobotToken"
      secret: SECsandboxRobotSecret
`;
let world: FunctionSandbox;

afterEach(() => world.sandbox.close());

/** An account that was audited a minute ago, and whose group knows how it is. */
async function start(config = CONFIG): Promise<void> {
  world = await startFunctions({ config, events: true });
  await world.observe();
  await world.tick('alerts');
  await advance(world.sandbox, 'PT1M');
  world.deploy();
}

async function messages(): Promise<{ title: string; text: string }[]> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/outbox`);
  const outbox = (await answer.json()) as { messages: { title: string; text: string }[] };
  return outbox.messages.slice(1); // the first one is the baseline
}

function reactions(): Record<string, unknown>[] {
  const invocations = world.sandbox.functions.invocations();
  return invocations
    .filter(({ functionName }) => functionName === 'sealwatch-events')
    .map(({ status, attempts, result }) => ({ status, attempts, ...JSON.parse(result ?? '{}') }));
}

test('a key that somebody disables is a message that names them, within seconds', async () => {
  await start();
  const before = world.sandbox.functions.invocations().length;
  world.sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  await world.sandbox.functions.idle();
  expect(await messages()).toMatchObject([
    { title: expect.stringMatching(/CRITICAL/), text: expect.stringMatching(/alice/) },
  ]);
  expect(reactions()).toMatchObject([{ status: 'succeeded', attempts: 1, events: 1, sent: 1 }]);
  expect(world.sandbox.functions.invocations().slice(before)).toMatchObject([
    { functionName: 'sealwatch-events' }, // no timer was waited for
  ]);

  await world.tick('alerts');
  await advance(world.sandbox, 'PT5M');
  world.deploy();
  for (const job of ['keys', 'activity', 'alerts']) await world.tick(job);
  expect(await messages()).toHaveLength(1);
});

test('an attempt that was refused is not critical: it waits for the next minute', async () => {
  await start();
  world.sandbox.world.disableKey({ key: 'plain', by: 'alice', refused: 'Forbidden.NoPermission' });
  await world.sandbox.functions.idle();
  expect(reactions()).toMatchObject([{ status: 'succeeded', accounts: ['1000000000000001'], sent: 0 }]);
  expect(await messages()).toEqual([]);
  await world.tick('alerts');
  expect(await messages()).toMatchObject([{ text: expect.stringMatching(/alice/) }]);
});

test('an event that cannot be dealt with now comes again', async () => {
  await start();
  await setFaults(world.sandbox, [{ kind: 'error5xx', action: 'OSS:PutObject', times: 12 }]);
  world.sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  await world.sandbox.functions.idle();
  const [reaction] = reactions();
  expect(reaction).toMatchObject({ status: 'succeeded', attempts: 2, sent: 1 });
  expect(await messages()).toHaveLength(1);
}, 60_000);

test('without channels it reacts all the same', async () => {
  await start('');
  world.sandbox.world.disableKey({ key: 'plain', by: 'alice' });
  await world.sandbox.functions.idle();
  expect(reactions()).toMatchObject([{ status: 'succeeded', events: 1, sent: 0 }]);
});
