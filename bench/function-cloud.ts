import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { machine } from '../functions/machine.ts';
import type { Invocation } from '../sandbox/function-compute/host.ts';
import type { GenerateOptions } from '../sandbox/generate.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { credentialsFrom } from '../shared/accounts/connect.ts';
import { parseConfig } from '../shared/config/load-config.ts';
import { JOBS } from '../shared/model/job.ts';
import type { ObjectStore } from '../shared/model/object-store.ts';
import { CHECK_IDS } from '../shared/present/check-titles.ts';
import { openStore } from '../shared/store/configured-store.ts';

export interface FunctionCloudOptions {
  generate: GenerateOptions;
  latencyMs: number;
  /** Instances that each function may have. */
  concurrency: number;
  /** Path of the configuration file of the functions. */
  config: string;
}

/** What ran because of one trigger, and what it asked of the cloud. */
export interface Tick {
  ms: number;
  invocations: readonly Invocation[];
  /** Calls by product. */
  products: Readonly<Record<string, number>>;
  calls: number;
  throttled: number;
  maxInFlight: number;
  /** Processor time of the instances of the function that are alive, since they started. */
  cpuSeconds: number;
}

export interface FunctionCloud {
  url: string;
  accessKeyId: string;
  accessKeySecret: string;
  /** What the functions write to. */
  store: ObjectStore;
  now(): string;
  /** Deploys the functions anew, so that the next invocation meets no warm instance. */
  deploy(): void;
  /** Moves the clock; the functions see it once they are deployed anew. */
  advance(duration: string): Promise<void>;
  /** Starts a function as its timer does, and waits until everything it started has ended. `second` tells triggers apart. */
  tick(job: Timed, second?: number): Promise<Tick>;
  close(): Promise<void>;
}

interface CallSummary {
  total: number;
  throttled: number;
  maxInFlight: number;
  calls: readonly { product: string; count: number }[];
}

/** What a timer starts. */
export type Timed = (typeof JOBS)[number] | 'alerts';

export const TIMED: readonly Timed[] = [...JOBS, 'alerts'];

/** A generated cloud with its rate limits, in this process; each instance of a deployed bundle is a process of its own. */
export async function startFunctionCloud(options: FunctionCloudOptions): Promise<FunctionCloud> {
  const { generate, latencyMs, concurrency, config } = options;
  const sandbox = await startSandbox({
    generate,
    latencyMs,
    keepWarmMs: 600_000,
    instance: resolve('dist/instance.mjs'),
  });
  const { url, functions } = sandbox;
  const deploy = (): void => {
    for (const job of TIMED) {
      functions.deploy({
        name: `sealwatch-${job}`,
        region: 'cn-hangzhou',
        handler: `${job}.handler`,
        initializer: `${job}.initializer`,
        codeDir: resolve('dist/functions', job),
        timeout: 600,
        role: 'sealwatch',
        reservedConcurrency: concurrency,
        asyncRetries: 1,
        environmentVariables: {
          SEALWATCH_CONFIG: config,
          SEALWATCH_ENDPOINT: url,
          SEALWATCH_NOW: sandbox.now().toISOString(),
        },
      });
    }
  };
  deploy();
  return {
    url,
    accessKeyId: sandbox.accessKeyId,
    accessKeySecret: sandbox.accessKeySecret,
    store: storeOf(config, sandbox),
    now: () => sandbox.now().toISOString(),
    deploy,
    advance: async (duration) => {
      await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: duration }) });
    },
    tick: async (job, second = 0) => {
      await fetch(`${url}/_sandbox/calls`, { method: 'DELETE' });
      const before = functions.invocations().length;
      const time = new Date(sandbox.now().getTime() + second * 1000).toISOString();
      const event = { triggerTime: `${time.slice(0, 19)}Z`, triggerName: 'timer', payload: '' };
      const from = performance.now();
      functions.start({ name: `sealwatch-${job}`, payload: Buffer.from(JSON.stringify(event)) });
      await functions.idle();
      const ms = performance.now() - from;
      const invocations = functions.invocations().slice(before);
      const own = functions.instances().filter(({ functionName }) => functionName === `sealwatch-${job}`);
      const pids = own.map(({ pid }) => pid);
      return { ms, invocations, cpuSeconds: cpuOf(pids), ...(await callsOf(url)) };
    },
    close: () => sandbox.close(),
  };
}

/** With the rights of the owner of the bucket. */
function storeOf(file: string, { url, accessKeyId, accessKeySecret }: Sandbox): ObjectStore {
  const config = parseConfig(readFileSync(file, 'utf8'), file, process.env, { checks: CHECK_IDS });
  const credentials = credentialsFrom({
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  });
  if (!credentials) throw new Error('the sandbox has no access key');
  const detour = { host: new URL(url).host, protocol: 'http' } as const;
  const { signal } = new AbortController();
  return openStore(config, { credentials, detour, internal: false, ...machine, signal });
}

async function callsOf(url: string): Promise<Omit<Tick, 'ms' | 'invocations' | 'cpuSeconds'>> {
  const answer = await fetch(`${url}/_sandbox/calls`);
  const { total, throttled, maxInFlight, calls } = (await answer.json()) as CallSummary; // as sandbox/gateway/calls.ts has it
  const products: Record<string, number> = {};
  for (const { product, count } of calls) products[product] = (products[product] ?? 0) + count;
  return { calls: total, throttled, maxInFlight, products };
}

/** Linux counts it in hundredths of a second. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / 100;
}
