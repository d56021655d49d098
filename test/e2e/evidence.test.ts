import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { EvidenceBundle } from '../../shared/model/evidence-bundle.ts';
import { advance } from '../jobs/harness.ts';
import { environmentOf, runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
const file = join(folder, 'sealwatch.yaml');
let sandbox: Sandbox;

const run = (...argv: string[]) => runCli([...argv, '--config', file], environmentOf(sandbox));
const ask = (framework: string, from: string, to: string, ...more: string[]) =>
  run('report', '--format', 'evidence', '--framework', framework, '--from', from, '--to', to, ...more);

/** Three days: a look, none, and a look after somebody switched encryption off. */
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  const waiver = {
    check: 'key-deletion-protection',
    resource: 'key-bjj00000000000000002b',
    reason: 'test data',
  };
  writeFileSync(
    file,
    JSON.stringify({
      store: { directory: join(folder, 'store') },
      policy: { production: { names: ['*-prod'] }, cryptoperiodDays: 365 },
      waivers: [{ ...waiver, until: '2027-03-31', owner: '@chen' }],
    }),
  );
  await run('audit', '--quiet');
  await advance(sandbox, 'P2D');
  sandbox.world.switchEncryption({ cluster: 'checkout-prod', on: false, by: 'bob', userAgent: 'x' });
  await advance(sandbox, 'PT1H');
  await run('audit', '--quiet');
}, 120_000);
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function bundleOf(framework: string): Promise<{ bundle: EvidenceBundle; html: string }> {
  const out = join(folder, `out-${framework}`);
  const { code, out: stdout, err: stderr } = await ask(framework, '2026-11-23', '2026-11-25', '--out', out);
  expect([code, stderr]).toEqual([0, '']);
  const [html = '', json = ''] = stdout.trim().split('\n');
  return { bundle: JSON.parse(readFileSync(json, 'utf8')), html: readFileSync(html, 'utf8') };
}

test('how many meet a clause on each day, with the day on which nobody looked as a gap', async () => {
  const { bundle, html } = await bundleOf('cis-ack-1.0');
  const [clause] = bundle.requirements;
  expect(bundle.period).toEqual({ from: '2026-11-23', to: '2026-11-25', days: 3, looked: 2 });
  expect(clause?.spans.map(({ from, to, counts }) => [from, to, counts?.met ?? null])).toEqual([
    ['2026-11-23', '2026-11-23', 15],
    ['2026-11-24', '2026-11-24', null],
    ['2026-11-25', '2026-11-25', clause?.counts.met],
  ]);
  const { population = 0, met = 0, accepted = 0, notMet = 0, unknown = 0 } = clause?.counts ?? {};
  expect(population).toBe(26);
  expect(met + accepted + notMet + unknown).toBe(population);
  expect(clause?.exceptions).toHaveLength(population - met);
  expect(clause?.exceptions.map(({ name }) => name)).toContain('checkout-prod');
  expect(clause?.samples).toHaveLength(3);
  expect(html).toContain(`${met} of 26 clusters meet it`);
  expect(html).toContain('no results: nothing is known of these days');
});

test('changes have their authors, heads their hashes, and the commands verify them', async () => {
  const { bundle, html } = await bundleOf('pci-dss-4.0.1');
  const change = bundle.changes.find(({ kind }) => kind === 'encryption-off');
  expect([change?.resource.name, change?.actor?.name]).toEqual(['checkout-prod', 'bob']);
  expect(bundle.acceptances).toMatchObject([{ kind: 'waiver', owner: '@chen', until: '2027-03-31' }]);
  expect(bundle.runs.every(({ intact }) => intact)).toBe(true);
  expect(html).toContain('bob');
  for (const command of bundle.verify) {
    const { code } = await run(...command.split(' ').slice(1));
    expect(code).toBe(0);
  }
});

test('a verdict that was altered in the store is not used', async () => {
  const { bundle } = await bundleOf('soc-2');
  const used = bundle.runs.find(({ job, day }) => job === 'inventory' && day === '2026-11-23');
  const run = join(folder, 'store', dirname(used?.manifest ?? ''));
  const path = join(run, readdirSync(run).find((name) => name.startsWith('parts-')) ?? '');
  const before = readFileSync(path);
  writeFileSync(path, Buffer.concat([before, Buffer.from(' ')]));
  const { bundle: after, html } = await bundleOf('soc-2');
  writeFileSync(path, before);
  expect(after.period.looked).toBe(1);
  expect(after.requirements[0]?.spans[0]).toMatchObject({ to: '2026-11-24', counts: null });
  expect(html).toContain('1 run is not what the manifest says was written');
});

test('in Chinese, with the clause that AES cannot meet', async () => {
  const out = join(folder, 'zh');
  await ask('gbt-39786-2021', '2026-11-23', '2026-11-25', '--out', out, '--lang', 'zh');
  const [name = ''] = readdirSync(out).filter((one) => one.endsWith('.html'));
  const html = readFileSync(join(out, name), 'utf8');
  expect(html).toContain('密评三级（GB/T 39786-2021 / GM/T 0054-2018）');
  expect(html).toContain('26 个集群中有 0 个符合');
  expect(html).toContain('因设计原因不符合');
});

test.each([
  {
    when: 'an unknown framework',
    argv: ['pci', '2026-11-23', '2026-11-25'],
    says: 'Did you mean pci-dss-4.0.1?',
  },
  {
    when: 'nothing like a framework',
    argv: ['zzz', '2026-11-23', '2026-11-25'],
    says: 'Frameworks: mlps-level-3',
  },
  { when: 'a period that ends first', argv: ['soc-2', '2026-11-25', '2026-11-23'], says: 'after it ends' },
  { when: 'no day', argv: ['soc-2', '2026-02-30', '2026-11-23'], says: 'is no day' },
  { when: 'a period in the future', argv: ['soc-2', '2027-11-25', '2027-11-26'], says: 'in the future' },
  {
    when: 'a period before the first evidence',
    argv: ['soc-2', '2026-01-01', '2026-01-31'],
    says: 'Evidence exists from 2026-11-23',
  },
])('$when is refused, and why', async ({ argv: [framework = '', from = '', to = ''], says }) => {
  const { code, err: stderr } = await ask(framework, from, to, '--out', join(folder, 'none'));
  expect([code, stderr]).toEqual([3, expect.stringContaining(says)]);
});

test('what is missing is named, a folder that cannot be written to is, too', async () => {
  const { err: stderr } = await run('report', '--format', 'evidence', '--framework', 'soc-2');
  expect(stderr).toContain('--from 2026-10-01');
  expect((await run('report', '--framework', 'soc-2')).err).toContain('Add --format evidence');
  const locked = join(folder, 'file');
  writeFileSync(locked, '');
  chmodSync(locked, 0o444);
  const { code, err: told } = await ask('soc-2', '2026-11-23', '2026-11-25', '--out', join(locked, 'x'));
  expect([code, told]).toEqual([3, expect.stringContaining('No file can be written')]);
});
