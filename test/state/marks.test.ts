import { expect, test } from 'vitest';
import { hashOf } from '../../shared/deliver/ledger-store.ts';
import type { JobState } from '../../shared/model/job-state.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { marksOf, readMarks, writeMark } from '../../shared/state/marks.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { ACCOUNT, minutes } from '../builders.ts';

function state(change: Partial<JobState> = {}, finishedAt = minutes(0)): JobState {
  const result = {
    job: 'keys',
    account: ACCOUNT,
    startedAt: finishedAt,
    finishedAt,
    complete: true,
  } as const;
  const rest = { parts: {}, findings: [], passed: {}, blind: [] };
  return { ...emptyState(ACCOUNT, '', 'keys', minutes(-60)), result: { ...result, ...rest }, ...change };
}

async function put(store: ObjectStore, of: JobState): Promise<void> {
  await writeMark(store, of, await marksOf(store, of));
}

const OPEN = { f1: { firstSeen: minutes(0), lastSeen: minutes(0) } };

test('a mark tells when a job finished, and whether there may be something to say', async () => {
  const store = memoryStore();
  const contents: string[] = [];
  for (const [at, change] of [
    [minutes(0), {}],
    [minutes(5), {}],
    [minutes(10), { open: OPEN }],
    [minutes(15), { open: { f1: { ...OPEN.f1, lastSeen: minutes(15) } } }],
    [minutes(20), {}],
    [minutes(25), { trouble: { code: 'ClockSkew', message: '', hint: '', at: minutes(25), run: 'r' } }],
  ] as const) {
    await put(store, state(change, at));
    const [mark, ...others] = await readMarks(store);
    expect(others).toEqual([]);
    expect(mark).toMatchObject({ account: ACCOUNT, job: 'keys', finishedAt: at.replace('.000Z', 'Z') });
    contents.push(mark?.content ?? '');
  }
  const [first, later, open, stillOpen, resolved, troubled] = contents;
  expect(later).toBe(first);
  expect(open).not.toBe(first);
  expect(stillOpen).toBe(open);
  expect(resolved).toBe(first);
  expect(troubled).not.toBe(first);
});

test('of two marks that a killed run leaves, the newer one counts', async () => {
  const store = memoryStore();
  await put(store, state({}, minutes(0)));
  const [old] = await store.list('marks/');
  await put(store, state({ open: OPEN }, minutes(5)));
  await store.put(old ?? '', Buffer.from('{}'));
  expect(await readMarks(store)).toMatchObject([{ finishedAt: minutes(5).replace('.000Z', 'Z') }]);
  await put(store, state({ open: OPEN }, minutes(5)));
  expect(await store.list('marks/')).toHaveLength(1);
});

test('a run that is killed between the marks leaves news: none is not the one before', async () => {
  const store = memoryStore();
  await put(store, state());
  const before = await readMarks(store);
  const killed: ObjectStore = {
    ...store,
    put: async () => {
      throw new Error('killed');
    },
  };
  await expect(put(killed, state({ open: OPEN }, minutes(5)))).rejects.toThrow('killed');
  const between = await readMarks(store);
  expect(hashOf(between)).not.toBe(hashOf(before));
  await put(store, state({ open: OPEN }, minutes(10)));
  expect(hashOf(await readMarks(store))).not.toBe(hashOf(between));
});
