import { expect, test } from 'vitest';
import type { Report, ReportFinding } from '../../shared/model/report.ts';
import { exitCode } from '../../shared/present/make-report.ts';
import { sampleReport } from '../report/sample-report.ts';

const [model] = sampleReport.findings;
if (!model) throw new Error('the sample has findings');

const found = (change: Partial<ReportFinding>): Partial<Report> => ({ findings: [{ ...model, ...change }] });
const verdicts = (unknown: number): Partial<Report> => ({
  summary: { ...sampleReport.summary, verdicts: { pass: 1, fail: 0, unknown, pending: 0 } },
});
const waiver = { until: '2026-12-31', owner: 'a', reason: 'b', expired: false };

test.each([
  { when: 'nothing is wrong', given: {}, code: 0 },
  { when: 'a high finding fails', given: found({ severity: 'high' }), code: 1 },
  { when: 'a medium finding fails', given: found({ severity: 'medium' }), code: 0 },
  { when: 'an accepted finding fails', given: found({ severity: 'high', waiver }), code: 0 },
  { when: 'it is incomplete', given: { complete: false }, code: 2 },
  { when: 'a cluster in scope is unknown', given: verdicts(1), code: 2 },
  { when: 'a high finding is unknown', given: found({ severity: 'high', status: 'unknown' }), code: 2 },
  { when: 'a low finding is unknown', given: found({ severity: 'low', status: 'unknown' }), code: 0 },
  { when: 'one fails and a cluster is unknown', given: { ...verdicts(1), ...found({}) }, code: 1 },
])('when $when: $code', ({ given, code }) => {
  const report: Report = { ...sampleReport, complete: true, findings: [], ...verdicts(0), ...given };
  expect(exitCode(report, 'high')).toBe(code);
});

test('without a threshold no finding decides, but an unknown cluster does', () => {
  const report: Report = { ...sampleReport, complete: true, ...verdicts(1) };
  expect(exitCode(report, 'none')).toBe(2);
});
