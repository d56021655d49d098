import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { READ_TOKEN, type Served, served } from './served.ts';

/**
 * `npm run bench:http`: `sealwatch serve` in a process of its own, asked by autocannon. Its latencies are whole milliseconds. `npm run bench:report` is about 10,000 clusters.
 */
const CLIENTS = 4;
const SECONDS = 5;

interface Answer {
  status: number;
  bytes: number;
  etag: string;
  ms: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

function ask(url: string, headers: Record<string, string>): Promise<Answer> {
  const before = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { agent, headers: { authorization: `Bearer ${READ_TOKEN}`, ...headers } },
      (incoming) => {
        let bytes = 0;
        incoming.on('data', (part: Buffer) => {
          bytes += part.length;
        });
        incoming.on('end', () => {
          const { statusCode: status = 0, headers: told } = incoming;
          resolve({ status, bytes, etag: told.etag ?? '', ms: performance.now() - before });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** What autocannon measures on warm connections; every answer must have the status. */
async function load(url: string, headers: Record<string, string>, status: number, connections: number) {
  const ask = { url, headers: { authorization: `Bearer ${READ_TOKEN}`, ...headers }, connections };
  await autocannon({ ...ask, duration: 1 });
  const { latency, requests, throughput, statusCodeStats, errors } = await autocannon({
    ...ask,
    duration: SECONDS,
  });
  const strays = Object.keys(statusCodeStats ?? {}).filter((code) => code !== String(status));
  if (strays.length > 0 || errors > 0) throw new Error(`${url}: ${strays.join(', ')}, ${errors} errors`);
  return {
    perSecond: Math.round(requests.average),
    p50: latency.p50,
    p99: latency.p99,
    bytes: throughput.total / requests.total,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));

/** What an audit of so many clusters stored, served. */
async function servedOf(clusters: number): Promise<Served> {
  const keys = Math.ceil(clusters / 4);
  return served(mkdtempSync(join(folder, 'served-')), [
    ...['--clusters', `${clusters}`, '--regions', '25', '--keys', `${keys}`, '--no-rates'],
  ]);
}

const HTML = { accept: 'text/html', 'accept-encoding': 'br' };
const rows: string[] = [];

function row(what: string, told: Awaited<ReturnType<typeof load>>, target: string): void {
  const { perSecond, p50, p99, bytes } = told;
  rows.push(
    `| ${what} | ${p50} ms | ${p99} ms | ${perSecond} | ${Math.round(bytes / 1024)} KiB | ${target} |`,
  );
}

async function warm(): Promise<void> {
  const { url, stop } = await servedOf(1000);
  const { etag } = await ask(`${url}/report.json`, {});
  row('JSON, one client', await load(`${url}/report.json`, {}, 200, 1), 'p99 < 30 ms');
  row(
    'JSON, brotli, four',
    await load(`${url}/report.json`, { 'accept-encoding': 'br' }, 200, CLIENTS),
    'p99 < 30 ms',
  );
  row('HTML, one client', await load(`${url}/`, { accept: 'text/html' }, 200, 1), 'p99 < 60 ms');
  row('HTML, brotli, four', await load(`${url}/`, HTML, 200, CLIENTS), 'p99 < 60 ms, 300/s');
  row('304, four', await load(`${url}/report.json`, { 'if-none-match': etag }, 304, CLIENTS), 'p99 < 5 ms');
  row('healthz, four', await load(`${url}/healthz`, {}, 200, CLIENTS), '');
  await stop();
}

await warm();
agent.destroy();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  [
    '1,000 clusters, warm\n',
    '| answers | median | p99 | a second | size | target |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n'),
);
