import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { runProgram } from './cloud.ts';

/**
 * `npm run bench:proof`: the job `proof` at level `metrics`, as `sealwatch audit --job proof` runs it in a process of its own. The
 * sandbox with the API server of each cluster is in this process.
 */
const CLUSTERS = process.argv.length > 2 ? Number(process.argv[2]) : 1000;
const RUNS = Number(process.argv[3] ?? 2);
const LATENCY_MS = 300;
const GOAL = { seconds: 20, mib: 160 };
/** A look at `/readyz` makes the API server ask KMS, unless it did within the last 20 seconds. */
const KMS_CALLS_OF_A_STATUS = 2;

/** Prints what it took when it ends. */
const TELL = `data:text/javascript,process.on('exit',()=>{const {maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process.stderr.write('took '+JSON.stringify({maxRSS,cpu:userCPUTime+systemCPUTime}))})`;

interface Run {
  seconds: number;
  cpuSeconds: number;
  mib: number;
  kubeconfigs: number;
  /** by what was asked, as the sandbox names it */
  gets: Readonly<Record<string, number>>;
  /** clusters whose metrics were read */
  seen: number;
  maxInFlight: number;
}

interface Summary {
  maxInFlight: number;
  calls: readonly { product: string; action: string; count: number }[];
}

const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
const config = join(folder, 'sealwatch.yaml');
writeFileSync(
  config,
  `store: { directory: ${join(folder, 'store')} }\nproof: { enabled: true, level: metrics, network: private }\n`,
);
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function audit(sandbox: Sandbox, ...args: string[]): ReturnType<typeof runProgram> {
  return runProgram(['--import', TELL, 'dist/cli.mjs', 'audit', '--json', '--config', config, ...args], {
    SEALWATCH_ENDPOINT: sandbox.url,
    SEALWATCH_NOW: sandbox.now().toISOString(),
    ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
  });
}

async function callsOf({ url }: Sandbox): Promise<Pick<Run, 'kubeconfigs' | 'gets' | 'maxInFlight'>> {
  const { calls, maxInFlight } = (await (await fetch(`${url}/_sandbox/calls`)).json()) as Summary; // as sandbox/gateway/calls.ts has it
  const gets: Record<string, number> = {};
  let kubeconfigs = 0;
  for (const { product, action, count } of calls) {
    if (product === 'ApiServer') gets[action] = (gets[action] ?? 0) + count;
    if (action === 'DescribeClusterUserKubeconfig') kubeconfigs += count;
  }
  return { kubeconfigs, gets, maxInFlight };
}

async function once(sandbox: Sandbox): Promise<Run> {
  await fetch(`${sandbox.url}/_sandbox/calls`, { method: 'DELETE' });
  const { out, told, ms } = await audit(sandbox, '--job', 'proof');
  const { maxRSS, cpu } = JSON.parse(/took (\{.*\})/.exec(told)?.[1] ?? '{}') as Record<
    'maxRSS' | 'cpu',
    number
  >;
  const { clusters } = JSON.parse(out) as { clusters: readonly { proof?: { source: string } }[] };
  return {
    seconds: ms / 1000,
    cpuSeconds: cpu / 1e6,
    mib: maxRSS / 1024,
    seen: clusters.filter(({ proof }) => proof?.source === 'metrics').length,
    ...(await callsOf(sandbox)),
  };
}

function row({ seconds, cpuSeconds, mib, kubeconfigs, gets, seen, maxInFlight }: Run): string {
  const asked = Object.entries(gets).map(([path, count]) => `${count} ${path}`);
  const statuses = gets['Readyz'] ?? 0;
  return `| ${[
    `${seconds.toFixed(1)} s`,
    `${cpuSeconds.toFixed(1)} s`,
    `${Math.round(mib)} MiB`,
    seen,
    `${kubeconfigs}`,
    asked.join(', '),
    `≤ ${statuses * KMS_CALLS_OF_A_STATUS}`,
    maxInFlight,
    seconds < GOAL.seconds && mib < GOAL.mib ? 'yes' : 'no',
  ].join(' | ')} |`;
}

const generate = { clusters: CLUSTERS, regions: 25, keys: 250, seed: 7, apiServers: true };
const sandbox = await startSandbox({ generate, latencyMs: LATENCY_MS, rates: 'off' });
print(
  `${CLUSTERS} clusters (those of them that are encrypted are asked) with 1 to 3 API servers, ${LATENCY_MS} ms latency, 50 at once, node start included\n`,
);
print(
  '| wall | CPU | peak memory | clusters read | kubeconfigs | GETs | KMS calls | most in flight | < 20 s, < 160 MiB |',
);
print('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
// The inventory, and a first look for which the sandbox makes its certificates: it does not count.
await audit(sandbox, '--job', 'inventory', '--job', 'proof');
for (let run = 0; run < RUNS; run += 1) print(row(await once(sandbox)));
await sandbox.close();
rmSync(folder, { recursive: true });
