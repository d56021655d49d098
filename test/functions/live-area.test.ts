import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { showAudit } from '../../functions/cli/audit-progress.ts';
import { LiveArea } from '../../functions/cli/live-area.ts';
import type { Runtime } from '../../functions/cli/runtime.ts';
import { machine } from '../../functions/machine.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import type { Cluster } from '../../shared/model/cluster.ts';
import { JOBS } from '../../shared/model/job.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { makeReport } from '../../shared/present/make-report.ts';
import { ACCOUNT, cluster, NOW, OFF, ON, seen } from '../builders.ts';
import { Screen } from '../screen.ts';

/** A terminal whose size changes. */
class Tty extends Writable {
  readonly isTTY = true;
  readonly screen: Screen;
  columns: number;
  rows = 30;

  constructor(columns: number) {
    super();
    this.columns = columns;
    this.screen = new Screen(columns, this.rows);
  }

  resize(columns: number): void {
    this.columns = columns;
    this.screen.resize(columns);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.screen.write(chunk.toString().replaceAll('\n', '\r\n'));
    done();
  }
}

test.each([
  { from: 80, to: 24 },
  { from: 80, to: 11 },
  { from: 30, to: 80 },
  { from: 80, to: 79 },
])('what was drawn $from columns wide leaves nothing behind at $to', ({ from, to }) => {
  const tty = new Tty(from);
  const area = new LiveArea(tty);
  tty.write('$ sealwatch audit\n');
  area.draw(['一二三四五六七八九十'.slice(0, (from - 2) / 2), 'x'.repeat(from - 5), 'short']);
  tty.resize(to);
  area.draw(['now', 'narrow']);
  expect(tty.screen.lines).toEqual(['$ sealwatch audit', 'now', 'narrow']);
  area.clear();
  tty.write('the report\n');
  expect(tty.screen.lines).toEqual(['$ sealwatch audit', 'the report']);
});

test('what the shell wrote while the program was stopped stays', () => {
  const tty = new Tty(80);
  const area = new LiveArea(tty);
  area.draw(['one', 'two']);
  tty.write('^Z\n[1]+ Stopped\n');
  area.forget();
  area.draw(['three']);
  area.keep(['four', 'five']);
  expect(tty.screen.lines).toEqual(['one', 'two^Z', '[1]+ Stopped', 'four', 'five']);
});

const config = parseConfig('', 'test', {}, { checks: CHECK_IDS });

function audited(columns = 80) {
  const tty = new Tty(columns);
  const stop = new AbortController();
  let at = NOW.getTime();
  const runtime: Runtime = {
    env: { TERM: 'xterm', NO_COLOR: '1' },
    stdout: tty,
    stderr: tty,
    now: () => {
      at += 150; // so that each change is drawn
      return new Date(at);
    },
    ...machine,
    signal: stop.signal,
  };
  const settings = { config, jobs: JOBS, language: 'en' as const, now: () => NOW };
  const progress = showAudit({ color: true }, runtime, settings);
  if (!progress) throw new Error('nothing is shown');
  return { tty, progress, stop };
}

/** A report that lists these clusters. */
function reportOf(clusters: readonly Cluster[]) {
  const times = { startedAt: NOW.toISOString(), finishedAt: NOW.toISOString() };
  const parts = { clusters: seen(clusters) };
  const passed = { 'cluster-encryption': clusters.map(({ id }) => id) };
  const result = {
    job: 'inventory' as const,
    account: ACCOUNT,
    ...times,
    complete: true,
    parts,
    findings: [],
    passed,
    blind: [],
  };
  return makeReport([{ id: ACCOUNT, name: '', results: [result], memory: null }], config, NOW, 'en', false);
}

const off = cluster({ id: 'c-1', name: 'order-prod', region: 'cn-beijing', encryption: seen(OFF) });

test('a cluster that is not at risk in the end is told, not only taken away', () => {
  const { tty, progress } = audited();
  progress.glimpsed({ id: ACCOUNT, name: '' }, { cluster: off });
  expect(tty.screen.lines.slice(0, 2)).toEqual([
    '  At risk so far: 1',
    '  ✖ order-prod  cn-beijing  Secret encryption is off',
  ]);
  progress.end(reportOf([{ ...off, encryption: seen(ON) }]));
  expect(tty.screen.lines).toEqual([
    'order-prod was at risk when it was first read; with everything read its verdict is: unknown.',
  ]);
});

test('the last line says what is still read and how much of it', () => {
  const { tty, progress } = audited();
  const account = { id: ACCOUNT, name: '' };
  const status = (): string | undefined => tty.screen.lines.at(-1)?.replace(/[\d.]+ s/, '… s');
  progress.glimpsed(account, { clusters: 50, total: 1200 });
  expect(status()).toBe('  … s · reading clusters 50 of 1,200, keys, ActionTrail, bills');
  progress.glimpsed(account, { cluster: cluster({ encryption: seen(ON) }) });
  progress.glimpsed(account, { clusters: 1200, total: 1200 });
  expect(status()).toBe('  … s · reading roles and network path, keys 0 of 1, ActionTrail, bills');
  progress.end();
  expect(tty.screen.lines).toEqual([]);
});

test('a stopped audit keeps its rows, says what was not read, and draws no more', () => {
  const { tty, progress, stop } = audited();
  const account = { id: ACCOUNT, name: '' };
  progress.glimpsed(account, { clusters: 50, total: 1200 });
  progress.glimpsed(account, { cluster: off });
  stop.abort();
  progress.glimpsed(account, { clusters: 100, total: 1200 });
  progress.end();
  const [heading, row, ...rest] = tty.screen.lines;
  expect([heading, row]).toEqual([
    '  At risk so far: 1',
    '  ✖ order-prod  cn-beijing  Secret encryption is off',
  ]);
  expect(rest.map((line) => line.trim()).join(' ')).toMatch(
    /^Stopped after [\d.]+ s\. Not complete: clusters 50 of 1,200, keys, ActionTrail, bills\. Nothing is concluded about other clusters\.$/,
  );
});
