import type { Finding } from '../model/finding.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { EvidenceChain, JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { type Doubt, doubts } from './doubt.ts';
import { documentsOf } from './evidence-documents.ts';
import { FINDINGS, MANIFEST } from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { readState } from './job-store.ts';
import { holderOf } from './lease.ts';
import { dayOf, evidencePath } from './paths.ts';
import { type Verification, verifyEvidence, type WalkedLink } from './verify-evidence.ts';
import { changeDoubts, historyDoubts, type SealedRun } from './verify-records.ts';

export interface VerifiedChain extends Omit<Verification, 'begins'> {
  account: string;
  job: Job;
  /** The state, which names the end of the chain, is damaged. */
  lost: boolean;
  /** To be kept where nobody who writes to the store can write: it shows later that nothing up to it was changed. */
  head: EvidenceChain['head'];
  doubts: readonly Doubt[];
  /**
   * Runs beside the chain, each with the same one before it as a run of the chain, or with its newest while a run is under way:
   * they ended before they wrote their state.
   */
  beside: readonly string[];
}

/** Zero runs is not whole. */
export function isWhole({ runs, broken, lost, doubts }: VerifiedChain): boolean {
  return runs > 0 && !broken && !lost && doubts.length === 0;
}

/** For how many days things are kept; null: for ever. */
interface Kept {
  evidenceDays: number | null;
  changeDays: number | null;
}

/**
 * Walks the evidence of every account and job, and compares it with what else is stored: the states, which runs lie there, how
 * long they are to be kept, the archive of changes and the history. Somebody who can write to the store can still replace all
 * of it at once; that shows only against an anchor from elsewhere, or by signatures. Throws what the store throws.
 */
export async function verifyStore(store: ObjectStore, kept: Kept): Promise<VerifiedChain[]> {
  const sealed = await sealedRuns(store);
  const stated = (await store.list('state/')).flatMap(
    (key) => /^state\/([^/]+)\/\w+\.json$/.exec(key)?.[1] ?? [],
  );
  const accounts = [...new Set([...stated, ...sealed.keys()].map((name) => name.split(' ')[0] ?? ''))].sort();
  const verified: VerifiedChain[] = [];
  for (const account of accounts) {
    const chains: Walked[] = [];
    for (const job of ALL_JOBS) {
      const runs = sealed.get(`${account} ${job}`) ?? [];
      const chain = await verifyChain(store, account, job, runs, kept.evidenceDays);
      if (chain) chains.push(chain);
    }
    for (const chain of chains) {
      const doubts = [...chain.doubts, ...(await recordDoubts(store, chain, chains, kept.changeDays))];
      verified.push({ ...chain, beside: chain.beside.map(({ run }) => run), doubts });
    }
  }
  return verified;
}

interface Walked extends Omit<VerifiedChain, 'beside'> {
  beside: readonly SealedRun[];
}

/** The archive of changes is of the activity, the history of the inventory. */
async function recordDoubts(
  store: ObjectStore,
  { account, job, links, beside }: Walked,
  chains: readonly Walked[],
  changeDays: number | null,
): Promise<Doubt[]> {
  if (job === 'activity') return changeDoubts(store, account, { chained: links, beside }, changeDays);
  if (job !== 'inventory') return [];
  const spend = chains.find((chain) => chain.job === 'spend');
  const bills = spend && !spend.broken && spend.runs > 0 ? [...spend.links, ...spend.beside] : null;
  return historyDoubts(store, account, links, bills);
}

/** Runs with a manifest, by account and job, oldest first. */
async function sealedRuns(store: ObjectStore): Promise<Map<string, string[]>> {
  const runs = new Map<string, string[]>();
  for (const key of await store.list('evidence/')) {
    const [, account, run, job] =
      /^evidence\/([^/]+)\/\d+\/\d+\/\d+\/(\d{8}T\d{6}Z-(\w+)-\w+)\/manifest\.json$/.exec(key) ?? [];
    if (account === undefined || run === undefined) continue;
    const name = `${account} ${job}`;
    runs.set(name, [...(runs.get(name) ?? []), run]);
  }
  return runs;
}

async function verifyChain(
  store: ObjectStore,
  account: string,
  job: Job,
  sealed: readonly string[],
  evidenceDays: number | null,
): Promise<Walked | null> {
  const state = await readState(store, account, job);
  const nothing = { runs: 0, files: 0, broken: null, oldest: null, links: [] };
  const bare = { account, job, ...nothing, lost: state.kind === 'corrupt', head: null, beside: [] };
  if (state.kind !== 'ok') {
    if (state.kind === 'none' && sealed.length === 0) return null;
    return { ...bare, doubts: state.kind === 'none' ? doubts('no-state', sealed) : [] };
  }
  const { evidence } = state.value;
  const { begins, ...walked } = await verifyEvidence(store, evidence);
  const { links } = walked;
  const chained = new Set(links.map(({ run }) => run));
  // What is left from before the first kept day was not deleted yet; before a beginning there is nothing to be left.
  const others = sealed.filter((run) => !chained.has(run) && (begins || dayOf(run) >= evidence.keptFrom));
  const held = others.length > 0 && (await holderOf(store, { account, job })) !== null;
  const beside = await besideChain(store, account, others, [
    ...links.map(({ previous }) => previous),
    ...(held ? [evidence.head?.sha256 ?? null] : []), // it has sealed, and its state comes next; or it was killed in between
  ]);
  const unlinked = others.filter((run) => !beside.some((ended) => ended.run === run));
  const walk = { links, sealed, unlinked };
  const found = walked.broken ? [] : await doubtsOf(store, state.value, walk, evidenceDays);
  return { ...bare, ...walked, head: evidence.head, doubts: found, beside };
}

async function besideChain(
  store: ObjectStore,
  account: string,
  runs: readonly string[],
  previous: readonly (string | null)[],
): Promise<SealedRun[]> {
  const before = new Set(previous);
  const found: SealedRun[] = [];
  for (const run of runs) {
    const key = `${evidencePath(account, run)}manifest.json`;
    const bytes = await store.get(key);
    const stored = bytes && readPlain(MANIFEST, key, bytes);
    if (stored?.kind !== 'ok' || !before.has(stored.value.previous?.sha256 ?? null)) continue;
    found.push({ run, finishedAt: stored.value.finishedAt, records: stored.value.records ?? {} });
  }
  return found;
}

interface Walk extends Pick<Verification, 'links'> {
  sealed: readonly string[];
  unlinked: readonly string[];
}

async function doubtsOf(
  store: ObjectStore,
  state: JobState,
  { links, sealed, unlinked }: Walk,
  evidenceDays: number | null,
): Promise<Doubt[]> {
  const { evidence, runs } = state;
  const chained = new Set(links.map(({ run }) => run));
  const first = firstDayToKeep(state, evidence.head?.run ?? runs[0]?.id, evidenceDays);
  const known = runs.map(({ id }) => id).filter((id) => dayOf(id) >= (first ?? evidence.keptFrom));
  const missing = known.filter((id) => !chained.has(id) && !isContinued(id, chained));
  return [
    ...doubts('no-head', evidence.head === null ? sealed : []),
    ...doubts('unlinked', evidence.head === null ? [] : unlinked),
    ...doubts('run-missing', missing.reverse()),
    ...doubts(
      'foreign',
      links.filter((link) => isForeign(link, state)).map(({ run }) => run),
    ),
    ...doubts('cut', first !== null && evidence.keptFrom > first ? [evidence.keptFrom] : []),
    ...doubts('differs', (await saysTheSame(store, state)) ? [] : [links[0]?.run ?? '']),
  ];
}

function isForeign({ run, key, says }: WalkedLink, { account, job }: JobState): boolean {
  const lies = key !== `${evidencePath(account, run)}manifest.json`;
  return lies || says.account !== account || says.job !== job || says.run !== run;
}

/** A run that an event started is stored under a name that depends on what it added to, with the same beginning. */
function isContinued(id: string, chained: ReadonlySet<string>): boolean {
  const start = id.slice(0, -8);
  for (const run of chained) if (run.startsWith(start)) return true;
  return false;
}

/** The day from which evidence must be there: all of it, or that of the last days. */
function firstDayToKeep({ since }: JobState, newest: string | undefined, days: number | null): string | null {
  if (newest === undefined) return null;
  const begin = since.slice(0, 10);
  if (days === null) return begin;
  const cutoff = dayBefore(dayOf(newest), days);
  return cutoff > begin ? cutoff : begin;
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}

/** Whether the state holds the verdicts that the evidence of its newest run holds. */
async function saysTheSame(store: ObjectStore, { evidence: { head }, result }: JobState): Promise<boolean> {
  if (!head || !result) return true;
  const documents = await documentsOf(store, head.key);
  const stored = documents && readPlain(FINDINGS, head.key, documents.findings);
  if (stored?.kind !== 'ok') return true; // of an earlier version
  return told(stored.value) === told(result.findings);
}

function told(findings: readonly Finding[]): string {
  const open = findings.filter(({ status }) => status !== 'pass' && status !== 'skipped');
  return open
    .map(({ fingerprint, status }) => `${fingerprint} ${status}`)
    .sort()
    .join('\n');
}
