import { settledFindings } from '../checks/run-checks.ts';
import type { Config } from '../config/schema.ts';
import type { Finding } from '../model/finding.ts';
import type { JobResult, Observed } from '../model/job.ts';
import type { Observation } from '../model/observation.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { markOf } from '../state/codec.ts';
import { type Part, unreadableEvidence } from '../state/evidence.ts';
import {
  FINDINGS_OF,
  SNAPSHOT,
  SNAPSHOT_HEAD,
  SNAPSHOT_MEMORY,
  SNAPSHOT_PART,
} from '../state/formats/evidence.ts';
import { readPlain } from '../state/formats/stored-format.ts';

const AT_ONCE = 500;

/** What was observed, with the policy that it is judged by, and every verdict, cut so that what stays the same is apart from what does not. */
export function* evidenceParts(
  observed: Observed,
  result: JobResult,
  snapshot: Snapshot,
  config: Config,
): Generator<Part> {
  const { job, account, parts, gaps, memory, looks } = observed;
  const { policy, regions } = config;
  const order = Object.keys(parts);
  const head = { schema: markOf(SNAPSHOT), job, account, gaps, looks, policy, regions, order };
  yield { name: SNAPSHOT_HEAD, chunks: [JSON.stringify(head)] };
  yield { name: SNAPSHOT_MEMORY, chunks: [JSON.stringify(memory)] };
  for (const [part, observation] of Object.entries(parts)) {
    yield { name: SNAPSHOT_PART + part, chunks: observationJson(observation) };
  }
  for (const [check, findings] of findingsByCheck(result, snapshot, config)) {
    yield { name: FINDINGS_OF + check, chunks: arrayJson(findings) };
  }
}

/** Reads back what an earlier attempt saw. Throws `AppError` EvidenceUnreadable, StateTooNew and StateTooOld. */
export function parseSnapshot(bytes: Buffer, key: string): Observed {
  const stored = readPlain(SNAPSHOT, key, bytes);
  if (stored.kind === 'corrupt') throw unreadableEvidence(key, stored.why);
  const { job, account, startedAt, finishedAt, parts, gaps, memory, looks = null } = stored.value;
  return { job, account, startedAt, finishedAt, parts, gaps, memory, looks };
}

function* observationJson(observation: Observation<unknown>): Generator<string> {
  if (!observation.seen || !Array.isArray(observation.value)) {
    yield JSON.stringify(observation);
    return;
  }
  let separator = '{';
  for (const [name, value] of Object.entries(observation)) {
    if (value === undefined) continue;
    const begin = `${separator}${JSON.stringify(name)}:`;
    if (name !== 'value') yield begin + JSON.stringify(value);
    else yield* [begin, ...arrayJson(observation.value)];
    separator = ',';
  }
  yield '}';
}

/** Those that ask for something, then those that passed or did not apply; those of one check are in memory at a time. */
function* findingsByCheck(
  { job, findings, finishedAt }: JobResult,
  snapshot: Snapshot,
  config: Config,
): Generator<[check: string, findings: readonly Finding[]]> {
  const told = new Set(findings.map(({ fingerprint }) => fingerprint));
  const open = byCheck(findings);
  let check = '';
  let settled: Finding[] = [];
  for (const finding of settledFindings(snapshot, config, new Date(finishedAt), [job])) {
    if (finding.check !== check && check !== '') {
      yield [check, [...(open.get(check) ?? []), ...settled]];
      open.delete(check);
      settled = [];
    }
    check = finding.check;
    // What a run did not look at again stays as it was judged.
    if (!told.has(finding.fingerprint)) settled.push(finding);
  }
  if (check !== '') yield [check, [...(open.get(check) ?? []), ...settled]];
  open.delete(check);
  yield* open;
}

function byCheck(findings: readonly Finding[]): Map<string, Finding[]> {
  const checks = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = checks.get(finding.check);
    if (known) known.push(finding);
    else checks.set(finding.check, [finding]);
  }
  return checks;
}

function* arrayJson(items: readonly unknown[]): Generator<string> {
  let separator = '[\n';
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const lines = items.slice(start, start + AT_ONCE).map((item) => JSON.stringify(item));
    yield separator + lines.join(',\n');
    separator = ',\n';
  }
  yield items.length === 0 ? '[]' : '\n]';
}
