import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { median } from './cloud.ts';
import { layoutTable } from './page-layout.ts';
import { askInstance, type InstanceTold } from './report-instance.ts';
import { cpuMs, memoryMiB, READ_TOKEN, type Served, served } from './served.ts';

/**
 * `npm run bench:report`: the report of 10,000 clusters, of a directory: the first answer of a new instance of the deployed bundle and
 * of `sealwatch serve`, warm answers, and the page in a browser. Another number of clusters may be given.
 */
const RUNS = 5;
const SECONDS = 5;
const BUNDLE = resolve('dist/functions/report/report.mjs');
const HTML = { accept: 'text/html', 'accept-encoding': 'br' };
const JSON_PLAIN = { accept: 'application/json', 'accept-encoding': 'identity' };
const JSON_BR = { accept: 'application/json', 'accept-encoding': 'br' };

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A process of its own for each, which knows nothing yet. */
function instances(
  config: string,
  env: Record<string, string>,
  accept: string,
  encoding: string,
): InstanceTold[] {
  return Array.from({ length: RUNS }, () => {
    const args = [fileURLToPath(import.meta.url), '--instance', accept, encoding];
    const { stdout } = spawnSync(process.execPath, args, {
      env: { ...process.env, ...env, SEALWATCH_CONFIG: config },
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    return JSON.parse(stdout.split('\n').at(-2) ?? '') as InstanceTold; // as printed below
  });
}

function instanceRow(what: string, told: readonly InstanceTold[], wanted: number, target: string): string {
  if (told.some(({ status }) => status !== wanted)) throw new Error(`${what}: ${told[0]?.status}`);
  const of = (pick: (one: InstanceTold) => number) => Math.round(median(told.map(pick)));
  const load = of((one) => one.loadMs);
  const first = of((one) => one.firstMs);
  const size = Math.round(of((one) => one.bytes) / 1024);
  return `| ${what} | ${load} ms | ${first} ms | ${of((one) => one.loadMs + one.firstMs)} ms | ${size} KiB | ${of((one) => one.peakMiB)} MiB | ${target} |`;
}

async function warmRow(
  what: string,
  url: string,
  headers: object,
  connections: number,
  status = 200,
): Promise<string> {
  const ask = { url, headers: { authorization: `Bearer ${READ_TOKEN}`, ...headers }, connections };
  await (await fetch(url, { headers: ask.headers })).arrayBuffer(); // whole, so that it is kept
  await autocannon({ ...ask, duration: 1 });
  const { latency, requests, statusCodeStats, errors } = await autocannon({ ...ask, duration: SECONDS });
  const strays = Object.keys(statusCodeStats ?? {}).filter((code) => code !== String(status));
  if (strays.length > 0 || errors > 0) throw new Error(`${what}: ${strays.join(', ')}, ${errors} errors`);
  return `| ${what} | ${latency.p50} ms | ${latency.p99} ms | ${Math.round(requests.average)} |`;
}

/** CPU of the server for one answer. */
async function asked(
  { child }: Served,
  url: string,
  headers: object,
): Promise<{ cpu: number; etag: string }> {
  const before = cpuMs(child);
  const answer = await fetch(url, { headers: { authorization: `Bearer ${READ_TOKEN}`, ...headers } });
  await answer.arrayBuffer();
  return { cpu: cpuMs(child) - before, etag: answer.headers.get('etag') ?? '' };
}

async function main(clusters: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
  const world = ['--clusters', `${clusters}`, '--regions', '25', '--keys', `${Math.ceil(clusters / 4)}`];
  const server = await served(folder, [...world, '--no-rates']);
  const config = join(folder, 'sealwatch.yaml');
  print(`${clusters} clusters, store in a directory, median of ${RUNS} new processes\n`);
  print(
    '| first answer of the deployed bundle | loading, CPU | answering, CPU | both | size | peak | target |',
  );
  print('| --- | --- | --- | --- | --- | --- | --- |');
  const of = (accept: string, encoding: string) => instances(config, server.cloud.env, accept, encoding);
  print(instanceRow('HTML, brotli', of('text/html', 'br'), 200, '≤ 300 ms'));
  print(instanceRow('JSON, brotli', of('application/json', 'br'), 200, ''));
  const { url, child } = server;
  const first = await asked(server, url, HTML);
  const other = await asked(server, `${url}/?severity=critical,high,medium`, HTML);
  const json = await asked(server, `${url}/report.json`, JSON_PLAIN);
  print(
    `\n\`sealwatch serve\`, CPU: first page ${first.cpu} ms, with another filter ${other.cpu} ms, all JSON ${json.cpu} ms; peak ${memoryMiB(child, 'VmHWM')} MiB\n`,
  );
  print('| warm answers | median | p99 | a second |');
  print('| --- | --- | --- | --- |');
  print(await warmRow('HTML, brotli, one client', url, HTML, 1));
  print(await warmRow('HTML, brotli, four clients', url, HTML, 4));
  print(await warmRow('JSON, brotli, one client', `${url}/report.json`, JSON_BR, 1));
  print(await warmRow('JSON, brotli, four clients', `${url}/report.json`, JSON_BR, 4));
  print(await warmRow('304, four clients', `${url}/`, { ...HTML, 'if-none-match': first.etag }, 4, 304));
  print(`\npeak ${memoryMiB(child, 'VmHWM')} MiB\n`);
  for (const line of await layoutTable(url)) print(line);
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

const [, , what = '10000', accept = '', encoding = ''] = process.argv;
if (what === '--instance') print(JSON.stringify(await askInstance(BUNDLE, accept, encoding)));
else await main(Number(what));
