import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { advance } from '../jobs/harness.ts';
import { environmentOf, runCli } from './run-cli.ts';
import { Copy } from './tampered-store.ts';

// What the crash of a run leaves, and hashes that were noted elsewhere; tampering.test.ts has what somebody may do on purpose.

const ACCOUNT = '1000000000000001';
let sandbox: Sandbox;
let original = '';

const configOf = (folder: string): string => {
  const file = join(folder, 'sealwatch.yaml');
  writeFileSync(file, JSON.stringify({ store: { directory: join(folder, 'store') } }));
  return file;
};
const run = (folder: string, ...argv: string[]) =>
  runCli([...argv, '--config', configOf(folder)], environmentOf(sandbox));

async function auditTimes(folder: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await run(folder, 'audit', '--quiet');
    await advance(sandbox, 'PT1H');
  }
}

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'one-off', rates: 'off' });
  original = mkdtempSync(join(tmpdir(), 'verify-'));
  await auditTimes(original, 3);
});
afterAll(() => sandbox.close());

const copied = (): Copy => new Copy(join(original, 'store'), ACCOUNT);
const verify = (copy: Copy, ...more: string[]) => run(copy.folder, 'report', '--verify', ...more);

test('a run that was killed before it wrote its state is told, and takes nothing from the chain', async () => {
  const copy = copied();
  const [first = ''] = copy.files(/-keys-.*manifest\.json$/);
  const killed = dirname(first).replace(/\w{8}$/, 'deadbeef');
  cpSync(copy.path(dirname(first)), copy.path(killed), { recursive: true });
  const { code, out } = await verify(copy);
  expect(code).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(/Beside it lie runs .* from \w+-keys-deadbeef on\. Runs: 1\./);
});

test('a new beginning after a lost state leaves the old runs outside the chain', async () => {
  const copy = copied();
  rmSync(copy.path(`state/${ACCOUNT}/keys.json`));
  await run(copy.folder, 'audit', '--quiet', '--job', 'keys');
  const { chains } = (await verify(copy, '--json')).json() as {
    chains: { job: string; doubts: object[] }[];
  };
  const keys = chains.find(({ job }) => job === 'keys');
  expect(keys?.doubts).toMatchObject([{ kind: 'unlinked', count: 2 }]); // the first of them began the chain as the new one does
});

describe('an anchor from elsewhere', () => {
  test('the whole store replaced by another history is found', async () => {
    const before = await verify(copied(), '--json');
    const anchor = join(original, 'anchor.json');
    writeFileSync(anchor, before.out);
    const forged = copied();
    rmSync(forged.path('.'), { recursive: true });
    await auditTimes(forged.folder, 4);
    expect((await verify(forged)).code).toBe(0);
    const { code, out } = await verify(forged, '--anchor', anchor);
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/The noted hash [0-9a-f]{64} is in no chain any more/);
  });

  test('holds while only newer runs were added', async () => {
    const copy = copied();
    const { chains } = (await verify(copy, '--json')).json() as { chains: { head: { sha256: string } }[] };
    const hash = chains[0]?.head.sha256 ?? '';
    await auditTimes(copy.folder, 1);
    expect((await verify(copy, '--anchor', hash)).code).toBe(0);
    expect(
      (
        await verify(
          copy,
          '--anchor',
          hash.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        )
      ).code,
    ).toBe(1);
  });

  test('all evidence but the newest run deleted, and the state told so: found', async () => {
    const anchor = join(original, 'cut.json');
    const copy = copied();
    const { chains } = (await verify(copy, '--json')).json() as {
      chains: { head: { run: string } | null }[];
    };
    const heads = chains.map(({ head }) => ({
      head: head && { ...head, run: head.run.replace(/^\d{8}/, '20261101') },
    }));
    const noted = heads.map(({ head }) => ({ head: head && { ...head, sha256: 'a'.repeat(64) } }));
    writeFileSync(anchor, JSON.stringify({ chains: noted }));
    expect((await verify(copy, '--anchor', anchor)).code).toBe(1);
    const own = join(copy.folder, 'sealwatch.yaml');
    const alone = await runCli(
      ['report', '--anchor', 'a'.repeat(64), '--config', own],
      environmentOf(sandbox),
    );
    expect([alone.code, alone.out]).toEqual([1, expect.stringContaining('✖')]);
  });

  test.each(['x', 'abc123', '/dev/null'])('%s is none', async (given) => {
    const { code, err } = await verify(copied(), '--anchor', given);
    expect(code).toBe(3);
    expect(err).toContain('--anchor is no hash');
  });
});
