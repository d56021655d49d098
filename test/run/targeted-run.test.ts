import { expect, test } from 'vitest';
import type { Finding } from '../../shared/model/finding.ts';
import type { JobResult, Look } from '../../shared/model/job.ts';
import { emptyState } from '../../shared/run/next-state.ts';
import { moveTargeted, withUntargeted } from '../../shared/run/targeted-run.ts';
import { ACCOUNT, minutes, NOW } from '../builders.ts';

const AT = NOW.toISOString();

function finding(check: string, type: Finding['resource']['type'], id: string): Finding {
  return {
    ...{ fingerprint: `${check} ${id}`, check, status: 'unknown', severity: 'medium', clusters: [] },
    resource: { type, id, region: '', account: ACCOUNT, name: id },
    ...{ summary: 'Only Pro clusters offer Secret encryption.', evidence: {}, mutedBy: null },
    ...{ remedy: { text: 'Wait for the next run.', command: '', url: '' }, missingPermission: null },
  };
}

const result = (...findings: Finding[]): JobResult => ({
  ...{ account: ACCOUNT, job: 'inventory', startedAt: AT, finishedAt: AT, complete: true },
  ...{ findings, parts: {}, passed: {}, blind: [] },
});

const ROLE: Look = { part: 'role', things: [{ type: 'role', id: 'R', region: '' }] };
const before = {
  ...emptyState(ACCOUNT, '', 'inventory', minutes(-60)),
  result: result(finding('security-role', 'role', 'R'), finding('resource-unreadable', 'region', 'cn-a')),
};

test('what a look at the role could not read is told, although a region is silent and not the role', () => {
  const silent = finding('resource-unreadable', 'region', 'cn-hangzhou');
  const judged = result(finding('security-role', 'role', 'R'), silent);
  const told = withUntargeted(before, judged, [ROLE]);
  expect(told.findings.map(({ fingerprint }) => fingerprint).sort()).toEqual([
    'resource-unreadable cn-a', // nobody looked there
    'resource-unreadable cn-hangzhou',
    'security-role R',
  ]);
  const { open } = moveTargeted(before, told, [ROLE], {}, AT, () => new Map());
  expect(Object.keys(open)).toContain('resource-unreadable cn-hangzhou');
});
