import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pythonWith } from '../../test/strangers/tools.ts';
import type { BenchCloud } from '../cloud.ts';
import type { Program } from './run-measured.ts';
import { aliyunCli, cloudSploit, type Peer } from './sources.ts';

/** What is measured: how to get it, how to start it against a cloud, and what it says it saw. */
export interface Subject {
  name: string;
  get(): Peer;
  /** `folder` is empty and its own. */
  program(file: string, cloud: BenchCloud, folder: string): Program;
  /** How many clusters it saw; throws, or NaN, when what it wrote is not what it writes at its end. */
  clusters(out: string, folder: string): number;
  /** It waits for each call before it makes the next one. */
  isSequential?: boolean;
  /** The largest world, by its clusters, that it is run in. */
  most: number;
  /** The most rounds, for what takes minutes. */
  rounds?: number;
}

const PROGRAM = 'dist/cli.mjs';
const HERE = 'bench/peers';

/** As it is installed: its budgets, a store with evidence on disk. */
function sealwatch(name: string, jobs: readonly string[]): Subject {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return {
    name,
    get: () => ({ file: process.execPath, version }),
    program: (file, { env }, folder) => {
      const config = join(folder, 'sealwatch.yaml');
      writeFileSync(config, `store: { directory: ${JSON.stringify(join(folder, 'store'))} }\n`);
      const only = jobs.flatMap((job) => ['--job', job]);
      return { file, args: [PROGRAM, 'audit', '--json', ...only, '--config', config], env };
    },
    clusters: (out) => (JSON.parse(out) as { clusters: unknown[] }).clusters.length,
    most: 10_000,
  };
}

function counted(out: string): number {
  return (JSON.parse(out) as { clusters: number }).clusters;
}

/** Clients that go to the names of the cloud find the sandbox as docs/sandbox.md says. */
function overTls({ env, ca }: BenchCloud): Record<string, string> {
  const { SEALWATCH_ENDPOINT: url = '', SEALWATCH_NOW: _now, ...credentials } = env;
  return { ...credentials, HTTPS_PROXY: url, SSL_CERT_FILE: ca };
}

/** The parts of it that look at what sealwatch looks at. */
const SERVICES = ['cs', 'actiontrail', 'ram'];

export const SUBJECTS: readonly Subject[] = [
  sealwatch('sealwatch, inventory and keys', ['inventory', 'keys']),
  sealwatch('sealwatch, everything', []),
  {
    name: 'CloudSploit',
    get: cloudSploit,
    program: (folder, { env }) => ({
      file: process.execPath,
      args: [`${HERE}/run-collector.cjs`, folder],
      env,
    }),
    clusters: counted,
    most: 10_000,
  },
  {
    name: 'Prowler',
    get: () => {
      const had = pythonWith('prowler', Number.POSITIVE_INFINITY);
      const [, version = ''] =
        /^prowler==(.+)$/m.exec(readFileSync('test/strangers/prowler/requirements.txt', 'utf8')) ?? [];
      return 'why' in had ? had : { ...had, version };
    },
    program: (python, cloud, folder) => {
      const scan = ['alibabacloud', '--no-banner', '--no-color', '--log-level', 'CRITICAL', '--services'];
      const to = ['-M', 'json-ocsf', '-o', folder, '-F', 'scan'];
      return {
        file: join(dirname(python), 'prowler'),
        args: [...scan, ...SERVICES, ...to],
        env: overTls(cloud),
      };
    },
    clusters: (_, folder) => {
      const findings = JSON.parse(readFileSync(join(folder, 'scan.ocsf.json'), 'utf8')) as {
        metadata: { event_code: string };
        resources: { uid: string }[];
      }[];
      const ofClusters = findings.filter(({ metadata }) => metadata.event_code.startsWith('cs_'));
      return new Set(ofClusters.flatMap(({ resources }) => resources.map(({ uid }) => uid))).size;
    },
    most: 1000,
    rounds: 3,
  },
  {
    name: 'aliyun in a loop',
    get: aliyunCli,
    program: (aliyun, cloud) => ({
      file: process.execPath,
      args: [`${HERE}/run-cli-loop.mjs`, aliyun],
      env: overTls(cloud),
    }),
    clusters: counted,
    isSequential: true,
    most: 1000,
    rounds: 3,
  },
];
