import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DEMO_CONFIG } from '../../../functions/cli/demo-config.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { memoryStore } from '../../../shared/accounts/connect.ts';
import { openSigner } from '../../../shared/accounts/open-signer.ts';
import { DIRECTORY, readDirectory } from '../../../shared/accounts/stored-directory.ts';
import { parseConfig } from '../../../shared/config/load-config.ts';
import { LEDGER } from '../../../shared/deliver/ledger-format.ts';
import { OUTBOX_MESSAGE } from '../../../shared/deliver/outbox-format.ts';
import { REQUESTED_RUN, requestRun } from '../../../shared/jobs/runs.ts';
import { RECORDING } from '../../../shared/record/recording.ts';
import { CALIBRATION } from '../../../shared/state/calibration.ts';
import { CHANGE } from '../../../shared/state/formats/change.ts';
import { PUSHED_PROOF } from '../../../shared/state/formats/cluster-proof.ts';
import { RunEvidence } from '../../../shared/state/evidence.ts';
import {
  FINDINGS,
  MANIFEST,
  SIGNATURE,
  SIGNATURE_FILE,
  SNAPSHOT,
} from '../../../shared/state/formats/evidence.ts';
import { STATE } from '../../../shared/state/formats/job-state.ts';
import { HISTORY } from '../../../shared/state/history.ts';
import { acquireLease, LEASE } from '../../../shared/state/lease.ts';
import { MARK } from '../../../shared/state/marks.ts';
import { storePushedProof } from '../../../shared/state/pushed-proofs.ts';
import { configFile, environmentOf, runCli } from '../../e2e/run-cli.ts';
import { proofOf } from '../../proof-builders.ts';
import { cloudOf, connectionTo } from '../../sandbox-cloud.ts';

/**
 * `node .build.mjs run test/golden/stored/make.ts test/golden/stored`: puts one object of every stored format into the folder, as
 * this version of the code stores them, next to those of older versions. Run it when a version was raised.
 */
const [folder = ''] = process.argv.slice(2);
const ACCOUNT = '1000000000000001';
const CHANNELS = `
    - type: dingtalk-robot
      name: refused
      webhook: https://oapi.dingtalk.com/robot/send?access_token=unknownRobotToken
      secret: SECsandboxRobotSecret
`;

/** What was kept of a version stays as it is; remove a golden of a version that no release has written to make it anew. */
function keep(name: string, bytes: Uint8Array): void {
  const file = join(folder, name);
  if (!existsSync(file)) writeFileSync(file, bytes);
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
  keep(`recording.manifest-${RECORDING.version}`, readFileSync(join(recording, 'manifest.json')));
  keep(`recording.calls-${RECORDING.version}`, gzipSync(readFileSync(join(recording, 'calls.jsonl'))));
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
  [`state-${STATE.version}-inventory`, /^state\/.*\/inventory\.json$/],
  [`state-${STATE.version}-keys`, /^state\/.*\/keys\.json$/],
  [`state-${STATE.version}-activity`, /^state\/.*\/activity\.json$/],
  [`state-${STATE.version}-spend`, /^state\/.*\/spend\.json$/],
  [`ledger-${LEDGER.version}`, /^alerts\/ledger\.json$/],
  [`message-${OUTBOX_MESSAGE.version}`, /^alerts\/outbox\//],
  [`history-${HISTORY.version}`, /^history\//],
  [`calibration-${CALIBRATION.version}`, /^calibration\//],
  [`snapshot-${SNAPSHOT.version}-inventory`, /^evidence\/.*-inventory-.*\/snapshot\.json$/],
  [`snapshot-${SNAPSHOT.version}-activity`, /^evidence\/.*-activity-.*\/snapshot\.json$/],
  [`findings-${FINDINGS.version}`, /^evidence\/.*-keys-.*\/findings\.json$/],
  [`manifest-${MANIFEST.version}`, /^evidence\/.*-keys-.*\/manifest\.json$/],
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
  keep(`change-${CHANGE.version}-${outcome}`, readFileSync(join(store, found)));
}
keep(`mark-${MARK.version}`, Buffer.from(files.filter((file) => /^marks\/.+Z-/.test(file)).join('\n')));

const sandbox = await startSandbox({ scenario: 'members', rates: 'off' });
const small = memoryStore();
const now = sandbox.now();
await readDirectory(cloudOf(sandbox), small, now, 'new');
await sandbox.close();
const { config } = connectionTo(sandbox);
await requestRun({ store: small, config, now, accounts: [] }, ['inventory', 'keys'], async () => {});
const evidence = new RunEvidence(small, {
  account: ACCOUNT,
  job: 'keys',
  run: '20261123T000000Z-keys-1a2b3c4d',
  trigger: { time: now.toISOString(), name: 'timer' },
});
const times = { startedAt: now.toISOString(), finishedAt: now.toISOString(), complete: true };
await evidence.seal(times, null, {});
const signingKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
const signs = parseConfig(JSON.stringify({ evidence: { signingKey } }), 'golden', {}, { checks: [] });
const signer = openSigner(signs, () => cloudOf(sandbox));
if (signer) await evidence.sign(signer);
keep(`signature-${SIGNATURE.version}`, (await evidence.stored(SIGNATURE_FILE)) ?? Buffer.alloc(0));

const until = new Date(now.getTime() + 60_000).toISOString();
const holder = { run: '20261123T000000Z-keys-1a2b3c4d', attempt: 'request-1', until };
await acquireLease(small, { account: ACCOUNT, job: 'keys' }, holder, now, () => false);
await storePushedProof(
  small,
  { account: ACCOUNT, proof: proofOf('c1', until), signedAt: until },
  { now, uuid: () => 'u' },
);
for (const [name, prefix] of [
  [`directory-${DIRECTORY.version}`, 'directory.json'],
  [`requested-run-${REQUESTED_RUN.version}`, 'runs/'],
  [`lease-${LEASE.version}`, 'lease/'],
  [`proofs-${PUSHED_PROOF.version}`, 'proofs/'],
] as const) {
  const [key = ''] = await small.list(prefix);
  keep(name, (await small.get(key)) ?? Buffer.alloc(0));
}
