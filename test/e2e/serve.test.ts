import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../functions/cli/run.ts';
import { machine } from '../../functions/machine.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { configFile, environmentOf, fastClock, runCli } from './run-cli.ts';

const TOKEN = 'read-token-0123456789';
const RUN = 'run-token-01234567890';
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
afterAll(() => sandbox.close());

const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test('serves what an audit stored, runs one that is asked for, and ends when it is told to', async () => {
  const config = configFile(`report: { tokens: ["${TOKEN}", { token: "${RUN}", scope: run }] }`);
  const stop = new AbortController();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const ended = run(['serve', '--port', '0', '--json', '--config', config], {
    ...{ env: environmentOf(sandbox), stdout, stderr, clock: fastClock, signal: stop.signal },
    ...{ now: () => new Date(), random: () => 0, uuid: machine.uuid },
  });
  const [line] = await once(stdout, 'data');
  const { url } = JSON.parse(String(line)) as { url: string };
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/report.json`)).status).toBe(401);
  const started = await fetch(`${url}/runs`, { method: 'POST', ...withToken(RUN) });
  expect(started.status).toBe(202);
  const location = started.headers.get('location');
  const state = async () =>
    ((await (await fetch(url + location, withToken(TOKEN))).json()) as { state: string }).state;
  await expect.poll(state, { timeout: 20_000, interval: 250 }).toBe('finished');
  const report = (await (await fetch(`${url}/report.json`, withToken(TOKEN))).json()) as {
    complete: boolean;
  };
  expect(report.complete).toBe(true);
  stop.abort();
  expect(await ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test.each([
  { what: 'no token', config: '', argv: [], said: 'No token is configured' },
  { what: 'an empty token', config: 'report: { tokens: [""] }', argv: [], said: 'No token is configured' },
  {
    what: 'an address that is not ours',
    config: `report: { tokens: ["${TOKEN}"] }`,
    argv: ['--host', '192.0.2.1'],
    said: 'cannot be listened on (EADDRNOTAVAIL)',
  },
])('with $what it does not begin', async ({ config, argv, said }) => {
  const { code, err } = await runCli(
    ['serve', '--port', '0', '--config', configFile(config), ...argv],
    environmentOf(sandbox),
  );
  expect([code, err]).toEqual([3, expect.stringContaining(said)]);
});
