import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costOf, costTable, monthlyCost, PARAMETERS, parseGiven, RUNS } from '../../bench/cost.ts';
import { readDurations, secondsOf } from '../../bench/durations.ts';
import { root } from '../root.ts';

const size = { cpu: 0.35, memory: 512 };
const durations = readDurations();

test.each([
  { what: 'a minute every hour', given: costOf(720, 43_200, size), cu: 18_365.4, usd: '0.37' },
  { what: 'nothing but invocations', given: costOf(10_000, 0, size), cu: 75, usd: '0.00' },
])('$what: $cu CU', ({ given, cu, usd }) => {
  expect(given.cu).toBeCloseTo(cu, 5);
  expect(given.usd.toFixed(2)).toBe(usd);
});

test('work takes longer with a part of a core, waiting does not', () => {
  const run = { ms: 1000, cpuMs: 350 };
  expect(secondsOf(run, 0.35)).toBeCloseTo(1.65);
  expect(secondsOf(run, 2)).toBe(1);
});

test('runs are those of the timers in s.yaml', () => {
  const text = readFileSync(`${root}s.yaml`, 'utf8');
  const always = text.replace(/^.*SEALWATCH_PROOF_CRON.*$/m, ''); // its timer is off unless somebody wants it
  const perHour = [...always.matchAll(/CRON_TZ=Asia\/Shanghai \d+ ([\d,]+|\*) \* \* \* \*/g)].map(
    ([, minutes = '']) => (minutes === '*' ? 60 : minutes.split(',').length),
  );
  expect(perHour.map((count) => count * 24 * 30)).toEqual(Object.values(RUNS));
});

test('the size is that of s.yaml', () => {
  const text = readFileSync(`${root}s.yaml`, 'utf8');
  const [, cpu] = /'SEALWATCH_CPU', '([\d.]+)'/.exec(text) ?? [];
  const [, memory] = /'SEALWATCH_MEMORY', '(\d+)'/.exec(text) ?? [];
  expect(costTable({ cpu: Number(cpu), memory: Number(memory) }, durations)).toBe(costTable({}, durations));
});

describe('accounts', () => {
  test.each([
    { accounts: 1, invocations: 720 },
    { accounts: 5, invocations: 720 },
    { accounts: 6, invocations: 3 * 720 },
    { accounts: 1000, invocations: 201 * 720 },
  ])('$accounts: $invocations invocations of the inventory', ({ accounts, invocations }) => {
    expect(monthlyCost({ accounts }, durations).inventory.invocations).toBe(invocations);
  });

  test('a number of one’s own is that of one account; alerts run once for all', () => {
    const { keys, alerts } = monthlyCost({ accounts: 10, keys: 2, alerts: 1 }, durations);
    expect(keys.seconds).toBe(RUNS.keys * 20);
    expect(alerts).toMatchObject({ invocations: RUNS.alerts, seconds: RUNS.alerts });
  });
});

describe('arguments', () => {
  const known = Object.keys(PARAMETERS);

  test('all that is documented is accepted, wherever it stands', () => {
    const files = ['docs', 'docs/zh-CN', 'bench', '.'].flatMap((folder) =>
      readdirSync(`${root}${folder}`)
        .filter((name) => /\.(md|ts)$/.test(name))
        .map((name) => readFileSync(`${root}${folder}/${name}`, 'utf8')),
    );
    const documented = files.flatMap((text) =>
      [...text.matchAll(/bench:cost -- ([^`]+)`/g)].map(([, args = '']) => args.split(' ')),
    );
    expect(documented.length).toBeGreaterThan(2);
    for (const args of documented) expect(Object.keys(parseGiven(args))).toEqual(known);
  });

  test.each([
    ['sped=1', `sped=1: expected one of ${known.join(', ')}, then = and a number; did you mean spend?`],
    ['keys', 'keys: expected seconds per run'],
    ['keys=', 'keys=: expected seconds per run'],
    ['keys=0', 'keys=0: expected seconds per run'],
    ['keys=-1', 'keys=-1: expected seconds per run'],
    ['keys=1e3', 'keys=1e3: expected seconds per run'],
    ['keys=86401', '86400 at most'],
    ['keys=0x10', 'keys=0x10: expected'],
    ['keys=1 keys=2', 'keys=2: keys is given twice; expected once'],
    ['cpu=0.33', 'cpu=0.33: expected 0.05 to 16 vCPU, in steps of 0.05'],
    ['cpu=17', 'cpu=17: expected'],
    ['memory=500', 'memory=500: expected 128 to 32768 MB, in steps of 64'],
    ['cpu=1', 'cpu=1 memory=384: expected 1 to 4 GB of memory for each vCPU'],
    ['accounts=1.5', 'accounts=1.5: expected 1 to 10000 accounts, in steps of 1'],
    ['accounts=0', 'accounts=0: expected 1'],
    ['accounts=99999999999', 'expected 1 to 10000'],
    ['toString=1', 'toString=1: expected one of'],
    ['', ': expected one of'],
  ])('%s is refused', (args, message) => {
    expect(() => parseGiven(args.split(' '))).toThrow(message);
  });

  test('the command names everything that is wrong, without a stack', () => {
    const run = spawnSync(
      process.execPath,
      ['.build.mjs', 'run', 'bench/cost-table.ts', 'keys=-1', 'acounts=5'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(run.status).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^keys=-1: expected seconds/),
      expect.stringMatching(/did you mean accounts\?$/),
    ]);
  });
});

test.each([
  [1, 0.14],
  [100, 9],
  [1000, 90],
])('by what was measured %i accounts stay below USD %i', (accounts, most) => {
  expect(monthlyCost({ accounts }, durations).together.usd).toBeLessThanOrEqual(most);
});
