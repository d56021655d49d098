import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DEMO_CONFIG } from '../../../functions/cli/demo-config.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { memoryStore } from '../../../shared/accounts/connect.ts';
import { readDirectory } from '../../../shared/accounts/stored-directory.ts';
import { requestRun } from '../../../shared/jobs/runs.ts';
import { acquireLease } from '../../../shared/state/lease.ts';
import { configFile, environmentOf, runCli } from '../../e2e/run-cli.ts';
import { cloudOf, connectionTo } from '../../sandbox-cloud.ts';

/**
 * `node .build.mjs run test/golden/stored/make.ts FOLDER`: writes one object of every stored format into the folder, as this
 * version of the code stores them. Run it with the code that wrote a version, before that version is given up.
 */
const [folder = ''] = process.argv.slice(2);
const ACCOUNT = '1000000000000001';
const CHANNELS = `
    - type: dingtalk-robot
      name: refused
      webhook: https://oapi.dingtalk.com/robot/send?access_token=unknownRobotToken
      secret: SECsandboxRobotSecret
`;

function keep(name: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, name), bytes);
}

/** The demo account, audited twice, with alerts to a channel that works and to one that does not, looked at by the doctor, and recorded. */
async function demoStore(): Promise<string> {
  const sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
  const config = configFile(DEMO_CONFIG.replace('  top: 3\n', `${CHANNELS.slice(1)}  top: 3\n`));
  const audit = (more: readonly string[]) =>
    runCli(['audit', '--quiet', '--config', config, ...more], environmentOf(sandbox));
  await audit(['--alert']);
  await anHourLater(sandbox);
  await audit(['--alert']);
  await runCli(['doctor', '--config', config], environmentOf(sandbox));
  const recording = join(mkdtempSync(join(tmpdir(), 'sealwatch-')), 'recording');
  await audit(['--job', 'inventory', '--record', recording]);
  await sandbox.close();
  keep('recording.manifest-1', readFileSync(join(recording, 'manifest.json')));
  keep('recording.calls-1', gzipSync(readFileSync(join(recording, 'calls.jsonl'))));
  return join(config, '..', 'store');
}

async function anHourLater({ world, url }: Sandbox): Promise<void> {
  world.enableKey({ key: 'hz-orders', by: 'alice' });
  world.switchEncryption({ cluster: 'checkout-prod', on: false, by: 'bob', userAgent: 'aliyuncli/3.0' });
  world.setDeletionProtection({ key: 'hz-pay', on: false, by: 'carol', refused: 'Forbidden.NoPermission' });
  await fetch(`${url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advance: 'PT1H' }) });
}

/** Names of the goldens by the first key in the store that they stand for. */
const KEYS: readonly (readonly [string, RegExp])[] = [
  ['state-1-inventory', /^state\/.*\/inventory\.json$/],
  ['state-1-keys', /^state\/.*\/keys\.json$/],
  ['state-1-activity', /^state\/.*\/activity\.json$/],
  ['state-1-spend', /^state\/.*\/spend\.json$/],
  ['ledger-1', /^alerts\/ledger\.json$/],
  ['history-1', /^history\//],
  ['calibration-1', /^calibration\//],
  ['snapshot-1-inventory', /^evidence\/.*-inventory-.*\/snapshot\.json$/],
  ['snapshot-1-activity', /^evidence\/.*-activity-.*\/snapshot\.json$/],
  ['findings-1', /^evidence\/.*-keys-.*\/findings\.json$/],
  ['manifest-1', /^evidence\/.*-keys-.*\/manifest\.json$/],
];

const store = await demoStore();
const files = readdirSync(store, { recursive: true, encoding: 'utf8' }).sort();
mkdirSync(folder, { recursive: true });
for (const [name, pattern] of KEYS) {
  const found = files.find((file) => pattern.test(file));
  if (found === undefined) throw new Error(`nothing is stored for ${name}`);
  keep(name, readFileSync(join(store, found)));
}
const changes = files.filter((file) => file.startsWith('changes/') && file.endsWith('.json'));
for (const outcome of ['done', 'refused']) {
  const found = changes.find((file) => readFileSync(join(store, file), 'utf8').includes(`"outcome":"${outcome}"`));
  if (found === undefined) throw new Error(`no change was ${outcome}`);
  keep(`change-1-${outcome}`, readFileSync(join(store, found)));
}
keep('mark-1', Buffer.from(files.filter((file) => /^marks\/.+Z-/.test(file)).join('\n')));

const sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
const small = memoryStore();
const now = sandbox.now();
await readDirectory(cloudOf(sandbox), small, now, 'new');
await sandbox.close();
const { config } = connectionTo(sandbox);
await requestRun({ store: small, config, now, accounts: [] }, ['inventory', 'keys'], async () => {});
const until = new Date(now.getTime() + 60_000).toISOString();
const holder = { run: '20261123T000000Z-keys-1a2b3c4d', attempt: 'request-1', until };
await acquireLease(small, { account: ACCOUNT, job: 'keys' }, holder, now, () => false);
for (const [name, prefix] of [
  ['directory-1', 'directory.json'],
  ['requested-run-1', 'runs/'],
  ['lease-1', 'lease/'],
] as const) {
  const [key = ''] = await small.list(prefix);
  keep(name, (await small.get(key)) ?? Buffer.alloc(0));
}
