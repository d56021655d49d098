import { beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { openSigner } from '../../shared/accounts/open-signer.ts';
import { endpointOf, type Product } from '../../shared/cloud/endpoints.ts';
import { invokeAsync } from '../../shared/cloud/functions.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { lookInto } from '../../shared/doctor/account-items.ts';
import { lookAtDeployment } from '../../shared/doctor/deployment.ts';
import { directoryProbes } from '../../shared/doctor/plain-probes.ts';
import { auditAll } from '../../shared/jobs/audit.ts';
import { jobsOf } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import { offerOf } from '../../shared/model/regions.ts';
import { isPublicName } from '../../shared/record/fields.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ask as askSandbox, scenarioFile, textAt } from '../sandbox/signed.ts';
import { cloudOf, connectionTo } from '../sandbox-cloud.ts';
import {
  hostObjections,
  offerObjections,
  operationObjections,
  readObjections,
  requestObjections,
} from './hold.ts';
import { endpoints, official } from './official.ts';
import { isSetup, operations } from './operations.ts';
import { ReadNotes } from './read-notes.ts';
import { type RecordingProxy, recordingProxy } from './recording-proxy.ts';

test.each(operations)('$product $action is an operation of the vendor', (operation) => {
  expect(operationObjections(official, operation)).toEqual([]);
});

const exchanges: RecordingProxy['exchanges'] = [];
const notes = new ReadNotes();

/** Audits a world twice, as a terminal and as timers would, and examines it. */
async function look(scenario: string, settings: string): Promise<void> {
  const sandbox = await startSandbox({ scenario, rates: 'off' });
  const proxy = await recordingProxy(sandbox.url);
  const config = parseConfig(settings, 'test', {}, { checks: [] });
  const connection = connectionTo({ ...sandbox, url: proxy.url }, { config, tape: notes });
  const tools = toolsFor(memoryStore(), config, { now: connection.now, log: silentLog, isGone: () => true });
  for (const attempt of ['first', 'second'])
    await auditAll(
      { connection, tools, jobs: jobsOf(config), attempt, wait: async () => false },
      connection.now,
    );
  const cloud = cloudOf({ ...sandbox, url: proxy.url }, { tape: notes });
  await lookInto(cloud, config, sandbox.now());
  await directoryProbes(cloud);
  await lookAtDeployment(cloud, { region: 'cn-hangzhou', prefix: 'sealwatch' }, config);
  await invokeAsync(cloud, { region: 'cn-hangzhou', functionName: 'none', payload: '{}', taskId: 'task' });
  exchanges.push(...proxy.exchanges);
  await proxy.close();
  await sandbox.close();
}

/** Signs as a run does, with a key that is made for it. */
async function signOnce(): Promise<void> {
  const sandbox = await startSandbox({ scenario: scenarioFile(SIGNING), rates: 'off' });
  const ask = (action: string, params: Record<string, string>) =>
    askSandbox(sandbox, 'kms.cn-hangzhou', action, params);
  const made = await ask('CreateKey', { KeySpec: 'EC_P256', KeyUsage: 'SIGN/VERIFY' });
  const keyId = textAt(made.body, 'KeyMetadata.KeyId');
  const versions = await ask('ListKeyVersions', { KeyId: keyId });
  const keyVersionId = textAt(versions.body, 'KeyVersions.KeyVersion.0.KeyVersionId');
  const signingKey = { kms: { region: 'cn-hangzhou', keyId, keyVersionId } };
  const config = parseConfig(JSON.stringify({ evidence: { signingKey } }), 'test', {}, { checks: [] });
  const proxy = await recordingProxy(sandbox.url);
  const cloud = cloudOf({ ...sandbox, url: proxy.url });
  const told = await openSigner(config, () => cloud)?.sign(Buffer.from('manifest'));
  expect(told).toMatchObject({ ok: true });
  exchanges.push(...proxy.exchanges);
  await proxy.close();
  await sandbox.close();
}

const SIGNING = `
caller: LTAIwiresigning1
accounts:
  - id: "1000000000000001"
    users: [{ name: admin, policies: [AdministratorAccess] }]
    accessKeys: [{ id: LTAIwiresigning1, secret: secretOfSigning, user: admin }]
    kms: { cn-hangzhou: Enabled }
`;

beforeAll(async () => {
  await signOnce();
  await look('demo', 'proof: { enabled: true }');
  await look('members', 'directory: { enabled: true, roleName: sealwatch-readonly }');
});

test('every operation that the program knows was seen on the wire', () => {
  const sent = new Set(exchanges.map(({ action }) => action));
  const silent = operations.filter((operation) => !sent.has(operation.action) && !isSetup(operation));
  expect(silent.map(({ action }) => action)).toEqual([]);
  expect(exchanges.length).toBeGreaterThan(200);
});

test('whatever goes over the wire is what the vendor takes', () => {
  expect([...new Set(exchanges.flatMap((sent) => requestObjections(official, sent)))]).toEqual([]);
});

/**
 * Read although no model has them. A list that says that it is cut short is not whole, whatever it is of; the members of a group
 * are read by the schema of the holders of a policy, where the id may be missing.
 */
const TOLERATED = [
  'ListPoliciesForRole answers no IsTruncated',
  'DescribeSecurityGroupAttribute answers no IsTruncated',
  'ListUsersForGroup answers no Users.User[].UserId',
];

test('whatever is read of an answer is what the vendor answers', () => {
  const objections = [...notes.fields].flatMap((field) => {
    const [product = '', action = '', path = ''] = field.split(' ');
    return readObjections(official, product, action, path);
  });
  expect(objections).toEqual(TOLERATED);
  expect(notes.fields.size).toBeGreaterThan(150);
});

test('a recording keeps the names of all fields that are read', () => {
  const names = [...notes.fields].flatMap((field) => field.split(' ')[2]?.split('.') ?? []);
  const plain = new Set(names.map((name) => name.replace('[]', '')));
  const place = { field: '', parent: '', inEvent: false };
  expect([...plain].filter((name) => name !== '' && !isPublicName(name, place))).toEqual([]);
});

/** Billing is asked by the site of the account, Resource Manager and RAM at one host. */
const ASKED: Readonly<Record<string, readonly string[]>> = { bss: ['cn-hangzhou', 'ap-southeast-1'] };

test.each(Object.keys(endpoints) as Product[])(
  '%s is asked at the hosts of the vendor, in every region',
  (product) => {
    const ours = (region: string) => endpointOf(product, region);
    expect(hostObjections(endpoints, product, ours, ASKED[product])).toEqual([]);
  },
);

test.each(['kms', 'actiontrail'] as const)(
  '%s is held to be offered where the vendor has a host',
  (product) => {
    expect(offerObjections(endpoints, product, (region) => offerOf(product, region))).toEqual([]);
  },
);
