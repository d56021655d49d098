import type { KeyObject } from 'node:crypto';
import type { MappedRequirement } from '../checks/frameworks.ts';
import type { SaidOf } from '../checks/settled-since.ts';
import { decidingChecks, type Said, standingsIn } from '../checks/standing.ts';
import type { Config } from '../config/schema.ts';
import { waiverFor } from '../config/waiver.ts';
import type { RequirementStanding } from '../model/compliance.ts';
import type { BundleRun, Span } from '../model/evidence-bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { Job } from '../model/job.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { fingerprintOf, isSigned, type Signature } from '../model/signature.ts';
import { conclusionsOf, daysBetween, newestRuns, type RunOfDay } from '../state/evidence-days.ts';
import { signatureBeside } from '../state/verify-signatures.ts';

/** What one day showed; null standings: nobody looked. */
interface DayShown {
  day: string;
  standings: readonly RequirementStanding[] | null;
  missing: readonly string[];
}

export interface Shown {
  /** Of the last day on which somebody looked; null: on none. */
  last: { day: string; standings: readonly RequirementStanding[] } | null;
  /** By requirement, in their order. */
  spans: readonly (readonly Span[])[];
  looked: number;
  runs: readonly BundleRun[];
}

/** Where requirements stood on each day of a period, from the verdicts that are kept as evidence. One day is in memory at a time. */
export async function showDays(
  store: ObjectStore,
  asked: Pick<Showing, 'accounts' | 'requirements' | 'jobs' | 'config' | 'publicKey'>,
  period: { from: string; to: string },
): Promise<Shown> {
  const byAccount = new Map<string, readonly RunOfDay[]>();
  for (const { id } of asked.accounts) byAccount.set(id, await newestRuns(store, id, period));
  const spans: Span[][] = asked.requirements.map(() => []);
  const runs: BundleRun[] = [];
  let last: Shown['last'] = null;
  let looked = 0;
  for (const day of daysBetween(period.from, period.to)) {
    const shown = await showDay(day, { ...asked, store, byAccount, runs });
    if (shown.standings) {
      last = { day, standings: shown.standings };
      looked += 1;
    }
    for (const [index, own] of spans.entries()) addDay(own, shown, index);
  }
  return { last, spans, looked, runs };
}

interface Showing {
  store: ObjectStore;
  accounts: readonly { id: string; name: string }[];
  requirements: readonly MappedRequirement[];
  jobs: readonly Job[];
  byAccount: ReadonlyMap<string, readonly RunOfDay[]>;
  config: Pick<Config, 'waivers'>;
  /** Checks signatures; null: none is known. */
  publicKey: KeyObject | null;
  /** Those that were used are added. */
  runs: BundleRun[];
}

async function showDay(day: string, showing: Showing): Promise<DayShown> {
  const { accounts, requirements, config } = showing;
  const missing: string[] = [];
  const said: Said[] = [];
  for (const account of accounts) {
    const told = await saidOn(day, account, showing);
    missing.push(...told.missing);
    if (told.said) said.push(told.said);
  }
  if (said.length === 0) return { day, standings: null, missing: [] };
  const end = new Date(`${day}T23:59:59+08:00`);
  const waiverOf = (one: SaidOf) => waiverFor(one, config.waivers, end);
  const standings = requirements.map(standingsIn(said, { isOff: () => false, waiverOf }));
  return { day, standings, missing };
}

/** What the jobs of one account concluded last on a day. Without its inventory nothing tells which clusters there were. */
async function saidOn(
  day: string,
  { id, name }: { id: string; name: string },
  { store, requirements, jobs, byAccount, runs, publicKey }: Showing,
): Promise<{ said: Said | null; missing: readonly string[] }> {
  const wanted = decidingChecks(requirements);
  const verdicts = new Map<string, Finding[]>();
  const whole = new Set<Job>();
  let hasPopulation = false;
  for (const run of byAccount.get(id)?.filter((one) => one.day === day && jobs.includes(one.job)) ?? []) {
    const { bytes, sha256, complete, findings } = await conclusionsOf(store, run.key);
    const intact = findings !== null;
    const seal = sealOf(bytes, await signatureBeside(store, run.key), publicKey);
    runs.push({
      ...{ day, account: id, job: run.job, run: run.run, manifest: run.key, sha256 },
      ...seal,
      ...{ complete, intact },
    });
    if (intact && complete) whole.add(run.job);
    if (intact && run.job === 'inventory') hasPopulation = true;
    for (const finding of findings ?? []) if (wanted.has(finding.check)) addTo(verdicts, finding);
  }
  const missing = jobs.filter((job) => !whole.has(job)).map((job) => `${id} ${job}`);
  return { said: hasPopulation ? { account: id, name, verdicts, unlisted: [] } : null, missing };
}

function sealOf(
  manifest: Buffer | null,
  stored: Signature | 'damaged' | 'missing',
  key: KeyObject | null,
): Pick<BundleRun, 'bytes' | 'signature'> {
  const bytes = manifest?.toString('base64') ?? '';
  if (typeof stored === 'string') return { bytes, signature: { state: stored, stored: null } };
  if (!key) return { bytes, signature: { state: 'unchecked', stored } };
  if (stored.key !== fingerprintOf(key)) return { bytes, signature: { state: 'other-key', stored } };
  const state = manifest && isSigned(manifest, key, stored) ? 'valid' : 'invalid';
  return { bytes, signature: { state, stored } };
}

function addTo(verdicts: Map<string, Finding[]>, finding: Finding): void {
  const known = verdicts.get(finding.check);
  if (known) known.push(finding);
  else verdicts.set(finding.check, [finding]);
}

/** Goes on with the last span where nothing differs. */
function addDay(spans: Span[], { day, standings, missing }: DayShown, index: number): void {
  const counts = standings?.[index]?.counts ?? null;
  const before = spans.at(-1);
  const isSame =
    before && JSON.stringify([before.counts, before.missing]) === JSON.stringify([counts, missing]);
  if (isSame) spans.splice(-1, 1, { ...before, to: day });
  else spans.push({ from: day, to: day, counts, missing });
}
