import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median } from './cloud.ts';

const RUNS = 9;
const BUNDLES = 'dist/functions';

/** A fresh process loads the bundle and says how much CPU time that took, in milliseconds, without its own start. */
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
  const folder = dirname(fileOf(name));
  const files = readdirSync(folder).map((file) => statSync(join(folder, file)).size);
  const size = files.reduce((sum, bytes) => sum + bytes, 0);
  const range = `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))} ms`;
  return `| ${name} | ${(size / 1e6).toFixed(2)} MB | ${Math.round(median(values))} ms | ${range} |`;
}

function report(): string {
  const names = readdirSync(BUNDLES).filter((name) => existsSync(fileOf(name)));
  if (names.length === 0) return `There is no bundle in ${BUNDLES}.`;
  const took = measure(names);
  return [
    `CPU time of loading a bundle in a fresh process, median of ${RUNS}, start of Node.js ${process.version} taken off\n`,
    '| function | folder | load | least–most |',
    '| --- | --- | --- | --- |',
    ...names.map((name) => row(name, took.get(name) ?? [])),
  ].join('\n');
}

if (process.argv[2] === '--load') {
  const file = pathToFileURL(resolve(process.argv[3] ?? '')).href;
  const before = process.cpuUsage();
  await import(file);
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1000}\n`);
} else {
  process.stdout.write(`${report()}\n`);
}
