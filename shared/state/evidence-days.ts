import pMap from 'p-map';
import { compareText, type Finding } from '../model/finding.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { evidenceDocuments } from './evidence-documents.ts';
import { type ArchivedChange, CHANGE } from './formats/change.ts';
import { FINDINGS, MANIFEST } from './formats/evidence.ts';
import { readPlain, readStored } from './formats/stored-format.ts';
import { digest, evidenceDay } from './paths.ts';

const AT_ONCE = 10;
const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

/** Days `yyyy-mm-dd` from the first to the last, both inclusive. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

export interface RunOfDay {
  /** Asia/Shanghai. */
  day: string;
  job: Job;
  run: string;
  /** Of its manifest. */
  key: string;
}

/** The newest run of each job on each day in Asia/Shanghai, by listings alone. Throws what the store throws. */
export async function newestRuns(
  store: ObjectStore,
  account: string,
  { from, to }: { from: string; to: string },
): Promise<RunOfDay[]> {
  const [before = from] = daysBetween(new Date(Date.parse(from) - DAY_MS).toISOString().slice(0, 10), to);
  const listed = await pMap(daysBetween(before, to), (day) => store.list(evidenceDay(account, day)), {
    concurrency: AT_ONCE,
  });
  const newest = new Map<string, RunOfDay>();
  for (const run of listed.flat().sort(compareText).flatMap(runIn))
    if (run.day >= from && run.day <= to) newest.set(`${run.day} ${run.job}`, run);
  return [...newest.values()];
}

/** The first day, Asia/Shanghai, of which evidence is there; null: there is none. Lists all of it. */
export async function firstEvidenceDay(store: ObjectStore): Promise<string | null> {
  const days = (await store.list('evidence/')).flatMap(runIn).map(({ day }) => day);
  return days.sort()[0] ?? null;
}

const MANIFEST_KEY = /\/((\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(\w+)-\w+)\/manifest\.json$/;

function runIn(key: string): RunOfDay[] {
  const [, run, year, month, date, hour, minute, second, name] = MANIFEST_KEY.exec(key) ?? [];
  const job = ALL_JOBS.find((known) => known === name);
  if (run === undefined || !job) return [];
  const at = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return [{ day: new Date(at + CHINA_MS).toISOString().slice(0, 10), job, run, key }];
}

/** What a run concluded; `findings` is null where they are not what its manifest says. */
export interface Concluded {
  /** Of the manifest; null when it is gone. */
  bytes: Buffer | null;
  sha256: string;
  complete: boolean;
  findings: readonly Finding[] | null;
}

/** Reads the verdicts of one run, and compares them with its manifest. Throws what the store throws, StateTooNew and StateTooOld. */
export async function conclusionsOf(store: ObjectStore, key: string): Promise<Concluded> {
  const bytes = await store.get(key);
  const manifest = bytes && readPlain(MANIFEST, key, bytes);
  const sha256 = bytes ? digest(bytes) : '';
  if (manifest?.kind !== 'ok') return { bytes, sha256, complete: false, findings: null };
  const { complete } = manifest.value;
  const documents = await evidenceDocuments(store, manifest.value);
  if (!documents) return { bytes, sha256, complete, findings: null };
  const stored = readPlain(FINDINGS, key, documents.findings);
  return { bytes, sha256, complete, findings: stored.kind === 'ok' ? stored.value : null };
}

/** Changes and refused calls in the archive between two moments, ISO 8601, UTC; oldest first. Throws what the store throws. */
export async function archivedChanges(
  store: ObjectStore,
  account: string,
  { since, before }: { since: string; before: string },
): Promise<ArchivedChange[]> {
  const folder = `changes/${account}/`;
  const stamp = (at: string) => `${folder}${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const keys = (await store.list(folder))
    .filter((key) => key >= stamp(since) && key < stamp(before))
    .sort(compareText);
  const read = await pMap(keys, async (key) => readStored(CHANGE, key, await store.get(key)), {
    concurrency: AT_ONCE,
  });
  return read.flatMap((one) => (one.kind === 'ok' ? [one.value] : []));
}
