import { expect, test } from 'vitest';
import type { Report } from '../../shared/model/report.ts';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';
import { validateSarif } from './sarif-schema.ts';

interface Result {
  ruleId: string;
  ruleIndex: number;
  kind: string;
  level: string;
  message: { text: string };
  partialFingerprints: Record<string, string>;
  suppressions: object[];
}

function sarifOf(report: Report) {
  const log = JSON.parse(exported('report.sarif', report));
  return { log, run: log.runs[0], results: log.runs[0].results as Result[] };
}

test('the sample is valid by the official schema', () => {
  validateSarif(sarifOf(sampleReport).log);
  expect(validateSarif.errors).toBeNull();
});

test('the schema refuses what is wrong', () => {
  const { log } = sarifOf(sampleReport);
  log.runs[0].results[0].level = 'fatal';
  expect(validateSarif(log)).toBe(false);
});

test('what fails and what is unknown is told, with a level by severity', () => {
  const told = sarifOf(sampleReport).results.map(({ ruleId, kind, level }) => `${ruleId} ${kind} ${level}`);
  expect(told).toEqual([
    'cluster-encryption fail error',
    'key-state fail error',
    'key-rotation fail warning',
    'key-rotation fail note',
    'trail-coverage open none',
  ]);
});

test('each result leads to its rule and keeps its fingerprint', () => {
  const { run, results } = sarifOf(sampleReport);
  for (const { ruleId, ruleIndex } of results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  expect(results[0]?.partialFingerprints).toEqual({ 'sealwatch/v1': '0000000000000001' });
});

test('a check of another version has no rule, and its finding is told all the same', () => {
  const [first] = sampleReport.findings;
  const findings = first ? [{ ...first, check: 'of-tomorrow' }] : [];
  const { log, results } = sarifOf({ ...sampleReport, findings });
  expect(results).toMatchObject([{ ruleId: 'of-tomorrow', ruleIndex: -1 }]);
  expect(validateSarif(log)).toBe(true);
});

test('only a waiver that has not expired suppresses', () => {
  expect(sarifOf(sampleReport).results.map(({ suppressions }) => suppressions.length)).toEqual([
    0, 0, 1, 0, 0,
  ]);
});

test('names are no placeholders and no links', () => {
  const [first] = sampleReport.findings;
  const findings = first ? [{ ...first, summary: 'a {0} [b](https://evil.example)' }] : [];
  const [result] = sarifOf({ ...sampleReport, findings }).results;
  expect(result?.message.text).toMatch(/^a \{\{0\}\} \[b\] \(https/);
});

test('an audit that read everything succeeded', () => {
  const { run } = sarifOf({ ...sampleReport, complete: true, accounts: [] });
  expect(run.invocations).toMatchObject([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
});
