import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { EvidenceBundle } from '../../shared/model/evidence-bundle.ts';
import { fingerprintOf } from '../../shared/model/signature.ts';
import { root } from '../root.ts';
import { environmentOf, runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'evidence-signatures-'));
const store = join(folder, 'store');
const [ours, theirs] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const pem = join(folder, 'public.pem');
const NOTED = '0123456789abcdef';
let sandbox: Sandbox;
let made = 0;
/** What the configuration acknowledges. */
let noted = NOTED;

/** Which store, and which key is configured; null: none. */
async function cli(argv: readonly string[], of = store, key: typeof ours | null = ours) {
  made += 1;
  const config = join(folder, `${made}.yaml`);
  const signingKey = key?.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  writeFileSync(
    config,
    JSON.stringify({
      store: { directory: of },
      evidence: signingKey === undefined ? {} : { signingKey },
      alerts: { acknowledged: [{ finding: noted, by: '@wang', note: 'in work' }] },
    }),
  );
  return runCli([...argv, '--config', config], environmentOf(sandbox));
}

beforeAll(async () => {
  writeFileSync(pem, ours.publicKey.export({ type: 'spki', format: 'pem' }));
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  await cli(['audit', '--quiet']);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function bundleOf(of = store, key: typeof ours | null = ours, lang = 'en') {
  const out = mkdtempSync(join(folder, 'out-'));
  const argv = ['report', '--format', 'evidence', '--framework', 'cis-ack-1.0', '--lang', lang];
  const { code, out: stdout } = await cli(
    [...argv, '--from', '2026-11-23', '--to', '2026-11-23', '--out', out],
    of,
    key,
  );
  expect(code).toBe(0);
  const [html = '', json = ''] = stdout.trim().split('\n');
  const bundle: EvidenceBundle = JSON.parse(readFileSync(json, 'utf8'));
  return { bundle, json, html: readFileSync(html, 'utf8') };
}

const statesOf = ({ runs }: EvidenceBundle) =>
  Object.fromEntries(runs.map(({ job, signature }) => [job, signature.state]));

/** The script of the documentation, with no store. */
function walk(json: string) {
  const script = join(folder, 'bundle.mjs');
  const page = readFileSync(join(root, 'docs/evidence.md'), 'utf8');
  const scripts = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  writeFileSync(script, scripts.find((text) => text.includes('bundle.mjs')) ?? '');
  const { status, stdout } = spawnSync(process.execPath, [script, json, pem], { encoding: 'utf8' });
  return { status, stdout };
}

test('every run is signed, which is checked with the JSON alone and held against the store', async () => {
  const { bundle, json, html } = await bundleOf();
  const count = bundle.runs.length;
  expect(count).toBeGreaterThan(1);
  expect(new Set(Object.values(statesOf(bundle)))).toEqual(new Set(['valid']));
  expect(bundle.key).toEqual({
    algorithm: 'ed25519',
    fingerprint: fingerprintOf(ours.publicKey),
    publicKey: readFileSync(pem, 'utf8'),
  });
  expect(walk(json)).toEqual({ status: 0, stdout: `${count} of ${count} runs are signed by this key\n` });
  expect((await cli(['report', '--verify', '--public-key', pem, '--anchor', json])).code).toBe(0);
  expect(html).toContain(`${count} runs are signed by this key.`);
  expect(html).toContain(bundle.key?.fingerprint);
  expect(html).not.toContain('no valid signature');
});

test('a signature that is gone, damaged, of another run or of another key is named', async () => {
  const copy = join(folder, 'copy');
  cpSync(store, copy, { recursive: true });
  const { bundle: before } = await bundleOf();
  const placeOf = (index: number) =>
    join(copy, dirname(before.runs[index]?.manifest ?? ''), 'signature.json');
  const jobOf = (index: number) => before.runs[index]?.job ?? '';
  rmSync(placeOf(0));
  const broken = await bundleOf(copy);
  expect(statesOf(broken.bundle)).toMatchObject({ [jobOf(0)]: 'missing', [jobOf(1)]: 'valid' });
  expect(broken.html).toContain('1 run is not signed:');
  expect(broken.html).toContain(before.runs[0]?.run);
  const { status, stdout } = walk(broken.json);
  expect([status, stdout]).toEqual([1, expect.stringContaining('is not signed by this key: missing')]);
  cpSync(placeOf(1), placeOf(0));
  expect(statesOf((await bundleOf(copy)).bundle)).toMatchObject({ [jobOf(0)]: 'invalid' });
  writeFileSync(placeOf(0), '{');
  const damaged = await bundleOf(copy, ours, 'zh');
  expect(statesOf(damaged.bundle)).toMatchObject({ [jobOf(0)]: 'damaged' });
  expect(damaged.html).toContain('1 次运行的签名已损坏：');
  expect(damaged.html).toContain(`${before.runs.length} 次运行中有 1 次没有有效签名`);
  const other = await bundleOf(store, theirs);
  expect(new Set(Object.values(statesOf(other.bundle)))).toEqual(new Set(['other-key']));
});

test('without a key nothing is called valid', async () => {
  const { bundle, html } = await bundleOf(store, null);
  expect([bundle.key, bundle.withoutKey]).toEqual([null, null]);
  expect(new Set(Object.values(statesOf(bundle)))).toEqual(new Set(['unchecked']));
  expect(html).toContain('No signing key is configured.');
});

test('who acknowledged what, when and until when', async () => {
  const report = await cli(['report', '--json']);
  const { findings } = report.json() as {
    findings: { check: string; fingerprint: string; status: string }[];
  };
  const finding = findings.find(({ check, status }) => check === 'key-state' && status === 'fail');
  const fingerprint = finding?.fingerprint ?? '';
  const given = await cli(['alerts', 'ack', fingerprint, '--for', '4h', '--by', 'li']);
  expect(given.code).toBe(0);
  const { bundle, html } = await bundleOf();
  expect(bundle.acceptances).toEqual([
    {
      ...{ kind: 'acknowledged', check: '', what: NOTED, owner: '@wang' },
      ...{ at: null, until: null, reason: 'in work', expired: false },
    },
    {
      ...{ kind: 'acknowledged', check: 'key-state', what: fingerprint, owner: 'li' },
      ...{ at: '2026-11-23T00:00:00.000Z', until: '2026-11-23T04:00:00.000Z', reason: '', expired: false },
    },
  ]);
  expect(html).toContain('until 2026-11-23 12:00 +08:00');
});

test('what the configuration acknowledges is in the report, until somebody says more', async () => {
  const findingOf = async (check: string, wanted = 'fail') => {
    const { findings } = (await cli(['report', '--all', '--json'])).json() as {
      findings: { check: string; status: string; fingerprint: string; acknowledged: unknown }[];
    };
    return findings.find((one) => one.check === check && one.status === wanted);
  };
  const finding = await findingOf('cluster-encryption');
  expect(finding?.acknowledged).toBeNull();
  noted = finding?.fingerprint ?? '';
  expect((await findingOf('cluster-encryption'))?.acknowledged).toEqual({
    by: '@wang',
    at: null,
    until: null,
  });
  expect((await cli(['report', '--lang', 'zh'])).out).toContain('@wang 已在配置中确认');
  const page = join(folder, 'page');
  await cli(['report', '--format', 'html', '--out', page]);
  expect(readFileSync(join(page, 'report.html'), 'utf8')).toMatch(/<bdi>@wang<\/bdi> · in the configuration/);
  await cli(['alerts', 'ack', noted, '--for', '4h', '--by', 'li']);
  expect((await findingOf('cluster-encryption'))?.acknowledged).toMatchObject({ by: 'li' });
  noted = (await findingOf('cluster-encryption', 'pass'))?.fingerprint ?? '';
  expect(noted).toMatch(/^[0-9a-f]{16}$/);
  const passed = await findingOf('cluster-encryption', 'pass');
  expect([passed?.fingerprint, passed?.acknowledged]).toEqual([noted, null]);
  noted = NOTED;
});
