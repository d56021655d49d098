import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchCloud, runProgram, startCloud } from './cloud.ts';

export const READ_TOKEN = 'read-token-0123456789';

export interface Served {
  url: string;
  child: ChildProcess;
  cloud: BenchCloud;
  /** What the server said on stderr so far. */
  told(): string;
  stop(): Promise<void>;
}

/** `sealwatch serve` in a process of its own, on what an audit of a sandbox stored in this folder. `report` is YAML below `report:`. */
export async function served(
  folder: string,
  sandbox: readonly string[],
  report = `{ tokens: ["${READ_TOKEN}"] }`,
  nodeArgs: readonly string[] = [],
): Promise<Served> {
  const cloud = await startCloud(sandbox);
  const config = join(folder, 'sealwatch.yaml');
  writeFileSync(
    config,
    `store: { directory: ${JSON.stringify(join(folder, 'store'))} }\nreport: ${report}\n`,
  );
  await runProgram(['dist/cli.mjs', 'audit', '--quiet', '--fail-on', 'none', '--config', config], cloud.env);
  const args = [...nodeArgs, 'dist/cli.mjs', 'serve', '--port', '0', '--json', '--config', config];
  const env = { ...process.env, ...cloud.env };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill()); // also when a measurement fails
  let told = '';
  child.stderr.on('data', (part: Buffer) => {
    told = (told + part.toString()).slice(-100_000);
  });
  const [line] = await once(child.stdout, 'data');
  const { url } = JSON.parse(String(line)) as { url: string };
  const stop = async (): Promise<void> => {
    child.kill();
    await Promise.all([once(child, 'close'), cloud.stop()]);
  };
  return { url, child, cloud, told: () => told, stop };
}

/** MiB that the process has in memory now, or had at most. */
export function memoryMiB({ pid }: ChildProcess, which: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}

/** User and system time of the process in ms; Linux counts it in hundredths of a second. */
export function cpuMs({ pid }: ChildProcess): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
