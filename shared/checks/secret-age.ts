import { type Marker, revisionOf, type SecretList, type SecretRow } from '../model/proof.ts';

/**
 * Something that Secrets must be written after: a switch, a rotation, an upgrade. It had not begun at `from` and was over at `to`;
 * ISO 8601, UTC, the same where nothing more is known.
 */
export interface Moment {
  from: string;
  to: string;
}

/** So long after a change of encryption was told an API server may still write as before: they restart one after the other. Assumed. */
const SETTLED_MS = 30 * 60_000;

/** A change of which only the time is known when it was told; `at` is ISO 8601, UTC. */
export function momentOf(at: string): Moment {
  const time = Date.parse(at);
  return { from: at, to: Number.isNaN(time) ? at : new Date(time + SETTLED_MS).toISOString() };
}

/** Secrets by when they were last written. */
export interface SecretAge {
  /** Surely before the moment. */
  before: number;
  /** The markers do not tell: between the two that bracket the moment, or where one of them is missing. */
  between: number;
  /** Surely after it. */
  after: number;
  /** With a resourceVersion that cannot be compared. */
  unknown: number;
  /** Some of `before`, those written first, where the list has names. */
  names: readonly string[];
}

const MOST_NAMES = 20;
/** Clocks may differ by so much, and a look takes its time; as much as the endpoint tolerates of a post. */
const TOLERANCE_MS = 5 * 60_000;

interface Mark {
  at: number;
  revision: bigint;
}

/**
 * Tells old Secrets from new ones by resourceVersion, which is etcd's revision and moves with every write, also of the same
 * content. A marker says that all up to its revision was written before it and all above after it. `created` says only that
 * this revision, and every larger one, is not older than that: it can make a Secret new but never old, because nothing proves
 * that an object has not been rewritten since (managedFields keeps its time when the same content is written again).
 */
export function secretAge(list: SecretList, markers: readonly Marker[], moment: Moment): SecretAge {
  const end = revisionOf(list.resourceVersion);
  const from = Date.parse(moment.from);
  const to = Date.parse(moment.to);
  const known = marksOf([...markers, list]);
  const rows = list.rows.flatMap((row) => {
    const revision = revisionOf(row.resourceVersion);
    return revision === null || end === null || revision > end ? [] : [{ row, revision }];
  });
  const floor = largest(known.filter(({ at }) => at + TOLERANCE_MS <= from).map(({ revision }) => revision));
  const above = smallest(known.filter(({ at }) => at - TOLERANCE_MS >= to).map(({ revision }) => revision));
  const created = firstCreated(rows, known, to);
  const isOld = (revision: bigint): boolean => floor !== null && revision <= floor;
  const isNew = (revision: bigint): boolean =>
    (above !== null && revision > above) || (created !== null && revision >= created);
  const old = rows.filter(({ revision }) => isOld(revision) && !isNew(revision));
  const after = rows.filter(({ revision }) => isNew(revision) && !isOld(revision)).length;
  const odd = rows.filter(({ revision }) => isNew(revision) && isOld(revision)).length;
  return {
    before: old.length,
    between: rows.length - old.length - after - odd,
    after,
    unknown: list.rows.length - rows.length + odd,
    names: firstNames(old),
  };
}

interface Revised {
  row: SecretRow;
  revision: bigint;
}

/** Markers in order of time. Where the revision fell, etcd was restored: those from before count another history. */
function marksOf(markers: readonly Marker[]): Mark[] {
  const marks = markers
    .flatMap(({ at, resourceVersion }) => {
      const revision = revisionOf(resourceVersion);
      const time = Date.parse(at);
      return revision === null || Number.isNaN(time) ? [] : [{ at: time, revision }];
    })
    .sort((a, b) => a.at - b.at);
  const fall = marks.findLastIndex(({ revision }, nth) => revision < (marks[nth - 1]?.revision ?? 0n));
  return marks.slice(Math.max(0, fall));
}

/** The smallest revision of an object that was created after the moment, unless a marker shows that its clock was wrong. */
function firstCreated(rows: readonly Revised[], marks: readonly Mark[], to: number): bigint | null {
  const candidates = rows
    .filter(({ row }) => Date.parse(row.created) - TOLERANCE_MS >= to)
    .sort((a, b) => compare(a.revision, b.revision));
  const first = candidates.find(({ row, revision }) => {
    const seen = marks.find((mark) => mark.revision >= revision);
    return seen !== undefined && Date.parse(row.created) - TOLERANCE_MS <= seen.at;
  });
  return first?.revision ?? null;
}

function firstNames(rows: readonly Revised[]): string[] {
  return [...rows]
    .sort((a, b) => compare(a.revision, b.revision))
    .flatMap(({ row }) => row.name ?? [])
    .slice(0, MOST_NAMES);
}

function largest(revisions: readonly bigint[]): bigint | null {
  return revisions.reduce<bigint | null>((best, one) => (best === null || one > best ? one : best), null);
}

function smallest(revisions: readonly bigint[]): bigint | null {
  return revisions.reduce<bigint | null>((best, one) => (best === null || one < best ? one : best), null);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
