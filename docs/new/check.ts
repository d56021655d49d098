import { readFileSync } from 'node:fs';
import { checks } from '../../shared/checks/index.ts';
import { exportName } from '../check-index.ts';

const WORDING = 'shared/text/zh/checks.ts';

/** The files of a new check by path: the check, its test, and the Chinese wording with a place for its own. Null: there is one. */
export function newCheck(id: string): Record<string, string> | null {
  if (checks.some((check) => check.id === id)) return null;
  return {
    [`shared/checks/${id}.ts`]: check(id),
    [`test/checks/${id}.test.ts`]: checkTest(id),
    [WORDING]: withStub(id, readFileSync(WORDING, 'utf8')),
  };
}

/** Every text starts with this; a test finds those that nobody wrote. */
export const TODO = 'TODO';

function textsOf(id: string) {
  return {
    title: `${TODO} the good state (${id})`,
    why: `${TODO} the risk (${id}).`,
    judged: `${TODO} what passes, fails and is unknown (${id}).`,
    remedy: `${TODO} the next action (${id}).`,
    pass: `${TODO} what is well (${id}).`,
    fail: `${TODO} what is wrong (${id}).`,
  };
}

function check(id: string): string {
  const { title, why, judged, remedy, pass, fail } = textsOf(id);
  const order = (checks.at(-2)?.order ?? 0) + 10; // the last one tells what could not be read
  return `import { defineCheck, fail, pass } from './define-check.ts';

export const ${exportName(id)} = defineCheck({
  id: '${id}',
  order: ${order},
  title: '${title}',
  severity: 'medium',
  job: 'inventory',
  resource: 'cluster',
  reads: ['clusters'],
  supports: ['iso-27001-2022:A.8.24'],
  why: '${why}',
  judged: '${judged}',
  remedy: '${remedy}',
  page: 'cluster',
  evaluate: ({ clusters }) =>
    clusters.map((cluster) =>
      cluster.version === ''
        ? fail(cluster, '${fail}')
        : pass(cluster, '${pass}'),
    ),
});
`;
}

function checkTest(id: string): string {
  const name = exportName(id);
  return `import { expect, test } from 'vitest';
import { ${name} } from '../../shared/checks/${id}.ts';
import { cluster, NOW, policy } from '../builders.ts';

test.each([
  { when: 'well', given: cluster(), status: 'pass' },
  { when: 'wrong', given: cluster({ version: '' }), status: 'fail' },
])('cluster $when: $status', ({ given, status }) => {
  expect(${name}.evaluate({ clusters: [given] }, policy(), NOW)).toMatchObject([{ resource: 'c-1', status }]);
});
`;
}

function withStub(id: string, wording: string): string {
  const lines = Object.values(textsOf(id)).map((text) => `  '${text}': '${TODO}',`);
  return wording.replace(/\n\} as const;\n$/, `\n\n  // ${id}\n${lines.join('\n')}\n} as const;\n`);
}
