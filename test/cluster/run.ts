import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startSandbox } from '../../sandbox/start.ts';
import { scenarioFile } from '../sandbox/signed.ts';
import { built, programNamed, type Release, releases } from './binaries.ts';
import { startEtcd } from './etcd.ts';
import { startPlugin } from './kms-plugin.ts';
import { grantReads, type Kube, newKube } from './kube.ts';
import { allForms, healthLines, seriesForms } from './lines.ts';
import { type Step, tell } from './story.ts';
import { doorsTo, proofConfig } from './whole.ts';

/** Usage: npm run test:cluster [-- --only 1.31] [--within SECONDS] [--record] [--keep] */
const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
};

const account = '1000000000000001';
const key = 'key-hzz00000000000000001a';
const linesFile = 'test/fixtures/api-server/lines.json';

/** The role may also be taken by the user of the scenario, because nobody here is ACK. */
const scenario = `
clock: ${new Date().toISOString()}
caller: LTAItestcluster
accounts:
  - id: "${account}"
    users: [{ name: ack, policies: [AdministratorAccess], grants: [{ cluster: all, role: admin }] }]
    accessKeys: [{ id: LTAItestcluster, secret: secretCluster, user: ack }]
    serviceRole:
      trust: { Version: "1", Statement: [{ Action: "sts:AssumeRole", Effect: Allow, Principal: { Service: [cs.aliyuncs.com], RAM: ["acs:ram::${account}:root"] } }] }
    keys: [{ name: k, id: ${key}, region: cn-hangzhou }]
    clusters: [{ name: real, region: cn-hangzhou, version: 1.31.14-aliyun.1, created: -P1D, traffic: none }]
`;

type Lines = Record<string, Record<string, { metrics: string[]; readyz: string[] }>>;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What an answer says differently from what was recorded of the same step. */
function lineTrouble(release: Release, step: Step, recorded: Lines): string[] {
  const known = recorded[release.line]?.[step.name];
  if (!known) return [`no recorded lines of ${step.name}`];
  const found = { metrics: seriesForms(step.metrics), readyz: healthLines(step.readyz) };
  return (['metrics', 'readyz'] as const).flatMap((what) => [
    ...found[what].filter((line) => !known[what].includes(line)).map((line) => `${what}: new line ${line}`),
    ...known[what].filter((line) => !found[what].includes(line)).map((line) => `${what}: no line ${line}`),
  ]);
}

/** The whole of /metrics against the recording that the sandbox answers with, right after the switch as it was taken. */
function wholeTrouble({ line }: Release, { name, metrics }: Step): string[] {
  if (name !== 'switched on') return [];
  const file = `sandbox/api-server/recorded/metrics-${line}.txt.gz`;
  const known = allForms(gunzipSync(readFileSync(file)).toString('utf8'));
  const found = allForms(metrics);
  return [
    ...[...found].filter((form) => !known.has(form)).map((form) => `not in the recording: ${form}`),
    ...[...known].filter((form) => !found.has(form)).map((form) => `only in the recording: ${form}`),
  ];
}

async function played(release: Release, program: string, etcdProgram: string): Promise<Step[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  let real: Kube | null = null;
  const doors = doorsTo(() => {
    if (!real) throw new Error('There is no API server yet.');
    return real;
  });
  const sandbox = await startSandbox({ scenario: scenarioFile(scenario), rates: 'off', doors });
  const steps: Step[] = [];
  const plugin = await startPlugin(sandbox, { account, key, folder });
  const etcd = await startEtcd(etcdProgram, folder);
  const kube = await newKube(program, folder, etcd.url);
  real = kube;
  try {
    await kube.restart([]);
    await grantReads(kube);
    const told = (step: Step): void => {
      steps.push(step);
      const verdict = step.wrong.length === 0 ? 'right' : `WRONG: ${step.wrong.join('; ')}`;
      say(row([release.version, step.name, step.held, step.said, step.verdicts, verdict]));
    };
    await tell({ kube, etcd, sandbox, key, config: proofConfig(), told });
  } finally {
    await kube.close();
    await etcd.close();
    await plugin.close();
    await sandbox.close();
    if (args.includes('--keep')) say(`Kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  return steps;
}

function record(release: Release, steps: readonly Step[], lines: Lines): void {
  lines[release.line] = Object.fromEntries(
    steps.map(({ name, metrics, readyz }) => [
      name,
      { metrics: seriesForms(metrics), readyz: healthLines(readyz) },
    ]),
  );
  mkdirSync('test/fixtures/api-server', { recursive: true });
  writeFileSync(linesFile, `${JSON.stringify(lines, null, 1)}\n`);
}

function readLines(): Lines {
  try {
    return JSON.parse(readFileSync(linesFile, 'utf8')) as Lines;
  } catch {
    return {};
  }
}

interface Counts {
  passed: number;
  failed: number;
}

function judge(release: Release, steps: readonly Step[], lines: Lines, counts: Counts): void {
  for (const step of steps) {
    const troubles = [...lineTrouble(release, step, lines), ...wholeTrouble(release, step)];
    for (const trouble of troubles) say(`${release.version}, ${step.name}: ${trouble}`);
    const strange = Math.min(1, troubles.length);
    counts.failed += step.wrong.length + strange;
    counts.passed += step.compared - step.wrong.length + (1 - strange);
  }
}

async function playRelease(
  release: Release,
  programs: { go: string; etcd: string },
  counts: Counts,
  most: number,
): Promise<boolean> {
  const binary = built(programs.go, process.cwd(), release, most);
  if (!binary) return false;
  const { file, seconds } = binary;
  const began = Date.now();
  const steps = await played(release, file, programs.etcd);
  const lines = readLines();
  if (args.includes('--record')) record(release, steps, lines);
  judge(release, steps, lines, counts);
  const building = seconds === null ? 'was built before' : `was built in ${seconds} s`;
  say(
    `kube-apiserver ${release.version} ${building}, its story took ${Math.round((Date.now() - began) / 1000)} s.`,
  );
  return true;
}

async function main(): Promise<void> {
  const began = Date.now();
  const [go, etcd] = [programNamed('go'), programNamed('etcd')];
  if (!go || !etcd) {
    const missing = [...(go ? [] : ['go']), ...(etcd ? [] : ['etcd'])].join(' and ');
    say(`NOT TESTED on a real API server: there is no ${missing} here.`);
    return;
  }
  const counts = { passed: 0, failed: 0 };
  const seconds = (): number => Math.round((Date.now() - began) / 1000);
  const within = Number(option('within') ?? Number.POSITIVE_INFINITY);
  const limit = Number.isFinite(within) ? ` of ${within}` : '';
  say(row(['API server', 'step', 'etcd holds', 'the product reads', 'an audit says', 'verdict']));
  say(row(['---', '---', '---', '---', '---', '---']));
  for (const release of releases.filter(({ line }) => (option('only') ?? line) === line)) {
    const left = within - seconds();
    if (left > 0 && (await playRelease(release, { go, etcd }, counts, left))) continue;
    say(`NOT TESTED on kube-apiserver ${release.version}: not built in ${seconds()} s${limit}.`);
  }
  say(`${seconds()} s in all.`);
  say(`${counts.passed} passed, ${counts.failed} failed`);
  // Without a limit somebody wants to know; within one, CI says what it did not test.
  if (counts.failed > 0 || (counts.passed === 0 && limit === '')) process.exitCode = 1;
}

await main();
