import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signLink } from '../shared/deliver/report-link.ts';
import { digestOf, PROOF_HEADERS, proofSignature, signedText } from '../shared/model/proof-signature.ts';
import { Secret } from '../shared/model/secret.ts';
import { READ_TOKEN, type Served, served } from './served.ts';

/**
 * `npm run bench:soak -- --minutes 10`: everything that clients do to `sealwatch serve`, all at once, and what its process has in memory
 * each minute. Ends with 1 when memory grows beyond the bound, or an answer is another than it should be.
 */
const at = process.argv.indexOf('--minutes');
const MINUTES = at < 0 ? 10 : Number(process.argv[at + 1]);
const CLIENTS = 8;
/** After the first minute everything has been asked for once; the memory after the last may be this much more. */
const GROWTH = { heap: { factor: 1.25, mib: 16 }, rss: { factor: 1.25, mib: 64 } };

const LINK = new Secret('link-secret-0123456789');
const PROOF = new Secret('proof-token-0123456789');
const REPORT = `{ tokens: ["${READ_TOKEN}", { token: ${PROOF.reveal()}, scope: proof }], linkSecrets: [${LINK.reveal()}] }`;
/** Tells its memory after a collection when it is asked to. */
const PROBE = `process.on('SIGUSR2', () => { gc(); const { rss, heapUsed } = process.memoryUsage(); process.stderr.write('\\nMEMORY ' + rss + ' ' + heapUsed + '\\n'); })`;

type Headers = Record<string, string>;
interface Kind {
  name: string;
  /** Statuses that may come; none: the client does not wait for one. */
  wanted: readonly number[];
  ask(base: string, now: Date, nth: number): Promise<number>;
}

const token = (value: string): Headers => ({ authorization: `Bearer ${value}` });
const READ = token(READ_TOKEN);

async function statusOf(outgoing: ClientRequest): Promise<number> {
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.resume();
  await once(incoming, 'close');
  return incoming.statusCode ?? 0;
}

function get(path: string, headers: Headers): Kind['ask'] {
  return (base) => statusOf(request(base + path, { headers }).end());
}

/** A body may be refused, and the connection closed, before it has gone out. */
async function post(url: string, headers: Headers, body: Buffer): Promise<number> {
  const outgoing = request(url, { method: 'POST', headers });
  outgoing.on('error', () => undefined); // also after the answer
  const status = statusOf(outgoing);
  outgoing.end(body);
  return status.catch(() => 0);
}

function signed(body: Buffer, moment: Date): Headers {
  const signedAt = moment.toISOString();
  const digest = digestOf(body);
  return {
    'content-type': 'application/json',
    [PROOF_HEADERS.timestamp]: signedAt,
    [PROOF_HEADERS.digest]: digest,
    [PROOF_HEADERS.signature]: proofSignature(PROOF, signedText(signedAt, digest)),
  };
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
/** A different selection for each number: little of it is kept ready. */
function selection(nth: number): string {
  const some = SEVERITIES.filter((_severity, bit) => ((nth % 31) + 1) & (1 << bit));
  return `severity=${some.join(',')}&lang=${nth % 2 === 0 ? 'en' : 'zh'}`;
}

const LARGE = Buffer.alloc(8 * 1024 * 1024, ' ');
const TOO_LARGE = Buffer.alloc(1024 * 1024, ' ');
const BROWSER = { ...READ, accept: 'text/html', 'accept-encoding': 'br' };

/** Goes away amid what it sends, or amid the answer. */
async function goAway(outgoing: ClientRequest, after: string): Promise<number> {
  outgoing.on('error', () => undefined);
  const gone = new Promise((resolve) => outgoing.once('close', resolve));
  await Promise.race([once(outgoing, after), gone]).catch(() => undefined);
  outgoing.destroy();
  await gone;
  return 0;
}

const KINDS: readonly Kind[] = [
  { name: 'HTML', wanted: [200], ask: get('/', BROWSER) },
  { name: 'JSON', wanted: [200], ask: get('/report.json', READ) },
  { name: 'CSV', wanted: [200], ask: get('/report.csv', { ...READ, 'accept-encoding': 'gzip' }) },
  {
    name: 'HTML of a selection',
    wanted: [200],
    ask: (base, _now, nth) => get(`/?${selection(nth)}`, BROWSER)(base, _now, nth),
  },
  {
    name: 'JSON of a selection',
    wanted: [200],
    ask: (base, _now, nth) => get(`/report.json?${selection(nth)}`, READ)(base, _now, nth),
  },
  { name: 'what there is already', wanted: [200, 304], ask: askedAgain },
  {
    name: 'a wrong token',
    wanted: [401, 429],
    ask: (base, now, nth) => get('/report.json', token(`wrong-token-${nth}-0123456789`))(base, now, nth),
  },
  {
    name: 'a signed link',
    wanted: [200],
    ask: (base, now) =>
      statusOf(request(signLink(`${base}/report.md`, LINK, 'read', new Date(now.getTime() + 60_000))).end()),
  },
  {
    name: 'a large body that nobody signed',
    wanted: [0, 401],
    ask: (base) => post(`${base}/proofs`, { 'content-type': 'application/json' }, LARGE),
  },
  {
    name: 'a large body that is signed and no proof',
    wanted: [400, 503],
    ask: (base, now, nth) =>
      post(`${base}/proofs`, signed(LARGE, new Date(now.getTime() + (nth % 200_000))), LARGE),
  },
  {
    name: 'a body that is too large',
    wanted: [0, 403, 405],
    ask: (base) => post(`${base}/runs`, READ, TOO_LARGE),
  },
  {
    name: 'gone amid the answer',
    wanted: [0],
    ask: (base) => goAway(request(`${base}/report.json`, { headers: READ }).end(), 'response'),
  },
  {
    name: 'gone amid the body',
    wanted: [0],
    ask: async (base, now) => {
      const headers = { ...signed(LARGE, now), 'content-length': String(LARGE.length) };
      const outgoing = request(`${base}/proofs`, { method: 'POST', headers });
      outgoing.write(TOO_LARGE);
      return goAway(outgoing, 'drain');
    },
  },
];

let tag = '';
async function askedAgain(base: string): Promise<number> {
  const outgoing = request(`${base}/report.json`, { headers: { ...READ, 'if-none-match': tag } }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.resume();
  await once(incoming, 'close');
  tag = incoming.headers.etag ?? '';
  return incoming.statusCode ?? 0;
}

/** A body that never ends must be cut off: answers its status. */
async function slow(base: string, now: Date): Promise<number> {
  const headers = { ...signed(LARGE, now), 'content-length': String(LARGE.length) };
  const outgoing = request(`${base}/proofs`, { method: 'POST', headers });
  outgoing.on('error', () => undefined);
  outgoing.write('x');
  return statusOf(outgoing);
}

const counts = new Map<string, number>();
const strays: string[] = [];

async function client(base: string, now: Date, until: number, first: number): Promise<void> {
  for (let nth = first; performance.now() < until; nth += CLIENTS) {
    const kind = KINDS[nth % KINDS.length];
    if (!kind) return;
    const status = await kind.ask(base, now, nth).catch((error: unknown) => String(error));
    counts.set(kind.name, (counts.get(kind.name) ?? 0) + 1);
    if (typeof status === 'string' || !kind.wanted.includes(status)) strays.push(`${kind.name}: ${status}`);
  }
}

async function memoryOf({ child, told }: Served): Promise<{ rss: number; heap: number }> {
  const before = told().split('MEMORY').length;
  child.kill('SIGUSR2');
  while (told().split('MEMORY').length === before) await once(child.stderr ?? child, 'data');
  const [, rss, heap] = /MEMORY (\d+) (\d+)\n$/.exec(told()) ?? [];
  return { rss: Number(rss) / 1_048_576, heap: Number(heap) / 1_048_576 };
}

function grown(what: 'heap' | 'rss', warm: number, end: number): string[] {
  const { factor, mib } = GROWTH[what];
  const most = Math.max(warm * factor, warm + mib);
  return end <= most ? [] : [`${what} grew from ${Math.round(warm)} to ${Math.round(end)} MiB`];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-soak-'));
  const args = ['--clusters', '200', '--regions', '5', '--keys', '50', '--no-rates'];
  const probe = ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(PROBE)}`];
  const endpoint = await served(folder, args, REPORT, probe);
  const now = new Date(endpoint.cloud.env['SEALWATCH_NOW'] ?? '');
  const until = performance.now() + MINUTES * 60_000;
  const marks = [await memoryOf(endpoint)];
  const say = (): void => {
    const { rss, heap } = marks.at(-1) ?? { rss: 0, heap: 0 };
    const sum = [...counts.values()].reduce((total, count) => total + count, 0);
    process.stdout.write(
      `minute ${marks.length - 1}: RSS ${Math.round(rss)} MiB, heap ${Math.round(heap)} MiB, ${sum} requests\n`,
    );
  };
  say();
  const clients = Array.from({ length: CLIENTS }, (_, first) => client(endpoint.url, now, until, first));
  const cut = MINUTES >= 1 ? await slow(endpoint.url, now).catch(String) : 408;
  if (cut !== 408) strays.push(`a body that never ends: ${cut}`);
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const left = until - (MINUTES - minute) * 60_000 - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
    marks.push(await memoryOf(endpoint));
    say();
  }
  await Promise.all(clients);
  marks.push(await memoryOf(endpoint));
  const [, warm, end] = [marks[0], marks[1], marks.at(-1)];
  const trouble = [
    ...new Set(strays),
    ...(warm && end ? [...grown('heap', warm.heap, end.heap), ...grown('rss', warm.rss, end.rss)] : []),
    ...endpoint
      .told()
      .split('\n')
      .filter((line) => line.includes('"code":"Bug"')),
  ];
  for (const [name, count] of counts) process.stdout.write(`${count} × ${name}\n`);
  for (const line of trouble) process.stdout.write(`WRONG: ${line.slice(0, 500)}\n`);
  process.stdout.write(
    `${trouble.length === 0 ? 'Memory is flat, every answer right.' : 'It does not hold.'}\n`,
  );
  if (trouble.length > 0) process.exitCode = 1;
  await endpoint.stop();
  rmSync(folder, { recursive: true, force: true });
}

await main();
