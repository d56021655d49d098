import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { configFile, environmentOf, type Ran, runCli } from './run-cli.ts';

let sandbox: Sandbox;
let run: (...argv: string[]) => Promise<Ran>;
let fingerprint: string;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  const file = configFile('');
  run = (...argv) => runCli([...argv, '--config', file], environmentOf(sandbox));
  await run('audit', '--quiet', '--job', 'inventory', '--job', 'keys');
  const { findings } = (await run('report', '--json')).report();
  fingerprint =
    findings.find(({ check, status }) => check === 'key-state' && status === 'fail')?.fingerprint ?? '';
});
afterAll(() => sandbox.close());

test('a finding is acknowledged, listed, told in the report, and revoked', async () => {
  const before = await run('report', '--json');
  const given = await run('alerts', 'ack', fingerprint, '--for', '2h', '--by', 'dana.wu');
  expect([given.code, given.out]).toEqual([0, '  Acknowledged by dana.wu until 2026-11-23 10:00 +08:00.\n']);
  const list = await run('alerts', 'acks', '--json');
  expect(list.json()).toMatchObject({
    schema: 'sealwatch.acknowledgements/1',
    acknowledgements: [{ fingerprint, by: 'dana.wu', via: 'command', until: '2026-11-23T02:00:00.000Z' }],
  });
  expect((await run('alerts', 'acks')).out).toContain(
    `${fingerprint}  2026-11-23 10:00 +08:00  dana.wu  key-state`,
  );
  const told = await run('report', '--json');
  const found = told.report().findings.find((one) => one.fingerprint === fingerprint);
  expect(found).toMatchObject({ status: 'fail', acknowledged: { by: 'dana.wu' } });
  expect([told.code, told.report().summary]).toEqual([before.code, before.report().summary]);
  expect((await run('report')).out).toContain('acknowledged by dana.wu until 2026-11-23 10:00 +08:00');
  const again = await run('alerts', 'ack', fingerprint, '--by', 'li', '--lang', 'zh');
  expect(again.out).toBe('  li 已确认，至 2026-11-23 12:00 +08:00。\n');
  expect((await run('alerts', 'unack', fingerprint)).out).toBe('  Reminders are sent again.\n');
  expect((await run('alerts', 'acks')).out).toBe('  Nothing is acknowledged.\n');
});

test.each<{ what: string; argv: () => string[]; told: string }>([
  {
    what: 'a finding that is not open',
    argv: () => ['ack', 'f'.repeat(16), '--by', 'li'],
    told: 'No open finding',
  },
  { what: 'no name', argv: () => ['ack', fingerprint], told: '--by' },
  { what: 'an empty name', argv: () => ['ack', fingerprint, '--by', ' '], told: '1 to 60 characters' },
  { what: 'no time', argv: () => ['ack', fingerprint, '--by', 'li', '--for', 'ever'], told: '30m, 4h or 2d' },
  {
    what: 'too long a time',
    argv: () => ['ack', fingerprint, '--by', 'li', '--for', '31d'],
    told: '30 days',
  },
  { what: 'nothing to revoke', argv: () => ['unack', fingerprint], told: 'is not acknowledged' },
])('$what is refused', async ({ argv, told }) => {
  const { code, err } = await run('alerts', ...argv());
  expect(code).toBeGreaterThan(1);
  expect(err).toContain(told);
  expect((await run('alerts', 'acks')).out).toContain('Nothing is acknowledged.');
});
