import { expect } from 'vitest';
import type { Severity, Status } from '../../shared/model/finding.ts';
import type { ClusterVerdict, Report, ReportFinding, ReportSpend } from '../../shared/model/report.ts';
import type { Audited } from './audit-case.ts';

type OneOf<T> = T | readonly T[];

/** Findings of a check; what is left out may be anything. */
export interface Told {
  check: string;
  status?: OneOf<Status>;
  severity?: OneOf<Severity>;
  /** Id of the resource, or name of a cluster that it hits. */
  on?: string;
  /** In its summary, evidence or remedy. */
  says?: RegExp;
  /** At least one unless told. */
  times?: number;
}

/** The right value for a case: what a careful expert wants to be told. */
export interface Expectation {
  code?: OneOf<number>;
  complete?: boolean;
  /** By name. Rows of other names must not pass. */
  rows?: Readonly<Record<string, OneOf<ClusterVerdict>>>;
  /** How many rows have which verdict, where names do not matter. */
  count?: Partial<Record<ClusterVerdict, number>>;
  /** At least so many rows pass or fail. */
  judged?: number;
  told?: readonly Told[];
  /** None of these. */
  untold?: readonly Told[];
  /** Rows of before that could not be listed again. */
  stale?: readonly string[];
  spend?: (spend: ReportSpend | undefined) => void;
  page?: readonly RegExp[];
}

export function expectAsIs({ code, report, page }: Audited, expected: Expectation): void {
  if (expected.rows) expect(rowsThatDiffer(report, expected.rows)).toEqual([]);
  if (expected.count) expect(verdictsOf(report)).toEqual(expected.count);
  const judged = report.clusters.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  expect(judged.length, 'judged').toBeGreaterThanOrEqual(expected.judged ?? 0);
  for (const told of expected.told ?? []) expectTold(report, told);
  for (const told of expected.untold ?? []) {
    expect(found(report, told).map(briefly), `untold: ${JSON.stringify(told)}`).toEqual([]);
  }
  if (expected.code !== undefined) expect(listOf(expected.code), 'exit codes').toContain(code);
  if (expected.complete !== undefined) expect(report.complete, 'complete').toBe(expected.complete);
  if (expected.stale) expect(staleRows(report)).toEqual(expected.stale);
  expected.spend?.(report.spend[0]);
  for (const text of expected.page ?? []) expect(page).toMatch(text);
}

function rowsThatDiffer(report: Report, rows: NonNullable<Expectation['rows']>): string[] {
  const names = new Set([...Object.keys(rows), ...report.clusters.map(({ name }) => name)]);
  return [...names].flatMap((name) => {
    const verdicts = report.clusters.filter((row) => row.name === name).map(({ verdict }) => verdict);
    const allowed = rows[name] ?? ['fail', 'unknown', 'pending', 'skipped'];
    const isRight = verdicts.length > 0 && verdicts.every((verdict) => listOf(allowed).includes(verdict));
    return isRight
      ? []
      : [`${name}: ${verdicts.join(', ') || 'no row'} instead of ${listOf(allowed).join(' or ')}`];
  });
}

function verdictsOf({ clusters }: Report): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verdict } of clusters) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

function expectTold(report: Report, told: Told): void {
  const same = found(report, told);
  const all = found(report, { check: told.check }).map(briefly);
  const what = `${JSON.stringify({ ...told, says: `${told.says ?? ''}` })}; told: ${all.join('\n')}`;
  if (told.times === undefined) expect(same.length, what).toBeGreaterThan(0);
  else expect(same.length, what).toBe(told.times);
}

function found(report: Report, { check, status, severity, on, says }: Told): ReportFinding[] {
  const ids = new Set(report.clusters.filter(({ name }) => name === on).map(({ id }) => id));
  return report.findings.filter(
    (finding) =>
      finding.check === check &&
      (status === undefined || listOf(status).includes(finding.status)) &&
      (severity === undefined || listOf(severity).includes(finding.severity)) &&
      (on === undefined || finding.resource.id === on || finding.clusters.some((id) => ids.has(id))) &&
      (says === undefined || says.test(textOf(finding))),
  );
}

function textOf({ summary, evidence, remedy, actor }: ReportFinding): string {
  return `${summary} ${JSON.stringify(evidence)} ${remedy.text} ${remedy.command} ${JSON.stringify(actor)}`;
}

function briefly({ status, severity, check, resource, summary }: ReportFinding): string {
  return `${status} ${severity} ${check} ${resource.id}: ${summary}`;
}

function staleRows({ clusters }: Report): string[] {
  return clusters.filter((row) => 'stale' in row && row.stale === true).map(({ name }) => name);
}

function listOf<T>(value: OneOf<T>): readonly T[];
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
