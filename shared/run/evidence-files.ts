import { settledFindings } from '../checks/run-checks.ts';
import type { Config } from '../config/schema.ts';
import { AppError } from '../model/error.ts';
import type { Finding } from '../model/finding.ts';
import type { JobResult, Observed } from '../model/job.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { markOf } from '../state/codec.ts';
import { SNAPSHOT } from '../state/formats/evidence.ts';
import { readPlain } from '../state/formats/stored-format.ts';

const AT_ONCE = 500;

/** What was observed, with the policy that it is judged by, as JSON in pieces. */
export function* snapshotJson({ parts, ...rest }: Observed, { policy, regions }: Config): Generator<string> {
  const head = JSON.stringify({ schema: markOf(SNAPSHOT), ...rest, policy, regions });
  yield `${head.slice(0, -1)},"parts":{`;
  let separator = '\n';
  for (const [part, observation] of Object.entries(parts)) {
    yield `${separator}${JSON.stringify(part)}:`;
    separator = ',\n';
    if (observation.seen && Array.isArray(observation.value)) {
      yield '{"seen":true,"value":';
      yield* arrayJson(observation.value);
      yield `,"at":${JSON.stringify(observation.at)}}`;
    } else {
      yield JSON.stringify(observation);
    }
  }
  yield '}}\n';
}

/** Reads back what `snapshotJson` wrote. Throws `AppError` EvidenceUnreadable, StateTooNew and StateTooOld. */
export function parseSnapshot(bytes: Buffer, key: string): Observed {
  const stored = readPlain(SNAPSHOT, key, bytes);
  if (stored.kind === 'corrupt')
    throw new AppError(
      'EvidenceUnreadable',
      `The evidence ${key} of an earlier attempt of this run cannot be read: ${stored.why}.`,
      'It was changed, or written by another version; the next trigger starts a new run.',
    );
  const { job, account, startedAt, finishedAt, parts, gaps, memory, looks = null } = stored.value;
  return { job, account, startedAt, finishedAt, parts, gaps, memory, looks };
}

/** Every verdict of the run: those that ask for something, then those that passed or did not apply. */
export function* findingsJson(result: JobResult, snapshot: Snapshot, config: Config): Generator<string> {
  yield* arrayJson(everyFinding(result, snapshot, config));
}

function* everyFinding(result: JobResult, snapshot: Snapshot, config: Config): Generator<Finding> {
  yield* result.findings;
  const told = new Set(result.findings.map(({ fingerprint }) => fingerprint));
  for (const settled of settledFindings(snapshot, config, new Date(result.finishedAt), [result.job])) {
    if (!told.has(settled.fingerprint)) yield settled; // what a run did not look at again stays as it was judged
  }
}

function* arrayJson(items: Iterable<unknown>): Generator<string> {
  let separator = '[\n';
  let lines: string[] = [];
  for (const item of items) {
    lines.push(JSON.stringify(item));
    if (lines.length < AT_ONCE) continue;
    yield separator + lines.join(',\n');
    separator = ',\n';
    lines = [];
  }
  if (lines.length > 0) yield separator + lines.join(',\n');
  yield separator === '[\n' && lines.length === 0 ? '[]' : '\n]';
}
