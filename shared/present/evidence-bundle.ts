import type { KeyObject } from 'node:crypto';
import { frameworkName, type MappedRequirement, requirements } from '../checks/frameworks.ts';
import { checks } from '../checks/index.ts';
import { FRAMEWORKS } from '../checks/requirements.ts';
import { decidingChecks } from '../checks/standing.ts';
import type { Config } from '../config/schema.ts';
import { endOf } from '../config/waiver.ts';
import type { RequirementStanding, Unit } from '../model/compliance.ts';
import { AppError } from '../model/error.ts';
import type {
  BundleChange,
  BundleRequirement,
  EvidenceBundle,
  Sample,
  Span,
} from '../model/evidence-bundle.ts';
import { JOBS, type Job } from '../model/job.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import { algorithmOf, fingerprintOf, pemOf, type Signer } from '../model/signature.ts';
import { VERSION } from '../model/version.ts';
import { readAcknowledgements } from '../state/acknowledgements.ts';
import { archivedChanges, daysBetween, firstEvidenceDay } from '../state/evidence-days.ts';
import { type Language, render } from '../text/render.ts';
import { acceptancesOf, acknowledgedIn } from './acceptances.ts';
import { exceptionsOf, tellRequirement } from './compliance.ts';
import { showDays } from './evidence-days.ts';
import type { EvidenceQuestion } from './evidence-question.ts';

const SAMPLES = 3;

export interface EvidenceSources {
  store: ObjectStore;
  config: Config;
  /** What is stored now: the accounts, newest changes and ends of chains. */
  accounts: readonly AccountResult[];
  /** Signs the evidence; null: nothing does. */
  signer: Signer | null;
  now: Date;
  language: Language;
}

/**
 * The evidence of a framework over a period. A day on which nobody looked is a gap, and meets nothing. Throws `AppError`
 * NoEvidence, and what the store throws.
 */
export async function evidenceBundle(
  question: EvidenceQuestion,
  { store, config, accounts, signer, now, language }: EvidenceSources,
): Promise<EvidenceBundle> {
  const { from, to } = question;
  const asked = requirements.filter(({ framework }) => framework === question.framework);
  const named = accounts.map(({ id, name }) => ({ id, name }));
  const key = await keyOf(signer);
  const days = { accounts: named, requirements: asked, jobs: jobsFor(asked), config, publicKey: key.object };
  const shown = await showDays(store, days, question);
  const { last } = shown;
  if (!last) throw await noEvidence(store, question);
  return {
    schema: 'sealwatch.evidence/1',
    version: VERSION,
    generatedAt: now.toISOString(),
    framework: {
      id: question.framework,
      name: frameworkName(question.framework, language),
      standard: FRAMEWORKS.find(({ id }) => id === question.framework)?.standard ?? '',
    },
    period: { from, to, days: daysBetween(from, to).length, looked: shown.looked },
    accounts: named,
    requirements: asked.flatMap((requirement, index) => {
      const standing = last.standings[index];
      return standing
        ? [tellOverTime(requirement, standing, { day: last.day, spans: shown.spans[index] ?? [], language })]
        : [];
    }),
    acceptances: [
      ...acceptancesOf(config, asked, now),
      ...acknowledgedIn(await readAcknowledgements(store), accounts, momentsOf(question), now),
    ],
    changes: await changesIn(store, accounts, question),
    runs: shown.runs,
    ...key.told,
    heads: accounts.flatMap(headsOf),
    verify: verifyCommands(accounts),
  };
}

function jobsFor(asked: readonly MappedRequirement[]): readonly Job[] {
  const wanted = decidingChecks(asked);
  const used = new Set(checks.filter(({ id }) => wanted.has(id)).map(({ job }) => job));
  return JOBS.filter((job) => used.has(job));
}

function tellOverTime(
  requirement: MappedRequirement,
  standing: RequirementStanding,
  { day, spans, language }: { day: string; spans: readonly Span[]; language: Language },
): BundleRequirement {
  return {
    ...tellRequirement(requirement, standing, language),
    day,
    spans,
    exceptions: exceptionsOf(standing.units, language),
    samples: samplesOf(standing.units, language),
    leftOut: standing.leftOut.map(({ account, id, name, summary, evidence }) => ({
      ...{ account, id, name },
      why: render(summary, evidence, language),
    })),
  };
}

/** Evenly through those that meet it, so that the same evidence gives the same samples. */
function samplesOf(units: readonly Unit[], language: Language): Sample[] {
  const met = units.filter(({ standing }) => standing === 'met');
  const count = Math.min(SAMPLES, met.length);
  return Array.from({ length: count }, (_, index) => met[Math.floor((index * met.length) / count)]).flatMap(
    (unit) =>
      unit
        ? [
            {
              ...{ account: unit.account, id: unit.id, name: unit.name },
              seen: unit.reasons.map(({ check, summary, evidence }) => ({
                check,
                text: render(summary, evidence, language),
              })),
            },
          ]
        : [],
  );
}

/** What checks the signatures: of the configuration or of KMS, never of the store. */
async function keyOf(
  signer: Signer | null,
): Promise<{ object: KeyObject | null; told: Pick<EvidenceBundle, 'key' | 'withoutKey'> }> {
  const told = await signer?.publicKey();
  if (!told?.ok) return { object: null, told: { key: null, withoutKey: told?.trouble.message ?? null } };
  const { value } = told;
  const key = {
    algorithm: algorithmOf(value),
    fingerprint: fingerprintOf(value),
    publicKey: pemOf(value),
  };
  return { object: value, told: { key, withoutKey: null } };
}

/** ISO 8601, UTC: where the period starts, and the first moment after it. */
function momentsOf({ from, to }: EvidenceQuestion): { since: string; before: string } {
  return {
    since: new Date(`${from}T00:00:00+08:00`).toISOString(),
    before: new Date(endOf(to)).toISOString(),
  };
}

/** From the archive, and those that are too new for it; newest first. */
async function changesIn(
  store: ObjectStore,
  accounts: readonly AccountResult[],
  question: EvidenceQuestion,
): Promise<BundleChange[]> {
  const { since, before } = momentsOf(question);
  const isIn = ({ at }: { at: string }) => at >= since && at < before;
  const told: BundleChange[] = [];
  for (const { id: account, memory } of accounts) {
    const archived = await archivedChanges(store, account, { since, before });
    const known = new Set(archived.flatMap((one) => [one.id, ...('aliases' in one ? one.aliases : [])]));
    const isNew = ({ id }: { id: string }) => !known.has(id);
    for (const one of archived) told.push(changeOf(one));
    for (const one of (memory?.changes ?? []).filter((change) => isIn(change) && isNew(change)))
      told.push(changeOf({ outcome: 'done', ...one }));
    for (const one of (memory?.attempts ?? []).filter((attempt) => isIn(attempt) && isNew(attempt)))
      told.push(changeOf({ outcome: 'refused', ...one }));
  }
  return told.sort((a, b) => (a.at < b.at ? 1 : -1));
}

type Told = Awaited<ReturnType<typeof archivedChanges>>[number];

function changeOf(one: Told): BundleChange {
  const { at, kind, resource, actor, outcome } = one;
  const { clusters, from, to } = one.outcome === 'done' ? one : { clusters: [], from: '', to: '' };
  return { at, kind, resource, clusters, from, to, actor, outcome };
}

function headsOf({ id: account, memory }: AccountResult): EvidenceBundle['heads'][number][] {
  return Object.entries(memory?.evidence ?? {}).flatMap(([job, head]) =>
    head ? [{ account, job, run: head.run, sha256: head.sha256 }] : [],
  );
}

function verifyCommands(accounts: readonly AccountResult[]): string[] {
  const heads = accounts.flatMap(headsOf);
  return [
    'sealwatch report --verify',
    ...heads.map(({ sha256 }) => `sealwatch report --verify --anchor ${sha256}`),
  ];
}

async function noEvidence(store: ObjectStore, { from, to }: EvidenceQuestion): Promise<AppError> {
  const first = await firstEvidenceDay(store);
  return new AppError(
    'NoEvidence',
    `There is no evidence between ${from} and ${to}.`,
    first === null
      ? 'The store holds no evidence at all; run `sealwatch audit` first.'
      : `Evidence exists from ${first}.`,
  );
}
