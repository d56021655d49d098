import type { Finding } from '../model/finding.ts';
import { ALL_JOBS, type Job } from '../model/job.ts';
import type { EvidenceChain, JobState } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { evidenceDocuments } from './evidence-documents.ts';
import { FINDINGS, MANIFEST } from './formats/evidence.ts';
import { readPlain } from './formats/stored-format.ts';
import { readState } from './job-store.ts';
import { dayOf, evidencePath } from './paths.ts';
import { type Verification, verifyEvidence } from './verify-evidence.ts';

/**
 * What does not fit together although every file of the chain is as it was written.
 * `no-state`: there is evidence of a job that has no state. `no-head`: the state names no newest run, but there are runs.
 * `unlinked`: runs that no later one names, such as the end of a chain that was replaced, or a run that somebody added. `run-missing`: the state knows a run that the chain does not hold.
 * `cut`: the evidence is kept from a later day than the retention asks for. `differs`: the state says something else than the
 * evidence of its newest run.
 */
export type DoubtKind = 'no-state' | 'no-head' | 'unlinked' | 'run-missing' | 'cut' | 'differs';

export interface Doubt {
  kind: DoubtKind;
  /** How many runs it is about, where it is about several. */
  count: number;
  /** The first of them, or a day. */
  what: string;
}

export interface VerifiedChain extends Omit<Verification, 'begins'> {
  account: string;
  job: Job;
  /** The state, which names the end of the chain, is damaged. */
  lost: boolean;
  /** To be kept where nobody who writes to the store can write: it shows later that nothing up to it was changed. */
  head: EvidenceChain['head'];
  doubts: readonly Doubt[];
  /** Runs beside the chain, each with the same one before it as a run of the chain: they ended before they wrote their state. */
  beside: readonly string[];
}

/** Zero runs is not whole. */
export function isWhole({ runs, broken, lost, doubts }: VerifiedChain): boolean {
  return runs > 0 && !broken && !lost && doubts.length === 0;
}

/** The hash of a newest run that was noted elsewhere, with the run where it is known. */
export interface Anchor {
  sha256: string;
  run: string | null;
}

/** Those that no chain holds any more, except what the retention has ended since. What is there does not tell how much there was. */
export function lostAnchors(
  chains: readonly VerifiedChain[],
  anchors: readonly Anchor[],
  evidenceDays: number | null,
): readonly Anchor[] {
  const links = chains.flatMap((chain) => chain.links);
  const held = new Set(links.map(({ sha256 }) => sha256));
  const newest = links
    .map(({ run }) => dayOf(run))
    .sort()
    .at(-1);
  const first = newest === undefined || evidenceDays === null ? '' : dayBefore(newest, evidenceDays);
  return anchors.filter(({ sha256, run }) => !held.has(sha256) && (run === null || dayOf(run) >= first));
}

/**
 * Walks the evidence of every account and job, and compares it with what else is stored: the states, which runs lie there, how
 * long they are to be kept. Somebody who can write to the store can still replace all of it at once; that shows only against
 * an anchor from elsewhere. Throws what the store throws.
 */
export async function verifyStore(store: ObjectStore, evidenceDays: number | null): Promise<VerifiedChain[]> {
  const sealed = await sealedRuns(store);
  const stated = (await store.list('state/')).flatMap(
    (key) => /^state\/([^/]+)\/\w+\.json$/.exec(key)?.[1] ?? [],
  );
  const accounts = [...new Set([...stated, ...sealed.keys()].map((name) => name.split(' ')[0] ?? ''))].sort();
  const chains: VerifiedChain[] = [];
  for (const account of accounts) {
    for (const job of ALL_JOBS) {
      const chain = await verifyChain(
        store,
        account,
        job,
        sealed.get(`${account} ${job}`) ?? [],
        evidenceDays,
      );
      if (chain) chains.push(chain);
    }
  }
  return chains;
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
): Promise<VerifiedChain | null> {
  const state = await readState(store, account, job);
  const nothing = { runs: 0, files: 0, broken: null, oldest: null, links: [] };
  const bare = { account, job, ...nothing, lost: state.kind === 'corrupt', head: null, beside: [] };
  if (state.kind !== 'ok') {
    if (state.kind === 'none' && sealed.length === 0) return null;
    return { ...bare, doubts: state.kind === 'none' ? [doubt('no-state', sealed)] : [] };
  }
  const { evidence } = state.value;
  const { begins, ...walked } = await verifyEvidence(store, evidence);
  const { links } = walked;
  const chained = new Set(links.map(({ run }) => run));
  // What is left from before the first kept day was not deleted yet; before a beginning there is nothing to be left.
  const others = sealed.filter((run) => !chained.has(run) && (begins || dayOf(run) >= evidence.keptFrom));
  const beside = await besideChain(store, account, others, links);
  const unlinked = others.filter((run) => !beside.includes(run));
  const walk = { links, sealed, unlinked };
  const doubts = walked.broken ? [] : await doubtsOf(store, state.value, walk, evidenceDays);
  return { ...bare, ...walked, head: evidence.head, doubts, beside };
}

async function besideChain(
  store: ObjectStore,
  account: string,
  runs: readonly string[],
  links: Verification['links'],
): Promise<string[]> {
  const before = new Set(links.map(({ previous }) => previous));
  const found: string[] = [];
  for (const run of runs) {
    const key = `${evidencePath(account, run)}manifest.json`;
    const bytes = await store.get(key);
    const stored = bytes && readPlain(MANIFEST, key, bytes);
    if (stored?.kind === 'ok' && before.has(stored.value.previous?.sha256 ?? null)) found.push(run);
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
    ...(evidence.head === null && sealed.length > 0 ? [doubt('no-head', sealed)] : []),
    ...(unlinked.length > 0 && evidence.head !== null ? [doubt('unlinked', unlinked)] : []),
    ...(missing.length > 0 ? [doubt('run-missing', missing.reverse())] : []),
    ...(first !== null && evidence.keptFrom > first
      ? [{ kind: 'cut', count: 1, what: evidence.keptFrom } as const]
      : []),
    ...((await saysTheSame(store, state))
      ? []
      : [{ kind: 'differs', count: 1, what: links[0]?.run ?? '' } as const]),
  ];
}

function doubt(kind: DoubtKind, runs: readonly string[]): Doubt {
  return { kind, count: runs.length, what: runs[0] ?? '' };
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
  const bytes = await store.get(head.key);
  const manifest = bytes && readPlain(MANIFEST, head.key, bytes);
  const documents = manifest?.kind === 'ok' ? await evidenceDocuments(store, manifest.value) : null;
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
