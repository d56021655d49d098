import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { encode } from '../../shared/state/codec.ts';
import { STATE } from '../../shared/state/formats/job-state.ts';
import { readStored } from '../../shared/state/formats/stored-format.ts';
import { advance } from '../jobs/harness.ts';
import { environmentOf, runCli } from './run-cli.ts';

// What somebody who can write to the store may do to hide what was there. Everything but the replacement of the whole store
// shows in the store itself; that shows against a hash that was noted elsewhere.

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

/** The store as an attacker finds it. */
class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'tampered-'));

  constructor() {
    cpSync(join(original, 'store'), join(this.folder, 'store'), { recursive: true });
  }

  path(key: string): string {
    return join(this.folder, 'store', key);
  }

  files(pattern: RegExp): string[] {
    const all = readdirSync(join(this.folder, 'store'), { recursive: true, encoding: 'utf8' });
    return all.filter((file) => pattern.test(file)).sort();
  }

  edit(key: string, change: (text: string) => string): void {
    chmodSync(this.path(key), 0o600);
    writeFileSync(this.path(key), change(readFileSync(this.path(key), 'utf8')));
  }

  /** Edited by somebody who knows the format and its checksum. */
  state(job: string, change: (state: JobState) => JobState): void {
    const key = `state/${ACCOUNT}/${job}.json`;
    const stored = readStored(STATE, key, readFileSync(this.path(key)));
    if (stored.kind !== 'ok') throw new Error(stored.kind);
    writeFileSync(this.path(key), encode(STATE, change(stored.value)));
  }

  verify(...more: string[]) {
    return run(this.folder, 'report', '--verify', ...more);
  }
}

interface Told {
  whole: boolean;
  chains: {
    job: string;
    head: unknown;
    doubts: { kind: string; count: number }[];
    broken: { why: string; run: string; runs: number } | null;
  }[];
}

async function told(copy: Copy): Promise<string[]> {
  const { code, json } = await copy.verify('--json');
  const { whole, chains } = json() as Told;
  expect(code).toBe(whole ? 0 : 1);
  return chains.flatMap(({ job, doubts, broken }) => [
    ...(broken ? [`${job} ${broken.why}`] : []),
    ...doubts.map(({ kind, count }) => `${job} ${kind} ${count}`),
  ]);
}

test('what nobody touched is whole', async () => {
  expect(await told(new Copy())).toEqual([]);
});

test.each<{ what: string; tamper: (copy: Copy) => void; says: string }>([
  {
    what: 'a state deleted while its evidence lies there',
    tamper: (copy) => rmSync(copy.path(`state/${ACCOUNT}/keys.json`)),
    says: 'keys no-state 3',
  },
  {
    what: 'all states deleted',
    tamper: (copy) => rmSync(copy.path('state'), { recursive: true }),
    says: 'inventory no-state 3',
  },
  {
    what: 'no newest run',
    tamper: (copy) =>
      copy.state('keys', (state) => ({ ...state, evidence: { ...state.evidence, head: null } })),
    says: 'keys no-head 3',
  },
  {
    what: 'an older newest run',
    tamper: (copy) => {
      const [first = ''] = copy.files(/-keys-.*manifest\.json$/);
      const { previous } = JSON.parse(
        readFileSync(copy.path(copy.files(/-keys-.*manifest\.json$/)[1] ?? ''), 'utf8'),
      );
      expect(previous.key).toBe(first);
      copy.state('keys', (state) => ({ ...state, evidence: { ...state.evidence, head: previous } }));
    },
    says: 'keys unlinked 2',
  },
  {
    what: 'a forged run beside the chain',
    tamper: (copy) => {
      const [first = ''] = copy.files(/-keys-.*manifest\.json$/);
      const forged = dirname(first).replace(/\w{8}$/, 'deadbeef');
      cpSync(copy.path(dirname(first)), copy.path(forged), { recursive: true });
      const previous = { run: 'x', key: first, sha256: '0'.repeat(64) };
      copy.edit(`${forged}/manifest.json`, (text) =>
        text.replace('"previous": null', `"previous": ${JSON.stringify(previous)}`),
      );
    },
    says: 'keys unlinked 1',
  },
  {
    what: 'the first kept day moved, and all runs deleted',
    tamper: (copy) => {
      copy.state('keys', (state) => ({
        ...state,
        evidence: { ...state.evidence, keptFrom: '2027-01-01' },
      }));
      for (const file of copy.files(/-keys-\w+$/)) rmSync(copy.path(file), { recursive: true });
    },
    says: 'keys run-missing 3',
  },
  {
    what: 'the whole chain deleted',
    tamper: (copy) => rmSync(copy.path('evidence'), { recursive: true }),
    says: 'keys missing',
  },
  {
    what: 'a run moved out of the chain',
    tamper: (copy) => {
      const [, second = ''] = copy.files(/-keys-\w+$/);
      renameSync(copy.path(second), copy.path(second.replace(/\w{8}$/, 'deadbeef')));
    },
    says: 'keys missing',
  },
  {
    what: 'a failing finding taken out of the state',
    tamper: (copy) =>
      copy.state('inventory', (state) => ({
        ...state,
        result: state.result && { ...state.result, findings: [] },
      })),
    says: 'inventory differs 1',
  },
  {
    what: 'a finding altered in the evidence',
    tamper: (copy) =>
      copy.edit(copy.files(/-inventory-.*parts-\w+\.json$/).at(-1) ?? '', (text) =>
        text.replace('fail', 'pass'),
      ),
    says: 'inventory altered',
  },
])('$what is found', async ({ tamper, says }) => {
  const copy = new Copy();
  tamper(copy);
  expect(await told(copy)).toContain(says);
  expect((await copy.verify()).out).toContain('✖');
});

describe('a part that all three runs of a day name', () => {
  test.each([
    {
      what: 'edited',
      tamper: (copy: Copy, key: string) => copy.edit(key, (text) => `${text} `),
      why: 'altered',
    },
    { what: 'deleted', tamper: (copy: Copy, key: string) => rmSync(copy.path(key)), why: 'missing' },
    {
      what: 'moved',
      tamper: (copy: Copy, key: string) =>
        renameSync(copy.path(key), copy.path(key.replace('parts-', 'parts-0'))),
      why: 'missing',
    },
  ])('$what: found for each of them', async ({ tamper, why }) => {
    const copy = new Copy();
    const [part = '', ...more] = copy.files(/-keys-.*parts-\w+\.json$/);
    expect(more).toEqual([]);
    tamper(copy, part);
    const { chains } = (await copy.verify('--json')).json() as Told;
    const runs = copy.files(/-keys-\w+$/);
    expect(chains.find(({ job }) => job === 'keys')?.broken).toMatchObject({
      ...{ why, object: part, runs: 3 },
      run: runs.at(-1)?.split('/').at(-1),
    });
    expect((await copy.verify()).out.replaceAll(/\s+/g, ' ')).toContain('Runs that name it: 3.');
  });
});

test('a run that was killed before it wrote its state is told, and takes nothing from the chain', async () => {
  const copy = new Copy();
  const [first = ''] = copy.files(/-keys-.*manifest\.json$/);
  const killed = dirname(first).replace(/\w{8}$/, 'deadbeef');
  cpSync(copy.path(dirname(first)), copy.path(killed), { recursive: true });
  const { code, out } = await copy.verify();
  expect(code).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(/Beside it lie runs .* from \w+-keys-deadbeef on\. Runs: 1\./);
});

test('a new beginning after a lost state leaves the old runs outside the chain', async () => {
  const copy = new Copy();
  rmSync(copy.path(`state/${ACCOUNT}/keys.json`));
  await run(copy.folder, 'audit', '--quiet', '--job', 'keys');
  expect(await told(copy)).toContain('keys unlinked 2'); // the first of them began the chain as the new one does
});

describe('an anchor from elsewhere', () => {
  test('the whole store replaced by another history is found', async () => {
    const before = await new Copy().verify('--json');
    const anchor = join(original, 'anchor.json');
    writeFileSync(anchor, before.out);
    const forged = new Copy();
    rmSync(forged.path('.'), { recursive: true });
    await auditTimes(forged.folder, 4);
    expect((await forged.verify()).code).toBe(0);
    const { code, out } = await forged.verify('--anchor', anchor);
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/The noted hash [0-9a-f]{64} is in no chain any more/);
  });

  test('holds while only newer runs were added', async () => {
    const copy = new Copy();
    const { chains } = (await copy.verify('--json')).json() as { chains: { head: { sha256: string } }[] };
    const hash = chains[0]?.head.sha256 ?? '';
    await auditTimes(copy.folder, 1);
    expect((await copy.verify('--anchor', hash)).code).toBe(0);
    expect(
      (
        await copy.verify(
          '--anchor',
          hash.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        )
      ).code,
    ).toBe(1);
  });

  test('all evidence but the newest run deleted, and the state told so: found', async () => {
    const anchor = join(original, 'cut.json');
    const copy = new Copy();
    const { chains } = (await copy.verify('--json')).json() as { chains: { head: { run: string } | null }[] };
    const heads = chains.map(({ head }) => ({
      head: head && { ...head, run: head.run.replace(/^\d{8}/, '20261101') },
    }));
    const noted = heads.map(({ head }) => ({ head: head && { ...head, sha256: 'a'.repeat(64) } }));
    writeFileSync(anchor, JSON.stringify({ chains: noted }));
    expect((await copy.verify('--anchor', anchor)).code).toBe(1);
    const own = join(copy.folder, 'sealwatch.yaml');
    const alone = await runCli(
      ['report', '--anchor', 'a'.repeat(64), '--config', own],
      environmentOf(sandbox),
    );
    expect([alone.code, alone.out]).toEqual([1, expect.stringContaining('✖')]);
  });

  test.each(['x', 'abc123', '/dev/null'])('%s is none', async (given) => {
    const { code, err } = await new Copy().verify('--anchor', given);
    expect(code).toBe(3);
    expect(err).toContain('--anchor is no hash');
  });
});
