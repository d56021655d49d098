import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median } from './cloud.ts';

const RUNS = 9;
const BUNDLES = 'dist/functions';
const MAX_BYTES = 3_000_000;
const TARGETS: Readonly<Record<string, number>> = { keys: 100, inventory: 180, report: 30 };

/** A fresh process loads the bundle and says how long that took, without its own start. */
function loadOnce(file: string): number {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--load', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const took = Number(stdout.split('\n').at(-2));
  if (!(took > 0)) throw new Error(`${file} cannot be loaded`);
  return took;
}

/** Rounds go through all bundles in turn, so that a busy moment does not hit one of them alone; the first one warms up. */
function measure(names: readonly string[]): Map<string, number[]> {
  const took = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= RUNS; round += 1) {
    for (const [name, values] of took) {
      const ms = loadOnce(fileOf(name));
      if (round > 0) values.push(ms);
    }
  }
  return took;
}

function fileOf(name: string): string {
  return `${BUNDLES}/${name}/${name}.mjs`;
}

function row(name: string, values: readonly number[]): string {
  const { size } = statSync(fileOf(name));
  const ms = Math.round(median(values));
  const target = TARGETS[name];
  const met = size <= MAX_BYTES && (target === undefined || ms <= target);
  const range = `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))} ms`;
  const wanted = `${target === undefined ? '' : `≤ ${target} ms, `}≤ 3 MB`;
  return `| ${name} | ${(size / 1e6).toFixed(2)} MB | ${ms} ms | ${range} | ${wanted} | ${met ? 'yes' : 'no'} |`;
}

function report(): string {
  const names = readdirSync(BUNDLES).filter((name) => existsSync(fileOf(name)));
  if (names.length === 0) return `There is no bundle in ${BUNDLES}.`;
  const took = measure(names);
  return [
    `Loading a bundle in a fresh process, median of ${RUNS}, start of Node.js ${process.version} taken off\n`,
    '| function | size | load | least–most | target | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...names.map((name) => row(name, took.get(name) ?? [])),
  ].join('\n');
}

if (process.argv[2] === '--load') {
  const file = pathToFileURL(resolve(process.argv[3] ?? '')).href;
  const before = performance.now();
  await import(file);
  process.stdout.write(`${performance.now() - before}\n`);
} else {
  process.stdout.write(`${report()}\n`);
}
