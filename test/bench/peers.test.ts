import { describe, expect, test } from 'vitest';
import { optionsOf, WrongOption } from '../../bench/peers/options.ts';
import { runMeasured } from '../../bench/peers/run-measured.ts';
import {
  looksOf,
  type Measured,
  notCompared,
  type Outcome,
  ratio,
  roundTrips,
  tableOf,
  written,
} from '../../bench/peers/table.ts';

const outcome = (more: Partial<Outcome>): Outcome => ({
  ...{ wallMs: 1000, cpuSeconds: 1, peakMiB: 80, calls: 85, clusters: 200, keys: 50 },
  actions: ['DescribeClustersV1', 'DescribeKey', 'GetRole'],
  ...more,
});

describe('arguments', () => {
  const parsed = (...args: string[]) => optionsOf(args, [200, 1000], ['Prowler', 'CloudSploit']);

  test('none: everything, five runs, nothing is written', () => {
    expect(parsed()).toEqual({ runs: 5, clusters: null, only: null, write: false });
  });

  test('all of them', () => {
    expect(parsed('--runs', '3', '--clusters=1000', '--only', 'Prowler')).toEqual({
      ...{ runs: 3, clusters: 1000, only: 'Prowler', write: false },
    });
    expect(parsed('--write').write).toBe(true);
  });

  test.each([
    { given: ['--foo'], says: "Unknown option '--foo'" },
    { given: ['200'], says: "Unexpected argument '200'" },
    { given: ['--runs'], says: "Option '--runs <value>' argument missing" },
    { given: ['--runs', '0'], says: '--runs 0: expected a whole number from 1' },
    { given: ['--runs', '2.5'], says: '--runs 2.5: expected a whole number from 1' },
    { given: ['--clusters', '300'], says: '--clusters 300: expected 200, 1000' },
    { given: ['--only', 'prowler'], says: '--only prowler: expected Prowler, CloudSploit' },
    { given: ['--write', '--clusters', '200'], says: 'leave --clusters and --only out' },
    { given: ['--write', '--only', 'Prowler'], says: 'leave --clusters and --only out' },
  ])('$given is refused', ({ given, says }) => {
    expect(() => parsed(...given)).toThrow(WrongOption);
    expect(() => parsed(...given)).toThrow(says);
  });
});

describe('figures', () => {
  test.each([
    { when: 'twenty pages and a burst', walls: [3200, 2900], slow: [25_100, 23_900], trips: 21 },
    { when: 'no call', walls: [100], slow: [90], trips: 0 },
    { when: 'not run with slow calls', walls: [100], slow: [], trips: null },
    { when: 'not run at all', walls: [], slow: [100], trips: null },
  ])('round trips, $when: $trips', ({ walls, slow, trips }) => {
    expect(roundTrips(walls, slow, 1000)).toBe(trips);
  });

  test('a ratio is that of the runs of one turn, as far as both ran', () => {
    expect(ratio([1, 3, 10, 99], [2, 2, 10])).toBe('1.00 (0.50–1.50)');
  });

  test('what was looked at is told by what was asked', () => {
    const { looked, missed } = looksOf(['DescribeClustersV1', 'QueryBill', 'ListKeys']);
    expect(looked).toEqual(['Secret encryption', 'spend']);
    expect(missed).toEqual(['key state', 'role', 'use and authors', 'balance']);
  });
});

describe('table', () => {
  const world = { clusters: 1000, keys: 250 };
  const ours: Measured = {
    ...{ name: 'ours', roundTrips: 7 },
    outcomes: [outcome({ wallMs: 700 }), outcome({ wallMs: 900 }), outcome({ wallMs: 600 })],
  };
  const theirs: Measured = {
    ...{ name: 'theirs', roundTrips: null },
    outcomes: [1400, 1000, 1000].map((wallMs) =>
      outcome({ wallMs, cpuSeconds: 2, calls: 1164, keys: 140, actions: [] }),
    ),
  };

  test('a row for each, medians, and the first against the others', () => {
    expect(tableOf(world, [ours, theirs]).split('\n').slice(2)).toEqual([
      '| ours | 85 | 7 | 1.00 s | 80 MiB | 0.70 s |  |  | 200 of 1,000 | 50 of 250 | Secret encryption, key state, role | use and authors, spend, balance |',
      '| theirs | 1,164 |  | 2.00 s | 80 MiB | 1.00 s | 0.60 (0.50–0.90) | 0.50 (0.50–0.50) | 200 of 1,000 | 140 of 250 | nothing | Secret encryption, key state, role, use and authors, spend, balance |',
    ]);
  });

  test('nothing was measured: no table', () => {
    expect(tableOf(world, [])).toBe('');
  });

  test('stands between its marks and nowhere else', () => {
    const page = 'before\n<!-- peers:begin -->\nold\n<!-- peers:end -->\nafter\n';
    const once = written(page, 'new');
    expect(once).toBe('before\n<!-- peers:begin -->\nnew\n<!-- peers:end -->\nafter\n');
    expect(written(once, 'new')).toBe(once);
    expect(() => written('no marks', 'new')).toThrow('docs/performance.md has no <!-- peers:begin -->');
  });

  test('what is missing is said in one sentence', () => {
    expect(notCompared('Prowler', 'there is no python3 here.')).toBe(
      'NOT COMPARED: Prowler, because there is no python3 here.',
    );
  });
});

describe.runIf(process.platform === 'linux')('a run', () => {
  const node = (script: string) => ({ file: process.execPath, args: ['-e', script], env: { GIVEN: 'x' } });

  test('gives what it said, its code, and what all its processes took', async () => {
    const busy =
      'const held = Buffer.alloc(6e7, 1); const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end);';
    const script = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(busy)}]);
      process.stdout.write(Object.keys(process.env).sort().join()); process.stderr.write('err'); process.exitCode = 3;`;
    const { code, out, err, cpuSeconds, peakMiB, wallMs } = await runMeasured(node(script), 60_000);
    expect({ code, err }).toEqual({ code: 3, err: 'err' });
    expect(out.split(',').filter((name) => !/^(_|PWD|OLDPWD|SHLVL)$/.test(name))).toEqual([
      ...['GIVEN', 'HOME', 'LANG', 'PATH', 'TMPDIR'],
    ]);
    expect(cpuSeconds).toBeGreaterThan(0.3);
    expect(peakMiB).toBeGreaterThan(110);
    expect(wallMs).toBeGreaterThan(300);
  });

  test('is ended with all its processes when it takes too long', async () => {
    const script = "require('node:child_process').spawnSync('sleep', ['20']);";
    const { code, cpuSeconds } = await runMeasured(node(script), 300);
    expect({ code, cpuSeconds }).toEqual({ code: null, cpuSeconds: null });
  });
});
