import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface BenchCloud {
  env: Record<string, string>;
  /** File of the authority to trust over TLS; empty without `--tls`. */
  ca: string;
  calls(): Promise<{
    total: number;
    maxInFlight: number;
    throttled: number;
    actions: Record<string, { total: number }>;
    /** by product, action and region */
    calls: { action: string; count: number; failed: number }[];
  }>;
  forget(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the sandbox in a process of its own, so that its work is not measured. */
export async function startCloud(args: readonly string[]): Promise<BenchCloud> {
  const child: ChildProcess = spawn(process.execPath, ['dist/cli.mjs', 'sandbox', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill()); // also when a measurement fails
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const { url, accessKeyId, accessKeySecret, now, tls } = JSON.parse(line.toString()) as Record<
    'url' | 'accessKeyId' | 'accessKeySecret' | 'now',
    string
  > & { tls?: { ca: string } };
  const control = `${url}/_sandbox/calls`;
  return {
    env: {
      SEALWATCH_ENDPOINT: url,
      SEALWATCH_NOW: now,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    },
    ca: tls?.ca ?? '',
    calls: async () => (await fetch(control)).json() as ReturnType<BenchCloud['calls']>,
    forget: async () => {
      await fetch(control, { method: 'DELETE' });
    },
    stop: async () => {
      child.kill('SIGINT');
      await once(child, 'close');
    },
  };
}

/** Runs a program to its end and returns what it printed, what it told on stderr, and how long it took. */
export async function runProgram(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ out: string; told: string; ms: number }> {
  const before = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  await once(child, 'close');
  return { out, told, ms: performance.now() - before };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
