import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { frameworksOf, requirements } from '../../shared/checks/frameworks.ts';
import { checks } from '../../shared/checks/index.ts';
import { runChecks } from '../../shared/checks/run-checks.ts';
import { ALL_JOBS } from '../../shared/model/job.ts';
import { unseen } from '../../shared/model/observation.ts';
import { PARTS } from '../../shared/model/snapshot.ts';
import { SOURCES } from '../../shared/model/source.ts';
import { ACCOUNT, NOW, policy } from '../builders.ts';

const here = (path: string) => new URL(`../../${path}`, import.meta.url);
const files = readdirSync(here('shared/checks')).filter((file) =>
  readFileSync(here(`shared/checks/${file}`), 'utf8').includes('defineCheck({'),
);

test('ids are unique, and every check file is in the index under its id', () => {
  const ids = checks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(files.map((file) => file.replace('.ts', '')).sort());
});

test.each(checks.map(({ id }) => id))('%s has its test and its catalogue entry', (id) => {
  expect(existsSync(here(`test/checks/${id}.test.ts`))).toBe(true);
  expect(readFileSync(here('docs/checks.md'), 'utf8')).toContain(`## ${id}\n`);
});

test.each(checks)(
  '$id states the good state, one sentence, starting with the resource',
  ({ title, why, remedy }) => {
    expect(title).toMatch(/^[A-Z][^.!?]*$/);
    expect(title).not.toMatch(/^(Ensure|Verify|Check)\b/);
    for (const sentence of [why, remedy]) expect(sentence).toMatch(/[.]$/);
  },
);

test('every requirement is decided by a check, and every check gives evidence for one, once', () => {
  const decided = new Set<string>(checks.flatMap(({ decides = [] }) => decides));
  expect(requirements.filter(({ id }) => !decided.has(id))).toEqual([]);
  for (const { id, decides = [], supports = [] } of checks) {
    const both = [...decides, ...supports];
    expect([id, both.length, new Set(both).size]).toEqual([id, frameworksOf(id).length, both.length]);
    expect(both.length, id).toBeGreaterThan(0);
  }
});

test('places in lists are unique', () => {
  expect(new Set(checks.map(({ order }) => order)).size).toBe(checks.length);
});

test('every source is asked for by a check', () => {
  const asked = new Set(checks.flatMap(({ sources = [] }) => sources));
  expect(SOURCES.filter((source) => !asked.has(source))).toEqual([]);
});

test('on a blind snapshot every check answers unknown and nothing else', () => {
  const thing = { type: 'account', id: ACCOUNT, region: '', facet: 'cs:GetClusters' } as const;
  const blind = unseen('unreachable', 'no network', { thing });
  const parts = Object.fromEntries(PARTS.map((part) => [part, blind]));
  const { findings } = runChecks(
    { account: ACCOUNT, parts, gaps: [] },
    { policy: policy(), site: 'china' },
    NOW,
    ALL_JOBS,
  );
  expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(['unknown']));
  expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(checks.map(({ id }) => id)));
  const [told] = findings.filter(({ check }) => check === 'resource-unreadable');
  expect(findings.filter(({ mutedBy }) => mutedBy === told?.fingerprint)).toHaveLength(findings.length - 1);
});

test('a part that nobody looked at is unknown, too', () => {
  const { findings } = runChecks(
    { account: ACCOUNT, parts: {}, gaps: [] },
    { policy: policy(), site: 'china' },
    NOW,
    ALL_JOBS,
  );
  expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(['unknown']));
});
