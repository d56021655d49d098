import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine } from '../functions/machine.ts';
import { memoryStore } from '../shared/accounts/connect.ts';
import { silentLog } from '../shared/model/log.ts';
import type { ObjectStore } from '../shared/model/object-store.ts';
import { emptyState } from '../shared/run/next-state.ts';
import { keptFrom, prune } from '../shared/run/prune.ts';
import { readState } from '../shared/state/job-store.ts';
import { evidenceDay } from '../shared/state/paths.ts';
import { DirectoryStore } from '../shared/store/directory.ts';
import { countedStore } from './counted-store.ts';

const ACCOUNT = '1000000000000001';
const TODAY = '2026-11-23T00:00:00.000Z';
const DAY_MS = 86_400_000;

/** As many objects a day as 288 runs of `keys` that wrote all of their evidence left. */
async function history(store: ObjectStore, days: number, runs: number): Promise<void> {
  for (let back = days; back >= 0; back -= 1) {
    const day = new Date(Date.parse(TODAY) - back * DAY_MS).toISOString().slice(0, 10);
    const names = Array.from(
      { length: runs },
      (_, run) =>
        `${evidenceDay(ACCOUNT, day)}${day.replaceAll('-', '')}T${String(run).padStart(6, '0')}Z-keys-0`,
    );
    for (const run of names)
      for (const file of ['snapshot', 'findings', 'manifest'])
        await store.put(`${run}/${file}.json`, Buffer.from('{}'));
  }
}

const OURS = { overtaken: async () => null };

async function shorten(store: ObjectStore, days: number): Promise<string> {
  const { store: counted, taken } = countedStore(store);
  const since = new Date(Date.parse(TODAY) - days * DAY_MS).toISOString();
  const fresh = emptyState(ACCOUNT, '', 'keys', since);
  let evidence = fresh.evidence;
  let [runs, longest] = [0, 0];
  const retention = { evidenceDays: 29, changeDays: null };
  for (;;) {
    const state = { ...fresh, evidence, result: null, runs: [] };
    const next = keptFrom(state, TODAY.slice(0, 10), retention.evidenceDays);
    if (next === evidence.keptFrom && evidence.deletedTo === next) break;
    const start = performance.now();
    await prune(counted, { ...state, evidence: { ...evidence, keptFrom: next } }, retention, OURS, silentLog);
    longest = Math.max(longest, performance.now() - start);
    const stored = await readState(store, ACCOUNT, 'keys');
    if (stored.kind !== 'ok') throw new Error(stored.kind);
    evidence = stored.value.evidence;
    runs += 1;
  }
  const calls = taken();
  const left = new Set((await store.list('evidence/')).map((key) => key.split('/').slice(2, 5).join('-')));
  return `${runs} | ${calls.length} | ${Math.round(longest)} ms | ${left.size - 1}`;
}

/** Retention shortened to 29 days. */
export async function pruneTable(): Promise<string> {
  const lines = [
    'Retention shortened to 29 days, 864 objects a day\n',
    '| history | store | runs | store calls | longest run | days left |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const days of [119, 400]) {
    const memory = memoryStore();
    await history(memory, days, 288);
    lines.push(`| ${days} days | in memory, 3 ms a call | ${await shorten(memory, days)} |`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
  const directory = new DirectoryStore(folder, machine.uuid);
  await history(directory, 119, 24);
  lines.push(`| 119 days, 72 objects a day | directory | ${await shorten(directory, 119)} |`);
  const folders = readdirSync(folder, { recursive: true }).filter((name) =>
    /\d\/\d\d\/\d\d$/.test(String(name)),
  );
  rmSync(folder, { recursive: true });
  return `${[...lines, '', `folders of days left in the directory: ${folders.length}`].join('\n')}\n`;
}
