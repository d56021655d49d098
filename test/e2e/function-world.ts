import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { machine } from '../../functions/machine.ts';
import type { FunctionSpec } from '../../sandbox/function-compute/host.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { credentialsFrom, credentialsOf } from '../../shared/accounts/connect.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { handleTrigger } from '../../shared/jobs/handle-trigger.ts';
import { JOBS, type Job } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { openStore } from '../../shared/store/configured-store.ts';
import { root } from '../root.ts';
import { connectionTo } from '../sandbox-cloud.ts';

/** What s.yaml asks EventBridge for. */
const EVENT_PATTERNS = [
  ...readFileSync(`${root}s.yaml`, 'utf8').matchAll(/eventRuleFilterPattern: '(.+)'/g),
].map(([, pattern = '']) => pattern);

/** The policies that docs/ram ships, as text. */
export function shippedPolicy(name: string): { Version: string; Statement: { Action: string[] }[] } {
  return JSON.parse(readFileSync(`${root}docs/ram/${name}.json`, 'utf8'));
}

const trust = (principal: object) =>
  JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }],
  });

export interface WorldOptions {
  /** Policy of the role of the functions; default: the one that is shipped. */
  policy?: object;
  /** Two more accounts in a directory: one that lets us in, one that does not. */
  directory?: boolean;
  /** So many more members that let us in, each with one cluster; more than fit into one invocation make the functions spread. */
  members?: number;
  deny?: readonly string[];
  /** More configuration of the functions. */
  config?: string;
  /** Deploys the function of events, too, which EventBridge starts whenever something changes. */
  events?: boolean;
}

/** A member that lets us in, with next to nothing in it. */
const memberWith = (id: string): string => `
  - id: "${id}"
    policies: [{ name: reads, document: ${JSON.stringify(shippedPolicy('member-role-policy'))} }]
    roles: [{ name: sealwatch-readonly, policies: [reads], trust: ${trust({ RAM: ['acs:ram::1000000000000001:role/sealwatch'] })} }]
    clusters: [{ name: web-${id.slice(-2)}, region: cn-hangzhou }]`;

/** An account with one of everything that a job reads, whose functions run as a role with the shipped policy. */
export function functionWorld({
  policy = shippedPolicy('function-role-policy'),
  directory = false,
  members = 0,
  deny = [],
}: WorldOptions): string {
  const more = Array.from(
    { length: members },
    (_, index) => `10000000000001${String(index).padStart(2, '0')}`,
  );
  const member = `
  - id: "1000000000000002"
    policies: [{ name: reads, document: ${JSON.stringify(shippedPolicy('member-role-policy'))} }]
    roles: [{ name: sealwatch-readonly, policies: [reads], trust: ${trust({ RAM: ['acs:ram::1000000000000001:role/sealwatch'] })} }]
    keys: [{ name: team, id: key-shh00000000000000002b, region: cn-shanghai }]
    clusters: [{ name: team-prod, region: cn-shanghai, key: team }]
    trails: [{ name: audit-all, home: cn-hangzhou, sls: audit-team }]
  - id: "1000000000000003"
    roles: [{ name: sealwatch-readonly, trust: ${trust({ RAM: ['acs:ram::1000000000000009:root'] })} }]
    clusters: [{ name: closed-prod, region: cn-hangzhou }]`;
  return `
caller: LTAIsandboxAdmin
robots: [{ token: sandboxRobotToken, name: ops, secret: SECsandboxRobotSecret }]
${directory ? `directory: { management: "1000000000000001", members: [{ account: "1000000000000002", name: team }, { account: "1000000000000003", name: closed }${more.map((id) => `, { account: "${id}" }`).join('')}] }` : ''}
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }, { name: alice, policies: [AdministratorAccess] }, { name: same, policies: [sealwatch] }, { name: grace }]
    accessKeys: [{ id: LTAIsandboxAdmin, secret: sandboxSecretAdmin, user: admin }, { id: LTAIsandboxSame, secret: sandboxSecretSame, user: same }]
    groups: [{ name: oncall, policies: [AliyunCSFullAccess], users: [grace] }]
    networkAcls: [{ name: open, region: cn-hangzhou, inbound: [{ policy: accept }], outbound: [{ policy: accept }] }]
    policies: [{ name: sealwatch, document: ${JSON.stringify(policy)} }]
    roles: [{ name: sealwatch, policies: [sealwatch], trust: ${trust({ Service: ['fc.aliyuncs.com'] })} }]
    instances: [{ name: soft, id: kst-hzz0000000000000001, region: cn-hangzhou, kind: software, ends: P200D }]
    keys:
      - { name: plain, id: key-hzz00000000000000001a, region: cn-hangzhou }
      - { name: inside, id: key-hzz00000000000000002b, region: cn-hangzhou, instance: soft }
    clusters:
      - { name: pay-prod, region: cn-hangzhou, key: plain }
      - { name: web-prod, region: cn-hangzhou, key: inside, networkAcl: open }
      - { name: odd-prod, region: cn-hangzhou, key: plain, list: { meta_data: "" } }
    trails: [{ name: audit-all, home: cn-hangzhou, sls: audit }]
    buckets: [{ name: sealwatch-evidence, region: cn-hangzhou }]
${directory ? member : ''}
${more.map(memberWith).join('\n')}
${deny.length > 0 ? `deny: [${deny.map((action) => `{ action: "${action}" }`).join(', ')}]` : ''}
`;
}

export interface FunctionSandbox {
  sandbox: Sandbox;
  /** Deploys the functions of s.yaml, as their environment is now. */
  deploy(change?: Partial<FunctionSpec>): void;
  /** Starts a function as its timer does, and waits until everything it started has ended. */
  tick(job: string, time?: Date): Promise<void>;
  /** Runs a job as its function would, but in this process and as a user with the same policy, which is ten times cheaper. */
  runJob(job: Job): Promise<void>;
  /** Runs all jobs that way, where a test is about what comes after them. */
  observe(): Promise<void>;
}

const STORE = 'store: { oss: { bucket: sealwatch-evidence, region: cn-hangzhou } }';

/** What a timer hands over. */
function timerEvent(time: Date): Buffer {
  const triggerTime = `${time.toISOString().slice(0, 19)}Z`;
  return Buffer.from(JSON.stringify({ triggerTime, triggerName: 'timer', payload: '' }));
}

async function runHere(sandbox: Sandbox, job: Job): Promise<void> {
  const config = parseConfig(STORE, 'test', {}, { checks: CHECK_IDS });
  const credentials = credentialsOf({ accessKeyId: 'LTAIsandboxSame', accessKeySecret: 'sandboxSecretSame' });
  const connection = connectionTo(sandbox, { config, credentials });
  const store = openStore(config, { ...connection, internal: false });
  await handleTrigger({
    job,
    event: timerEvent(sandbox.now()),
    attempt: job,
    self: null,
    account: '1000000000000001',
    connection,
    tools: toolsFor(store, config, { now: sandbox.now, log: silentLog, isGone: () => false }),
    realNow: () => new Date(),
  });
}

/** Starts the built functions, which only files under test/built have. */
export async function startFunctions(options: WorldOptions = {}): Promise<FunctionSandbox> {
  const dist = inject('bundles');
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-world-'));
  const scenario = join(folder, 'world.yaml');
  writeFileSync(scenario, functionWorld(options));
  const config = join(folder, 'sealwatch.yaml');
  const directory = options.directory ? 'directory: { enabled: true }\n' : '';
  writeFileSync(config, `${STORE}\n${directory}${options.config ?? ''}`);
  const sandbox = await startSandbox({
    scenario,
    rates: 'off',
    instance: join(dist, 'instance.mjs'),
    retryDelayMs: 1,
  });
  const deploy = (change: Partial<FunctionSpec> = {}): void => {
    const timed = ['inventory', 'keys', 'activity', 'spend', 'alerts', 'report'];
    for (const job of options.events ? [...timed, 'events'] : timed) {
      sandbox.functions.deploy({
        name: `sealwatch-${job}`,
        region: 'cn-hangzhou',
        handler: `${job}.handler`,
        initializer: `${job}.initializer`,
        codeDir: join(dist, 'functions', job),
        timeout: 60,
        role: 'sealwatch',
        reservedConcurrency: 1,
        asyncRetries: 1,
        eventPatterns: job === 'events' ? EVENT_PATTERNS : [],
        ...change,
        environmentVariables: {
          NODE_OPTIONS: '--throw-deprecation',
          SEALWATCH_CONFIG: config,
          SEALWATCH_ENDPOINT: sandbox.url,
          SEALWATCH_NOW: sandbox.now().toISOString(),
          ...change.environmentVariables,
        },
      });
    }
  };
  deploy();
  return {
    sandbox,
    deploy,
    tick: async (job, time = sandbox.now()) => {
      sandbox.functions.start({ name: `sealwatch-${job}`, payload: timerEvent(time) });
      await sandbox.functions.idle();
    },
    runJob: (job) => runHere(sandbox, job),
    observe: async () => {
      for (const job of JOBS) await runHere(sandbox, job);
    },
  };
}

/** The bucket that the functions write to, as its owner sees it. */
export function storeOf(sandbox: Sandbox): ObjectStore {
  const credentials = credentialsFrom({
    ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
  });
  if (!credentials) throw new Error('the sandbox has no access key');
  const config = parseConfig(STORE, 'test', {}, { checks: [] });
  return openStore(config, {
    credentials,
    detour: { host: new URL(sandbox.url).host, protocol: 'http' },
    internal: false,
    ...machine,
    random: () => 0,
    signal: new AbortController().signal,
  });
}
