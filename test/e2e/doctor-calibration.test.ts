import { readFileSync } from 'node:fs';
import * as cs from '@alicloud/cs20151215';
import { afterEach, describe, expect, test } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import { JOBS } from '../../shared/model/job.ts';
import { jsonLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import type { Report } from '../../shared/model/report.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { readCalibration, writeCalibration } from '../../shared/state/calibration.ts';
import { DirectoryStore } from '../../shared/store/directory.ts';
import { CsClient, openApiConfig } from '../contract/clients.ts';
import { advance, scenarioFile } from '../sandbox/signed.ts';
import { connectionTo } from '../sandbox-cloud.ts';
import { OWN, runDoctor } from './doctor-world.ts';
import { callsOf, configFile, environmentOf, runCli } from './run-cli.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** Audits once with this store; answers what was asked how often, and what the log says. */
async function audit(store: ObjectStore): Promise<{ calls: Record<string, number>; log: string[] }> {
  const before = await callsOf(sandbox);
  const log: string[] = [];
  const connection = connectionTo(sandbox);
  const { config, now } = connection;
  const logger = jsonLog((line) => void log.push(line), now, {});
  await auditAll(
    {
      connection,
      tools: toolsFor(store, config, { now, log: logger, isGone: () => false }),
      jobs: JOBS,
      attempt: `test ${Object.keys(before).length}`,
      wait: async () => false,
    },
    () => new Date(),
  );
  const after = await callsOf(sandbox);
  const calls = Object.fromEntries(
    Object.entries(after).map(([action, total]) => [action, total - (before[action] ?? 0)]),
  );
  return { calls, log };
}

/** A doctor and an audit that share a store, and an audit that knows nothing. */
async function bothWays(): Promise<{ plain: Record<string, number>; calibrated: Record<string, number> }> {
  const file = configFile();
  const doctor = await runDoctor(sandbox, file);
  expect(doctor.of('failed')).toEqual([]);
  const { directory } = storeOf(file);
  return {
    plain: (await audit(memoryStore())).calls,
    calibrated: (await audit(new DirectoryStore(directory, machine.uuid))).calls,
  };
}

function storeOf(file: string): { directory: string } {
  return { directory: `${file.slice(0, file.lastIndexOf('/'))}/store` };
}

describe('what the account showed saves calls', () => {
  test('larger pages of the cluster list', async () => {
    sandbox = await startSandbox({ generate: { clusters: 450, regions: 1, keys: 3, seed: 7 }, rates: 'off' });
    sandbox.world.setSettings({ clusterPageLimit: 100 });
    const { plain, calibrated } = await bothWays();
    expect(plain['DescribeClustersV1']).toBe(9);
    expect(calibrated['DescribeClustersV1']).toBe(6); // a safe one, which tells that there are more, and five
  });

  test('pages that were cut are not asked for', async () => {
    sandbox = await startSandbox({ generate: { clusters: 120, regions: 1, keys: 3, seed: 7 }, rates: 'off' });
    const doctor = await runDoctor(sandbox);
    expect(doctor.item('cluster-page-size').evidence).toMatchObject({ value: 50, asked: 100, echoed: 50 });
  });

  test('the spelling of the service role', async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
    sandbox.world.setSettings({ roleNameAttribute: 'aliyuncsmanagedsecurityrole' });
    const { plain, calibrated } = await bothWays();
    expect(calibrated['LookupEvents']).toBe((plain['LookupEvents'] ?? 0) - 2); // one for each of two regions
  });

  test('that events do not name the key is told', async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
    sandbox.world.setSettings({ decryptNamesKey: false, encryptNamesKey: false });
    expect((await runDoctor(sandbox)).item('decrypt-names-key').evidence['value']).toBe(false);
  });
});

/** Encryption of a cluster in Shanghai is switched off by alice, who asks the endpoint of Hangzhou. */
async function switchedFromElsewhere(withDoctor: boolean): Promise<Report['changes']> {
  const healthy = readFileSync(new URL('../../sandbox/scenarios/healthy.yaml', import.meta.url), 'utf8');
  const unguarded = healthy.replaceAll(', deny-encryption-off]', ']');
  const lines = unguarded.split('\n').filter((line) => !line.includes('name: pay-prod'));
  sandbox = await startSandbox({ scenario: scenarioFile(lines.join('\n')), rates: 'off' });
  const file = configFile();
  const audited = () => runCli(['audit', '--json', '--config', file], environmentOf(sandbox));
  const [before] = (await audited()).report().clusters;
  const alice = { accessKeyId: 'LTAIsandboxAlice', accessKeySecret: 'sandboxSecretAlice' };
  const client = new CsClient(openApiConfig(sandbox, alice, 'cs.cn-hangzhou.aliyuncs.com'));
  const request = new cs.UpdateKMSEncryptionRequest({ disableEncryption: true });
  await client.updateKMSEncryption(before?.id ?? '', request);
  await advance(sandbox, 'PT30M');
  if (withDoctor) {
    const { evidence } = (await runDoctor(sandbox, file)).item('encryption-change-event');
    expect(evidence['value']).toEqual({ service: 'CS', name: 'UpdateKMSEncryption', keptIn: 'cn-hangzhou' });
  }
  return (await audited()).report().changes;
}

describe('a switch of encryption that is kept in another region', () => {
  test('is found by what the account showed', async () => {
    const changes = await switchedFromElsewhere(true);
    expect(changes).toMatchObject([{ kind: 'encryption-off', actor: { name: 'alice' } }]);
  });

  test('is found before anybody looked where it is a region that keeps global events: all its write calls are read', async () => {
    const changes = await switchedFromElsewhere(false);
    expect(changes).toMatchObject([{ kind: 'encryption-off', actor: { name: 'alice' } }]);
  });
});

describe('what is kept', () => {
  const fact = (value: string | number, at: string) => ({ value, at, evidence: {} });

  test('what this look could not decide stays as it was known', async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
    const file = configFile();
    const store = new DirectoryStore(storeOf(file).directory, machine.uuid);
    const old = fact('known before', '2026-11-01T00:00:00.000Z');
    await writeCalibration(store, OWN, { 'other-profiles': old });
    const { item } = await runDoctor(sandbox, file);
    expect(item('other-profiles')).toMatchObject({ result: 'ok', evidence: { value: 'known before' } });
    const kept = await readCalibration(store, OWN);
    expect(kept.kind === 'ok' && kept.value).toMatchObject({
      'other-profiles': old,
      'cluster-not-found': { value: 'ErrorClusterNotFound', at: sandbox.now().toISOString() },
    });
  });

  test('what is damaged is told, ignored by the jobs with a warning, and written anew', async () => {
    sandbox = await startSandbox({ generate: { clusters: 120, regions: 1, keys: 3, seed: 7 }, rates: 'off' });
    const file = configFile();
    const store = new DirectoryStore(storeOf(file).directory, machine.uuid);
    await store.put(`calibration/${OWN}.json`, Buffer.from('{"schema":"sealwatch.calibration/1"}\n{}'));
    const { calls, log } = await audit(store);
    expect(calls['DescribeClustersV1']).toBe(3);
    const told = log.map((line) => JSON.parse(line) as object);
    expect(told).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'calibration ignored', account: OWN }),
    );
    expect((await runDoctor(sandbox, file)).of('warned')).toContain(`calibration ${OWN}`);
    expect((await readCalibration(store, OWN)).kind).toBe('ok');
  });

  test('that of a newer version is neither used nor overwritten', async () => {
    sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
    const file = configFile();
    const store = new DirectoryStore(storeOf(file).directory, machine.uuid);
    const newer = '{"schema":"sealwatch.calibration/2","sha256":"x"}\n{}\n';
    await store.put(`calibration/${OWN}.json`, Buffer.from(newer));
    expect((await runDoctor(sandbox, file)).item('calibration').result).toBe('unknown');
    expect((await store.get(`calibration/${OWN}.json`))?.toString()).toBe(newer);
    expect((await audit(store)).log.join('')).toContain('calibration ignored');
  });
});

test('a larger page that is cut later does not hide the rest of the list', async () => {
  sandbox = await startSandbox({ generate: { clusters: 120, regions: 1, keys: 3, seed: 7 }, rates: 'off' });
  const store = memoryStore();
  const at = sandbox.now().toISOString();
  await writeCalibration(store, OWN, { 'cluster-page-size': { value: 100, at, evidence: {} } });
  const { calls } = await audit(store); // the limit is 50: the echoed size tells how many pages there are
  expect(calls['DescribeClustersV1']).toBe(4);
});
