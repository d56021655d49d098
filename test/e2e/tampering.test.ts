import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { pemOf } from '../../shared/model/signature.ts';
import { advance } from '../jobs/harness.ts';
import { root } from '../root.ts';
import { environmentOf, runCli } from './run-cli.ts';
import { Copy } from './tampered-store.ts';
import { ACCOUNT, CHANGES, type Means, TAMPERINGS } from './tamperings.ts';

// What somebody who can write to the store may do to hide what was there, and what shows it: a comparison within the store,
// the signatures, or a hash that was noted elsewhere.

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const pem = (key: typeof privateKey): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

let sandbox: Sandbox;
const folder = mkdtempSync(join(tmpdir(), 'tampering-'));
const store = join(folder, 'store');
const earlier = join(folder, 'earlier');
const keyFile = join(folder, 'key.pem');
const anchorFile = join(folder, 'anchor.json');
const places = {
  'a JSON report': join(folder, 'report.json'),
  'a saved page': join(folder, 'page.html'),
  'the weekly message': join(folder, 'message.txt'),
  'what a verification printed': anchorFile,
};

function configOf(place: string): string {
  const file = join(place, 'sealwatch.yaml');
  const config = {
    store: { directory: join(place, 'store') },
    evidence: { signingKey: '${SEALWATCH_SIGNING_KEY}' },
    alerts: {
      channels: [{ type: 'console', name: 'terminal' }],
      proofOfLife: { weekday: 'thu', at: '07:59' },
    },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const cli = (place: string, argv: readonly string[], key = privateKey) =>
  runCli([...argv, '--config', configOf(place)], environmentOf(sandbox, { SEALWATCH_SIGNING_KEY: pem(key) }));

async function history(place: string, key = privateKey): Promise<void> {
  await cli(place, ['audit', '--quiet', '--alert'], key);
  await advance(sandbox, 'P1D');
}

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'one-off', rates: 'off' });
  await history(folder);
  sandbox.world.disableKey({ key: 'ack-secrets', by: 'alice' });
  await history(folder);
  await history(folder);
  cpSync(store, earlier, { recursive: true });
  const last = ['audit', '--alert', '--html', places['a saved page']];
  writeFileSync(places['the weekly message'], (await cli(folder, last)).out);
  writeFileSync(places['a JSON report'], (await cli(folder, ['report', '--json'])).out);
  await advance(sandbox, 'P1D');
  writeFileSync(keyFile, pemOf(publicKey));
  writeFileSync(anchorFile, (await cli(folder, ['report', '--verify', '--json'])).out);
});
afterAll(() => sandbox.close());

const OPTIONS: Readonly<Record<Means, readonly string[]>> = {
  comparison: [],
  signature: ['--public-key', keyFile],
  anchor: ['--anchor', anchorFile],
};

interface Told {
  whole: boolean;
  chains: {
    job: string;
    doubts: { kind: string }[];
    broken: { why: string } | null;
    signatures: { unsigned: string[]; refused: string[] };
  }[];
  lostAnchors: object[];
  damaged: string[];
}

async function verify(copy: Copy, means: Means): Promise<string[]> {
  const { code, json, err } = await cli(copy.folder, ['report', '--verify', '--json', ...OPTIONS[means]]);
  expect(err).toBe('');
  const { whole, chains, lostAnchors, damaged } = json() as Told;
  expect(code).toBe(whole ? 0 : 1);
  if (whole) return [];
  return [
    ...chains.flatMap(({ job, doubts, broken, signatures: { unsigned, refused } }) => [
      ...(broken ? [`${job} ${broken.why}`] : []),
      ...doubts.map(({ kind }) => `${job} ${kind}`),
      ...(means === 'signature' && unsigned.length > 0 ? [`${job} unsigned`] : []),
      ...(means === 'signature' && refused.length > 0 ? [`${job} refused`] : []),
    ]),
    ...(lostAnchors.length > 0 ? ['anchor lost'] : []),
    ...damaged.map((key) => `${key} damaged`),
  ];
}

test('what nobody touched is whole by every means', async () => {
  const copy = new Copy(store, ACCOUNT);
  expect(copy.files(CHANGES).length).toBeGreaterThan(0);
  expect(await verify(copy, 'comparison')).toEqual([]);
  expect(await verify(copy, 'signature')).toEqual([]);
  expect(await verify(copy, 'anchor')).toEqual([]);
});

test.each(TAMPERINGS)('$what is found by $by', async ({ by, tamper, says }) => {
  const copy = new Copy(store, ACCOUNT);
  const auditWithOther = (place: string) => history(place, other.privateKey);
  await tamper(copy, { earlier, publicKey, otherKey: other.publicKey, auditWithOther });
  expect(await verify(copy, by)).toContain(says);
  const out = (await cli(copy.folder, ['report', '--verify', ...OPTIONS[by]])).out;
  expect(out).toContain('✖');
  if (by !== 'comparison') expect(await verify(copy, 'comparison')).toEqual([]);
  if (by === 'anchor') expect(await verify(copy, 'signature')).toEqual([]);
});

test.each(Object.entries(places))('%s is an anchor', async (_what, file) => {
  const whole = await cli(folder, ['report', '--anchor', file]);
  expect([whole.code, whole.err]).toEqual([0, '']);
  const older = new Copy(earlier, ACCOUNT);
  const { code, json } = await cli(older.folder, ['report', '--anchor', file, '--json']);
  const lost = (json() as Told).lostAnchors as { run: string }[];
  expect(code).toBe(1);
  const jobs = lost.map(({ run }) => run.replace(/.*Z-(\w+)-.*/, '$1'));
  expect(new Set(jobs)).toEqual(new Set(['activity', 'inventory', 'keys', 'spend']));
});

test('the walk of docs/evidence.md needs nothing but node', () => {
  const page = readFileSync(join(root, 'docs/evidence.md'), 'utf8');
  const script = join(folder, 'walk.mjs');
  writeFileSync(script, /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
  const copy = new Copy(store, ACCOUNT);
  const newest = copy.last(/-keys-\w+\/manifest\.json$/);
  const walk = () =>
    spawnSync(process.execPath, [script, copy.path(''), newest, keyFile], { encoding: 'utf8' });
  const chained = copy.files(/-keys-\w+\/manifest\.json$/).length;
  expect(walk().stdout).toBe(`${chained} runs are whole and signed, back to the first one\n`);
  copy.edit(copy.first(/-keys-\w+\/findings\.json$/), (text) => `${text} `);
  expect(walk().stderr).toContain('was altered');
  copy.copy(copy.first(/-inventory-\w+\/signature\.json$/), newest.replace('manifest', 'signature'));
  expect(walk().stderr).toContain('is not signed by this key');
});

test('a key that is none, and a file that is none, are refused', async () => {
  for (const given of ['x', 'abcd', join(dirname(keyFile), 'nothing')]) {
    const { code, err } = await cli(folder, ['report', '--public-key', given]);
    expect([code, err]).toEqual([3, expect.stringContaining('--public-key is no public key')]);
  }
});

test('a chain signed by two keys, one after the other, is whole with both of them', async () => {
  const copy = new Copy(store, ACCOUNT);
  await history(copy.folder, other.privateKey);
  const digits = other.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const both = await cli(copy.folder, ['report', '--public-key', keyFile, '--public-key', digits]);
  expect([both.code, both.out]).toEqual([0, expect.stringContaining('signed by a given key')]);
  expect((await cli(copy.folder, ['report', '--public-key', keyFile])).code).toBe(1);
  expect((await cli(copy.folder, ['report', '--public-key', digits])).code).toBe(1);
});
