import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scenarioFile } from '../sandbox/signed.ts';
import { runCli } from './run-cli.ts';

const CALLER = `
caller: LTAIsandboxCmd
accounts:
  - { id: "1000000000000001", users: [{ name: li }], accessKeys: [{ id: LTAIsandboxCmd, secret: secretOfLi00, user: li }] }
`;

test.each([
  {
    what: 'a word that there is not',
    scenario: () => scenarioFile(`${CALLER}nonsense: 1`),
    told: /nonsense: There is no such word/,
  },
  {
    what: 'a key that there is not',
    scenario: () => scenarioFile(`${CALLER}history: [{ at: -P1D, do: disableKey, key: none }]`),
    told: /There is no key none/,
  },
  { what: 'no YAML', scenario: () => scenarioFile('accounts: ['), told: /cannot be used/ },
  {
    what: 'a file that there is not',
    scenario: () => 'nonesuch',
    told: /There is no scenario nonesuch\. Give a file/,
  },
  { what: 'a folder', scenario: () => '/', told: /There is no scenario \// },
])('a scenario with $what is told as a mistake, never as a bug', async ({ scenario, told }) => {
  const { code, err } = await runCli(['sandbox', '--scenario', scenario()]);
  expect([code, err]).toEqual([3, expect.stringMatching(told)]);
  expect(err).not.toMatch(/bug|\n {4}at /);
});

test('a port that is taken is told as that', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { code, err } = await runCli(['sandbox', '--port', String(port)]);
  expect([code, err]).toEqual([3, expect.stringContaining(`Port ${port} cannot be used (EADDRINUSE).`)]);
});

test('TLS without a folder to write to, or at a taken port, is told as that', async () => {
  const { code, err } = await runCli(['sandbox', '--tls', '/dev/null/none']);
  expect([code, err]).toEqual([3, expect.stringContaining('/dev/null/none cannot be written to (ENOTDIR).')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const taken = await runCli(['sandbox', '--tls', folder, '--tls-port', String(port)]);
  expect(taken.err).toContain(`Port ${port} cannot be used (EADDRINUSE).`);
});
