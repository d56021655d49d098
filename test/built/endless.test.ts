import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { configFile, environmentOf } from '../e2e/run-cli.ts';

const cli = join(inject('bundles'), 'cli.mjs');
const TELL = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+' KiB'))`;
const PART = Buffer.alloc(65_536, ' ');

/** Says as much as is taken, for ever. */
function pour(answer: ServerResponse): void {
  while (!answer.destroyed && answer.write(PART));
  if (!answer.destroyed) answer.once('drain', () => pour(answer));
}

/** A cloud of which only who calls is told; every other answer never ends. */
async function endlessCloud(behind: string): Promise<string> {
  const server = createServer((incoming, answer) => {
    const isSts = String(incoming.headers['x-forwarded-host']).startsWith('sts');
    if (!isSts) {
      incoming.resume();
      answer.writeHead(200, { 'content-type': 'application/json' });
      pour(answer);
      return;
    }
    const { method, url, headers } = incoming;
    const outgoing = request(new URL(url ?? '/', behind), { method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 500, told.headers);
      told.pipe(answer);
    });
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo; // it listens
  return `http://127.0.0.1:${port}`;
}

test('bodies without end cost little memory, and are told as such', async () => {
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  onTestFinished(() => sandbox.close());
  const env = { ...environmentOf(sandbox), SEALWATCH_ENDPOINT: await endlessCloud(sandbox.url) };
  const args = ['--import', TELL, cli, 'audit', '--json', '--config', configFile()];
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => {
    out += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    err += part.toString();
  });
  const [code] = await once(child, 'close');
  const peak = Number(/peak (\d+) KiB/.exec(err)?.[1]) / 1024;
  expect([code, out]).toEqual([2, expect.stringContaining('the answer is too long')]);
  // 100 MiB without a single answer, and what arrives at once: 190 to 205 MiB on Node.js 20, 255 to 325 on 24. Fifty whole answers are 1,600.
  expect(peak).toBeLessThan(350);
});
