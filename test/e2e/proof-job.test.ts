import { afterEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { ALL_JOBS, JOBS } from '../../shared/model/job.ts';
import { seen, unseen } from '../../shared/model/observation.ts';
import type { Report } from '../../shared/model/report.ts';
import { unpack } from '../../shared/state/gzip.ts';
import { readState } from '../../shared/state/job-store.ts';
import { storePushedProof } from '../../shared/state/pushed-proofs.ts';
import { advance, watch } from '../jobs/harness.ts';

let sandbox: Sandbox | null = null;
afterEach(async () => {
  await sandbox?.close();
  sandbox = null;
});

const SLOW = 'limits: { callTimeoutSeconds: 120 }';
const PROOF = `proof: { enabled: true, network: private }\n${SLOW}`;
/** Of pay-prod and checkout-prod only: the sandbox takes its time to write a megabyte for each. */
const FEW = `proof: { enabled: true, network: private, clusters: [{ tag: team=payments }] }\n${SLOW}`;
const OWN = /^(api-server-provider|secrets-plain|secrets-plain-writes|proof-key)$/;

/** What the checks of the job say of each cluster but pass: `check status`, by name. */
function told({ findings }: Report): Record<string, string[]> {
  const by: Record<string, string[]> = {};
  for (const { check, status, resource } of findings) {
    if (OWN.test(check)) by[resource.name] = [...(by[resource.name] ?? []), `${check} ${status}`].sort();
  }
  return by;
}

async function demo(): Promise<Sandbox> {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  return sandbox;
}

const world = (box: Sandbox, command: object) =>
  fetch(`${box.url}/_sandbox/world`, { method: 'POST', body: JSON.stringify(command) });

test('the demo: each story is told as what it is', async () => {
  const report = await watch(await demo(), PROOF).audit(ALL_JOBS);
  const by = told(report);
  expect(by['pay-prod']).toBeUndefined();
  expect(by['search-prod']).toBeUndefined();
  expect(by['audit-prod']).toEqual(['secrets-plain fail']);
  expect(by['wiki-prod']).toEqual(['secrets-plain fail']);
  expect(by['report-prod']).toEqual(['secrets-plain fail', 'secrets-plain-writes fail']);
  expect(by['stock-prod']).toContain('api-server-provider fail');
  expect(by['order-prod']).toEqual([
    'api-server-provider fail',
    'proof-key unknown',
    'secrets-plain unknown',
  ]);
  expect(by['gateway-prod']).toBeUndefined();
  const provider = report.findings.find(
    ({ check, resource }) => check === 'api-server-provider' && resource.name === 'stock-prod',
  );
  expect(provider).toMatchObject({
    severity: 'critical',
    evidence: { cause: 'key', detail: expect.stringContaining('Rejected.Disabled') },
    remedy: { text: expect.stringMatching(/^Do not restart the API server; enable the key first/) },
  });
});

test('the next inventory counts instead of guessing', async () => {
  const box = await demo();
  const some = '[{ tag: team=platform }, { tag: team=security }, { tag: team=payments }]';
  const watcher = watch(box, `proof: { enabled: true, network: private, clusters: ${some} }\n${SLOW}`);
  await watcher.audit(ALL_JOBS);
  await advance(box, 'PT1H');
  const { findings } = await watcher.audit(['inventory', 'activity']);
  const of = (check: string, name: string) =>
    findings.find((finding) => finding.check === check && finding.resource.name === name);
  expect(of('kms-v1-remains', 'mail-prod')).toMatchObject({
    status: 'fail',
    evidence: { count: expect.any(Number) },
  });
  expect(of('secrets-reencryption', 'audit-prod')).toMatchObject({ status: 'fail', severity: 'medium' });
  expect(of('secrets-reencryption', 'pay-prod')).toBeUndefined();
});

test('without the job nothing is asked, stored or said', async () => {
  const box = await demo();
  const watcher = watch(box);
  await watcher.audit(ALL_JOBS.filter((job) => job !== 'proof'));
  const calls = await (await fetch(`${box.url}/_sandbox/calls`)).text();
  expect(calls).not.toContain('Kubeconfig');
  const keys = await watcher.store.list('');
  expect(keys.filter((key) => key.includes('proof'))).toEqual([]);
  const state = await readState(watcher.store, '1000000000000001', 'inventory');
  expect(JSON.stringify(state)).not.toContain('apiServer');
});

test('clusters that are not selected are neither asked nor spoken of', async () => {
  const box = await demo();
  const only = `proof: { enabled: true, network: private, clusters: [{ tag: team=data, region: cn-beijing }] }`;
  const report = await watch(box, only).audit(ALL_JOBS);
  expect(Object.keys(told(report)).sort()).toEqual(['archive-prod', 'report-prod']);
});

test('no kubeconfig is stored anywhere', async () => {
  const box = await demo();
  const store = memoryStore();
  await watch(box, FEW, store).audit(ALL_JOBS);
  for (const key of await store.list('')) {
    const bytes = (await store.get(key)) ?? Buffer.alloc(0);
    const text = bytes[0] === 0x1f ? unpack(bytes).toString() : bytes.toString();
    expect(text, key).not.toMatch(/client-key-data|client-certificate-data|PRIVATE KEY|BEGIN CERTIFICATE/);
  }
});

test('level ready shows nothing to the API server, and tells of the provider only', async () => {
  const box = await demo();
  const report = await watch(box, 'proof: { enabled: true, level: ready, network: private }').audit(ALL_JOBS);
  expect(await (await fetch(`${box.url}/_sandbox/calls`)).text()).not.toContain('Kubeconfig');
  const by = told(report);
  expect(by['stock-prod']).toContain('api-server-provider fail');
  expect(by['pay-prod']).not.toContain('api-server-provider fail');
  expect(by['pay-prod']).toContain('secrets-plain unknown');
});

test('at level cluster, a cluster that never posted is unknown', async () => {
  const report = await watch(await demo(), 'proof: { enabled: true, level: cluster }').audit(ALL_JOBS);
  expect(told(report)['pay-prod']).toContain('api-server-provider unknown');
});

test('a key that is disabled is told within one run, and its recovery in the next', async () => {
  const box = await demo();
  const watcher = watch(box, FEW);
  await watcher.audit(ALL_JOBS);
  await world(box, { do: 'disableKey', key: 'hz-pay', by: 'alice' });
  await advance(box, 'PT2M');
  expect(told(await watcher.audit(['proof']))['pay-prod']).toEqual(['api-server-provider fail']);
  await world(box, { do: 'enableKey', key: 'hz-pay', by: 'alice' });
  await advance(box, 'PT2M');
  expect(told(await watcher.audit(['proof']))['pay-prod']).toBeUndefined();
});

test.each([
  {
    when: 'the key is disabled',
    command: { do: 'disableKey', key: 'hz-pay', by: 'alice' },
    cause: 'key',
    first:
      /^Do not restart the API server; enable the key first\. Reads continue from memory, writes stop within about three/,
  },
  {
    when: 'the service role lost its policy',
    command: {
      do: 'detachPolicy',
      role: 'AliyunCSManagedSecurityRole',
      policy: 'AliyunCSManagedSecurityRolePolicy',
      by: 'alice',
    },
    cause: 'role',
    first: /^Do not restart the API server; restore the policy of the service role first/,
  },
])('within one run of the job alone it is critical, and why: $when', async ({ command, cause, first }) => {
  const box = await demo();
  const watcher = watch(box, FEW);
  await watcher.audit(ALL_JOBS);
  const done = await world(box, command);
  expect(await done.text()).not.toContain('problem');
  await advance(box, 'PT2M');
  const { findings } = await watcher.audit(['proof']);
  const found = findings.find(
    ({ check, resource }) => check === 'api-server-provider' && resource.name === 'pay-prod',
  );
  expect(found).toMatchObject({
    ...{ status: 'fail', severity: 'critical', mutedBy: null },
    evidence: { cause },
    remedy: { text: expect.stringMatching(first) },
  });
});

test('at level cluster, what the cluster posted is judged; a day and two hours later it counts as none', async () => {
  const box = await demo();
  const watcher = watch(box, 'proof: { enabled: true, level: cluster }');
  const { clusters } = await watcher.audit(['inventory']);
  const [cluster] = clusters.filter(({ name }) => name === 'pay-prod');
  if (!cluster) throw new Error('the demo has pay-prod');
  const at = box.now().toISOString();
  const posted = {
    ...{ cluster: cluster.id, region: cluster.region, name: cluster.name, at },
    ...({ level: 'cluster', source: 'push' } as const),
    version: seen('v1.32.1', at),
    providers: seen([{ name: 'kms-providers', ok: false, detail: null }], at),
    servers: unseen('denied', 'forbidden'),
    secrets: unseen('denied', 'forbidden'),
  };
  const post = { account: '1000000000000001', proof: posted, signedAt: at };
  await storePushedProof(watcher.store, post, { now: box.now(), uuid: () => 'u' });
  expect(told(await watcher.audit(['proof']))['pay-prod']).toContain('api-server-provider fail');
  await advance(box, 'PT27H');
  expect(told(await watcher.audit(['proof']))['pay-prod']).toContain('api-server-provider unknown');
});

test('a row says in JSON how its Secrets were opened, where the job looked', async () => {
  const { clusters } = await watch(await demo(), FEW).audit(ALL_JOBS);
  const rows = new Map(clusters.map(({ name, proof }) => [name, proof]));
  expect(rows.get('pay-prod')).toMatchObject({
    source: 'metrics',
    plain: 0,
    v1: 0,
    v2: expect.any(Number),
    writesPlain: 0,
    keyMatches: true,
  });
  expect(rows.get('crm-prod')).toBeUndefined();
});

test('the jobs that always run are those that they were', () => {
  expect(ALL_JOBS.filter((job) => job !== 'proof')).toEqual([...JOBS]);
});
