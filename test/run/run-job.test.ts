import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { memoryStore } from '../../shared/accounts/connect.ts';
import { collectIdentity } from '../../shared/collect/identity.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { runAccountJob } from '../../shared/jobs/account-jobs.ts';
import type { Job } from '../../shared/model/job.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { seen as observation, unseen } from '../../shared/model/observation.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { runJob, type Work } from '../../shared/run/run-job.ts';
import { toolsFor } from '../../shared/run/tools.ts';
import { evidenceDocuments } from '../../shared/state/evidence-documents.ts';
import { FINDINGS, MANIFEST, SNAPSHOT } from '../../shared/state/formats/evidence.ts';
import { readPlain } from '../../shared/state/formats/stored-format.ts';
import { unpack } from '../../shared/state/gzip.ts';
import { readState } from '../../shared/state/job-store.ts';
import { runId, statePath } from '../../shared/state/paths.ts';
import { verifyEvidence } from '../../shared/state/verify-evidence.ts';
import { verifyStore } from '../../shared/state/verify-store.ts';
import { ACCOUNT, seen } from '../builders.ts';
import { advance } from '../jobs/harness.ts';
import { cloudOf } from '../sandbox-cloud.ts';
import { changeState, without } from '../state/damaged-state.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'demo', rates: 'off' });
});
afterAll(() => sandbox.close());

let attempts = 0;

async function run(
  job: Job,
  store: ObjectStore,
  trigger: string,
  more: { configuration?: string; isGone?: boolean } = {},
) {
  attempts += 1;
  const config = parseConfig(more.configuration ?? '', 'test', {}, { checks: CHECK_IDS });
  const cloud = cloudOf(sandbox);
  const tools = toolsFor(store, config, {
    now: () => sandbox.now(),
    log: silentLog,
    isGone: () => more.isGone ?? false,
  });
  const request = {
    account: ACCOUNT,
    name: 'shop',
    job,
    trigger: { time: trigger, name: 'timer' },
    attempt: `a${attempts}`,
  };
  return runAccountJob(request, tools, { cloud: seen(cloud), identity: collectIdentity(cloud) });
}

async function everything(store: ObjectStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const key of await store.list('')) found[key] = (await store.get(key))?.toString('base64') ?? '';
  return found;
}

/** What is stored, without what differs each time: ids of requests, hashes over them, and numbers of leases. */
async function told(store: ObjectStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const key of (await store.list('')).filter((stored) => !stored.startsWith('lease/'))) {
    const bytes = (await store.get(key)) ?? Buffer.alloc(0);
    const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
    found[key] = text.replaceAll(
      /"(requestId|sha256)": ?"[^"]*"|"requestIds": ?\[[^\]]*\]|"(bytes|fence)": ?\d+/g,
      '',
    );
  }
  return found;
}

class Killed extends Error {}

/** A store whose process is killed at the n-th call, before or after the call took effect: nothing works afterwards. */
function dyingStore(
  store: ObjectStore,
  at: number,
  when: 'before' | 'after',
): { store: ObjectStore; calls: () => number } {
  let calls = 0;
  const guard = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > at) throw new Killed();
    if (calls < at) return call();
    if (when === 'after') await call();
    throw new Killed();
  };
  return {
    calls: () => calls,
    store: {
      get: (key) => guard(() => store.get(key)),
      put: (key, body) => guard(() => store.put(key, body)),
      putIfAbsent: (key, body) => guard(() => store.putIfAbsent(key, body)),
      list: (prefix, after) => guard(() => store.list(prefix, after)),
      delete: (key) => guard(() => store.delete(key)),
    },
  };
}

/** What `report --verify` finds wrong with the evidence of a job. */
async function doubtsOf(store: ObjectStore, job: Job): Promise<unknown[]> {
  const chains = await verifyStore(store, { evidenceDays: 400, changeDays: 730 });
  return chains
    .filter((chain) => chain.job === job)
    .flatMap(({ doubts, broken }) => [...doubts, ...(broken ? [broken] : [])]);
}

const START = '2026-11-23T00:00:00.000Z';

describe('a run that is killed anywhere and repeated ends as if nothing had happened', () => {
  test.each(['inventory', 'keys', 'activity'] as const)('%s', async (job) => {
    const base = memoryStore();
    for (const earlier of ['inventory', 'keys', 'activity'] as const)
      await run(earlier, base, '2026-11-22T23:00:00.000Z');
    const copy = async () => {
      const store = memoryStore();
      for (const [key, bytes] of Object.entries(await everything(base)))
        await store.put(key, Buffer.from(bytes, 'base64'));
      return store;
    };
    const undisturbed = await copy();
    const counting = dyingStore(undisturbed, Number.POSITIVE_INFINITY, 'before');
    expect((await run(job, counting.store, START)).kind).toBe('done');
    const wanted = await told(undisturbed);
    expect(counting.calls()).toBeGreaterThan(8);
    for (let at = 1; at <= counting.calls(); at += 1) {
      for (const when of ['before', 'after'] as const) {
        const store = await copy();
        await run(job, dyingStore(store, at, when).store, START).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
        expect({ at, when, doubts: await doubtsOf(store, job) }).toEqual({ at, when, doubts: [] });
        const again = await run(job, store, START);
        expect([at, when, again.kind]).toEqual([at, when, expect.stringMatching(/^(done|repeated)$/)]);
        const state = await readState(store, ACCOUNT, job);
        expect(state.kind === 'ok' && (await verifyEvidence(store, state.value.evidence)).broken).toBeNull();
        expect({ at, when, ...(await told(store)) }).toEqual({ at, when, ...wanted });
      }
    }
  });
});

test('a run that goes on from its evidence knows that a list was partial', async () => {
  const store = memoryStore();
  const config = parseConfig('', 'test', {}, { checks: CHECK_IDS });
  const at = sandbox.now().toISOString();
  const partial = observation([], at, [unseen('unreachable', 'page 2 of ListKeys')]);
  const observed = { account: ACCOUNT, job: 'keys', startedAt: at, finishedAt: at } as const;
  const rest = { gaps: [], memory: null, looks: null };
  let looks = 0;
  const work: Work = {
    observe: async () => {
      looks += 1;
      return { ...observed, ...rest, parts: { keys: partial } };
    },
    seenBefore: () => ({}),
    publish: async ({ archived }) => ({ archived }),
  };
  const attempt = (through: ObjectStore) => {
    const tools = toolsFor(through, config, {
      now: () => sandbox.now(),
      log: silentLog,
      isGone: () => false,
    });
    const trigger = { time: START, name: 'timer' };
    return runJob({ ...observed, name: 'shop', trigger, attempt: 'a' }, tools, async () => work);
  };
  const refusing: ObjectStore = { ...store, put: async () => Promise.reject(new Killed()) };
  await expect(attempt(refusing)).rejects.toThrow(Killed);
  const whole = await attempt(memoryStore());
  const resumed = await attempt(store);
  expect(looks).toBe(2); // the one that goes on did not look again
  const result = resumed.kind === 'done' ? resumed.state.result : null;
  expect(result?.parts).toEqual({ keys: partial });
  expect(result).toEqual(whole.kind === 'done' && whole.state.result);
});

test('a run that had finished is not done again, and a new trigger is a new run', async () => {
  const store = memoryStore();
  expect((await run('inventory', store, START)).kind).toBe('done');
  const before = await told(store);
  expect((await run('inventory', store, START)).kind).toBe('repeated');
  expect(await told(store)).toEqual(before);
  expect((await run('inventory', store, '2026-11-23T01:00:00.000Z')).kind).toBe('done');
});

test('a living run keeps others away, a dead one does not', async () => {
  const store = memoryStore();
  const lease = { run: 'other', attempt: 'other', until: '2026-11-23T00:05:00.000Z' };
  await store.put(`lease/${ACCOUNT}/inventory/000000001.json`, Buffer.from(JSON.stringify(lease)));
  expect(await run('inventory', store, START)).toMatchObject({ kind: 'busy', heldBy: { attempt: 'other' } });
  expect((await run('inventory', store, START, { isGone: true })).kind).toBe('done');
});

describe('a run that sleeps at its evidence until another has taken over', () => {
  /** What the store does when the sleeper wakes up. */
  async function sleep(wakesUp: () => Promise<void>) {
    const store = memoryStore();
    let asleep = false;
    const sleepy: ObjectStore = {
      ...store,
      putIfAbsent: async (key, body) => {
        if (key.endsWith('/manifest.json') && !asleep) {
          asleep = true;
          expect((await run('inventory', store, LATER, { isGone: true })).kind).toBe('done');
          await wakesUp();
        }
        return store.putIfAbsent(key, body);
      },
    };
    const outcome = await run('inventory', sleepy, START).catch((error: unknown) => error);
    const state = await readState(store, ACCOUNT, 'inventory');
    return { outcome, state: state.kind === 'ok' ? state.value : null, asleep };
  }

  const LATER = '2026-11-23T00:10:00.000Z';

  test('writes no state, and is refused by name', async () => {
    const { outcome, state } = await sleep(async () => undefined);
    expect(outcome).toEqual({
      kind: 'overtaken',
      why: expect.stringMatching(
        /^run .*T000000Z-inventory-\w+ \(a\d+\) holds number 1 of lease\/.*, run .*T001000Z-.* took number 2$/,
      ),
    });
    expect(state).toMatchObject({
      fence: 2,
      runs: [{ id: runId(ACCOUNT, 'inventory', { time: LATER, name: 'timer' }) }],
    });
  });

  test('and then fails, tells its trouble to nobody who reads that state', async () => {
    const { outcome, state, asleep } = await sleep(async () => {
      throw new Error('no answer');
    });
    expect([asleep, outcome]).toEqual([true, new Error('no answer')]);
    expect(state).toMatchObject({ fence: 2, trouble: null });
  });
});

test('a run whose leases were deleted goes on above the number of the state', async () => {
  const store = memoryStore();
  await run('inventory', store, START);
  await changeState(store, ACCOUNT, 'inventory', (state) => {
    state.fence = 57;
  });
  for (const key of await store.list('lease/')) await store.delete(key);
  expect(await run('inventory', store, '2026-11-23T01:00:00.000Z')).toMatchObject({
    kind: 'done',
    state: { fence: 58 },
  });
});

test('without an inventory the other jobs wait, and say so', async () => {
  const store = memoryStore();
  expect(await run('keys', store, START)).toEqual({ kind: 'waiting' });
  expect(await run('activity', store, START)).toEqual({ kind: 'waiting' });
  expect((await store.list('')).filter((key) => !key.startsWith('lease/'))).toEqual([]);
});

test('a damaged state is set aside and told once, and the job goes on from a baseline', async () => {
  const store = memoryStore();
  await run('inventory', store, START);
  await store.put(statePath(ACCOUNT, 'inventory'), Buffer.from('{"schema":"sealwatch.st'));
  await run('inventory', store, '2026-11-23T01:00:00.000Z');
  const damaged = await readState(store, ACCOUNT, 'inventory');
  const told = (state: typeof damaged) =>
    state.kind === 'ok'
      ? state.value.result?.findings.filter(({ resource }) => resource.type === 'job')
      : 'no state';
  expect(told(damaged)).toMatchObject([
    {
      check: 'resource-unreadable',
      status: 'unknown',
      evidence: { because: 'malformed', detail: expect.stringContaining('corrupt/') },
    },
  ]);
  expect((await store.list('corrupt/')).length).toBe(1);
  await run('inventory', store, '2026-11-23T02:00:00.000Z');
  expect(told(await readState(store, ACCOUNT, 'inventory'))).toEqual([]);
});

test('the job goes on from what remains of a state with one odd finding', async () => {
  const store = memoryStore();
  await run('inventory', store, START);
  await changeState(store, ACCOUNT, 'inventory', (state) => {
    without(state.result?.findings[0], 'check');
    Object(state).since = '2026-11-01T00:00:00.000Z';
  });
  const outcome = await run('inventory', store, '2026-11-23T01:00:00.000Z');
  const state = outcome.kind === 'done' ? outcome.state : null;
  expect(state?.since).toBe('2026-11-01T00:00:00.000Z');
  expect(state?.runs).toHaveLength(2);
  expect(state?.result?.findings.find(({ resource }) => resource.type === 'job')?.evidence).toMatchObject({
    detail: expect.stringContaining('result.findings.0.check: expected'),
  });
  expect((await store.list('corrupt/')).length).toBe(1);
});

test('a run that had written the state before it was damaged does its work again', async () => {
  const store = memoryStore();
  await run('inventory', store, START);
  await changeState(store, ACCOUNT, 'inventory', ({ result }) => without(result?.findings[0], 'check'));
  expect((await run('inventory', store, START)).kind).toBe('done');
  expect((await readState(store, ACCOUNT, 'inventory')).kind).toBe('ok');
});

test('a state of a newer version stops the job, and stays as it is', async () => {
  const store = memoryStore();
  await run('inventory', store, START);
  const key = statePath(ACCOUNT, 'inventory');
  const stored = unpack((await store.get(key)) ?? Buffer.alloc(0)).toString('utf8');
  const newer = Buffer.from(stored.replace(/sealwatch\.state\/\d+/, 'sealwatch.state/99'));
  await store.put(key, newer);
  await expect(run('inventory', store, '2026-11-23T01:00:00.000Z')).rejects.toMatchObject({
    code: 'StateTooNew',
  });
  expect(await store.get(key)).toEqual(newer);
});

describe('evidence', () => {
  const runAt = (hour: string) =>
    runId(ACCOUNT, 'inventory', { time: `2026-11-23T${hour}:00:00.000Z`, name: 'timer' });
  const folderOf = (hour: string) => `evidence/${ACCOUNT}/2026/11/23/${runAt(hour)}/`;
  const chainOf = async (store: ObjectStore) => {
    const state = await readState(store, ACCOUNT, 'inventory');
    return state.kind === 'ok' ? state.value.evidence : { head: null, keptFrom: '' };
  };

  test('what has not changed is stored once, and every run names it', async () => {
    const store = memoryStore();
    for (const hour of ['00', '01', '02']) await run('inventory', store, `2026-11-23T${hour}:00:00.000Z`);
    const keys = await store.list('evidence/');
    const [parts = ''] = keys.filter((key) => key.includes('/parts-'));
    expect(keys.filter((key) => key !== parts)).toEqual(
      ['00', '01', '02'].map((hour) => `${folderOf(hour)}manifest.json`),
    );
    expect(parts).toContain(folderOf('00'));
    const chain = await chainOf(store);
    expect(await verifyEvidence(store, chain)).toMatchObject({ runs: 3, files: 1, broken: null });
    for (const [object, why, whole, runs, newest] of [
      [parts, 'altered', 0, 3, '02'],
      [parts, 'missing', 0, 3, '02'],
      [`${folderOf('01')}manifest.json`, 'altered', 1, 1, '01'],
      [`${folderOf('01')}manifest.json`, 'missing', 1, 1, '01'],
    ] as const) {
      const bytes = (await store.get(object)) ?? Buffer.alloc(0);
      if (why === 'missing') await store.delete(object);
      else await store.put(object, Buffer.concat([bytes, Buffer.from(' ')]));
      const broken = { run: runAt(newest), object, why, runs };
      expect(await verifyEvidence(store, chain)).toMatchObject({ runs: whole, broken });
      await store.put(object, bytes);
    }
    expect((await verifyEvidence(store, chain)).broken).toBeNull();
  });

  test('a day begins with everything, so that it can be deleted as a whole', async () => {
    const store = memoryStore();
    for (const time of ['2026-11-23T23:00:00.000Z', '2026-11-24T00:00:00.000Z', '2026-11-24T01:00:00.000Z'])
      await run('inventory', store, time);
    const packs = (await store.list('evidence/')).filter((key) => key.includes('/parts-'));
    expect(packs.map((key) => key.split('/').slice(2, 5).join('-'))).toEqual(['2026-11-23', '2026-11-24']);
    for (const key of await store.list(`evidence/${ACCOUNT}/2026/11/23/`)) await store.delete(key);
    const chain = { ...(await chainOf(store)), keptFrom: '2026-11-24' };
    expect(await verifyEvidence(store, chain)).toMatchObject({ runs: 2, broken: null });
  });

  async function documentsAt(store: ObjectStore, key: string) {
    const manifest = readPlain(MANIFEST, key, (await store.get(key)) ?? Buffer.alloc(0));
    const found = manifest.kind === 'ok' ? await evidenceDocuments(store, manifest.value) : null;
    if (manifest.kind !== 'ok' || !found) throw new Error(`no evidence at ${key}`);
    return { manifest: manifest.value, ...found };
  }

  test('a run whose parts lie with others gives all that it saw and concluded', async () => {
    const store = memoryStore();
    for (const hour of ['00', '01']) await run('inventory', store, `2026-11-23T${hour}:00:00.000Z`);
    const { snapshot, findings } = await documentsAt(store, `${folderOf('01')}manifest.json`);
    expect(readPlain(FINDINGS, '', findings).kind).toBe('ok');
    const state = await readState(store, ACCOUNT, 'inventory');
    const result = state.kind === 'ok' ? state.value.result : null;
    const seenThen = readPlain(SNAPSHOT, '', snapshot);
    expect(seenThen).toMatchObject({
      kind: 'ok',
      value: { startedAt: result?.startedAt, parts: result?.parts },
    });
    const told = JSON.parse(findings.toString('utf8')) as { fingerprint: string; status: string }[];
    const open = told.filter(({ status }) => status !== 'pass' && status !== 'skipped');
    const fingerprints = (of: readonly { fingerprint: string }[] = []) =>
      new Set(of.map((one) => one.fingerprint));
    expect(fingerprints(open)).toEqual(fingerprints(result?.findings));
    expect(told.length).toBeGreaterThan(open.length);
  });

  test('a run that an earlier version sealed goes on from there', async () => {
    const store = memoryStore();
    await run('inventory', store, START);
    const key = `${folderOf('00')}manifest.json`;
    const { manifest, ...found } = await documentsAt(store, key);
    for (const old of await store.list('')) await store.delete(old);
    const whole = { 'snapshot.json': found.snapshot, 'findings.json': found.findings };
    const files = Object.entries(whole).map(([name, bytes]) => [
      name,
      { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, gzip: false },
    ]);
    for (const [name, bytes] of Object.entries(whole)) await store.put(folderOf('00') + name, bytes);
    const { lifted, ...rest } = manifest;
    const before = { ...rest, schema: 'sealwatch.manifest/1', files: Object.fromEntries(files) };
    await store.put(key, Buffer.from(JSON.stringify(before)));
    expect((await run('inventory', store, START)).kind).toBe('done');
    expect((await run('inventory', store, '2026-11-23T01:00:00.000Z')).kind).toBe('done');
    expect(await verifyEvidence(store, await chainOf(store))).toMatchObject({
      runs: 2,
      files: 3,
      broken: null,
    });
  });

  test('what retention no longer keeps is deleted, and the chain that is left holds', async () => {
    const clock = await startSandbox({ scenario: 'healthy', rates: 'off' });
    const shop = sandbox;
    sandbox = clock;
    const store = memoryStore();
    const configuration = 'retention: { evidenceDays: 2 }';
    for (let day = 0; day < 5; day += 1) {
      await run('inventory', store, clock.now().toISOString(), { configuration });
      await advance(clock, 'P1D');
    }
    sandbox = shop;
    await clock.close();
    const manifests = (await store.list('evidence/')).filter((key) => key.endsWith('manifest.json'));
    expect(manifests.map((key) => key.split('/').slice(2, 5).join('-'))).toEqual([
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
    ]);
    const state = await readState(store, ACCOUNT, 'inventory');
    expect(state.kind === 'ok' && (await verifyEvidence(store, state.value.evidence))).toMatchObject({
      runs: 3,
      broken: null,
    });
  });
});

test('nothing stored holds a secret', async () => {
  const store = memoryStore();
  for (const job of ['inventory', 'keys', 'activity', 'spend'] as const) await run(job, store, START);
  for (const bytes of Object.values(await everything(store))) {
    const text = Buffer.from(bytes, 'base64').toString('latin1');
    expect(text).not.toContain(sandbox.accessKeySecret);
  }
});
