import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from '../../functions/machine.ts';
import { AppError } from '../../shared/model/error.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import { silentLog } from '../../shared/model/log.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { keptFrom, prune } from '../../shared/run/prune.ts';
import { putState, readState } from '../../shared/state/job-store.ts';
import { evidenceDay } from '../../shared/state/paths.ts';
import { DirectoryStore } from '../../shared/store/directory.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ACCOUNT } from '../builders.ts';

const TODAY = '2026-11-23T00:00:00.000Z';

function dayBefore(days: number): string {
  return new Date(Date.parse(TODAY) - days * 86_400_000).toISOString().slice(0, 10);
}

async function history(store: ObjectStore, days: number): Promise<JobState> {
  for (let back = days - 1; back >= 0; back -= 1) {
    const day = dayBefore(back);
    for (const job of ['keys', 'spend'])
      await store.put(
        `${evidenceDay(ACCOUNT, day)}${day.replaceAll('-', '')}T000000Z-${job}-1/manifest.json`,
        Buffer.from('{}'),
      );
  }
  const state = emptyState(ACCOUNT, '', 'keys', `${dayBefore(days - 1)}T00:00:00.000Z`);
  await putState(store, state);
  return state;
}

async function daysOf(store: ObjectStore, job: string): Promise<string[]> {
  const keys = (await store.list('evidence/')).filter((key) => key.includes(`Z-${job}-`));
  return keys.map((key) => key.split('/').slice(2, 5).join('-'));
}

/** What a run does about retention, without the rest of it. */
async function retain(
  store: ObjectStore,
  evidenceDays: number | null,
  overtaken: string | null = null,
): Promise<JobState['evidence']> {
  const stored = await readState(store, ACCOUNT, 'keys');
  if (stored.kind !== 'ok') throw new Error(stored.kind);
  const evidence = {
    ...stored.value.evidence,
    keptFrom: keptFrom(stored.value, TODAY.slice(0, 10), evidenceDays),
  };
  const state = { ...stored.value, evidence };
  await putState(store, state);
  const lease = { overtaken: async () => overtaken };
  await prune(store, state, { evidenceDays, changeDays: null }, lease, silentLog);
  const after = await readState(store, ACCOUNT, 'keys');
  return after.kind === 'ok' ? after.value.evidence : evidence;
}

test('retention shortened from 119 to 29 days leaves 29, a month at a time', async () => {
  const store = memoryStore();
  await history(store, 119);
  const steps: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const { keptFrom: kept, deletedTo } = await retain(store, 28);
    expect(deletedTo).toBe(kept);
    steps.push((await daysOf(store, 'keys')).length);
  }
  expect(steps).toEqual([89, 59, 29, 29, 29]);
  expect((await daysOf(store, 'keys'))[0]).toBe(dayBefore(28));
  expect(await daysOf(store, 'spend')).toHaveLength(119);
});

test('400 days take two calls a day, and nothing once they are gone', async () => {
  const store = memoryStore();
  await history(store, 400);
  let calls = 0;
  const counted: ObjectStore = {
    ...store,
    list: (prefix) => {
      calls += 1;
      return store.list(prefix);
    },
    delete: (keys) => {
      calls += 1;
      return store.delete(keys);
    },
  };
  for (let run = 0; run < 13; run += 1) {
    calls = 0;
    await retain(counted, 28);
    expect(calls).toBeLessThanOrEqual(60);
  }
  expect(await daysOf(store, 'keys')).toHaveLength(29);
  expect(calls).toBeGreaterThan(0);
  calls = 0;
  await retain(counted, 28);
  expect(calls).toBe(0);
});

test('killed at any deletion, the next run deletes what is left, and no day is lost from what is told to be kept', async () => {
  for (let at = 1; at <= 61; at += 10) {
    const store = memoryStore();
    await history(store, 59);
    let calls = 0;
    const dying: ObjectStore = {
      ...store,
      delete: async (keys) => {
        calls += 1;
        if (calls >= at) throw new Error('killed');
        await store.delete(keys);
      },
    };
    await retain(dying, 28).catch((error: unknown) => expect(error).toMatchObject({ message: 'killed' }));
    const stored = await readState(store, ACCOUNT, 'keys');
    const { keptFrom: kept } = stored.kind === 'ok' ? stored.value.evidence : { keptFrom: '' };
    const left = await daysOf(store, 'keys');
    for (let back = 0; dayBefore(back) >= kept; back += 1) expect(left).toContain(dayBefore(back));
    await retain(store, 28);
    expect(await daysOf(store, 'keys')).toHaveLength(29);
  }
});

test('a store that refuses to delete keeps everything: no more than a month is given up', async () => {
  const store = memoryStore();
  await history(store, 119);
  const locked: ObjectStore = {
    ...store,
    delete: async () => {
      throw new AppError('StoreNotWritable', 'protected', '');
    },
  };
  for (let run = 0; run < 3; run += 1) await retain(locked, 28);
  const { keptFrom: kept, deletedTo } = await retain(locked, 28);
  expect([kept, deletedTo]).toEqual([dayBefore(88), dayBefore(118)]);
});

test('a run that is overtaken while it deletes writes no state any more, and the next one goes on', async () => {
  const store = memoryStore();
  await history(store, 59);
  const { deletedTo } = await retain(store, 28, 'another run took the lease');
  expect(deletedTo).toBe(dayBefore(58));
  expect(await daysOf(store, 'keys')).toHaveLength(29);
  expect((await retain(store, 28)).deletedTo).toBe(dayBefore(28));
});

test('what an earlier version left behind is found from the beginning of the job on', async () => {
  const store = memoryStore();
  const state = await history(store, 59);
  await putState(store, { ...state, evidence: { head: null, keptFrom: dayBefore(28) } });
  for (let run = 0; run < 3; run += 1) await retain(store, 28);
  expect(await daysOf(store, 'keys')).toHaveLength(29);
});

test('in a directory the folders go, too, with what crashes left in them', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sealwatch-'));
  const store = new DirectoryStore(root, machine.uuid);
  await history(store, 31);
  const day = join(root, evidenceDay(ACCOUNT, dayBefore(30)));
  const [keys = ''] = readdirSync(day).filter((name) => name.includes('-keys-'));
  mkdirSync(join(day, 'killed'));
  mkdirSync(join(day, 'fresh'));
  const left = [join(day, keys, '.writing-1'), join(day, 'killed', '.writing-2')];
  const old = new Date(Date.now() - 7_200_000);
  for (const file of left) {
    writeFileSync(file, 'half');
    utimesSync(file, old, old);
  }
  utimesSync(join(day, 'killed'), old, old);
  await retain(store, 29);
  expect(left.map((file) => existsSync(file))).toEqual([false, false]);
  expect(readdirSync(day).sort()).toEqual([expect.stringContaining('-spend-'), 'fresh']);
  const spend = (await store.list(`${evidenceDay(ACCOUNT, dayBefore(30))}`)).filter((key) =>
    key.includes('-spend-'),
  );
  utimesSync(join(day, 'fresh'), old, old);
  await store.delete(spend);
  expect(existsSync(day)).toBe(false);
});
