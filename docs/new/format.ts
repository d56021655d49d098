import { readFileSync } from 'node:fs';
import { FORMATS } from '../../shared/report/formats.ts';
import { camelCase, withItem } from './names.ts';

const LIST = 'shared/report/formats.ts';

/** The files of a new report format by path: the format, its test, and the list of formats. */
export function newFormat(id: string): Record<string, string> {
  if (FORMATS.some((format) => format.id === id)) throw new Error(`there is a format ${id} already`);
  const name = `${camelCase(id)}Format`;
  return {
    [`shared/report/${id}.ts`]: format(id, name),
    [`test/report/${id}.test.ts`]: formatTest(id),
    [LIST]: withItem(readFileSync(LIST, 'utf8'), { name, from: `./${id}.ts` }),
  };
}

function format(id: string, name: string): string {
  return `import type { Report } from '../model/report.ts';
import type { Format } from './format.ts';

export const ${name}: Format = {
  id: '${id}',
  files: [{ name: 'report.${id}', mediaType: 'application/vnd.sealwatch.${id}', render }],
};

/** TODO: what it is, and the page that describes it. */
function render({ findings }: Report): string {
  return findings
    .map(({ severity, check, resource }) => \`\${severity} \${check} \${resource.id}\\n\`)
    .join('');
}
`;
}

function formatTest(id: string): string {
  return `import { expect, test } from 'vitest';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';

test('every finding is in it', () => {
  const lines = exported('report.${id}', sampleReport).trimEnd().split('\\n');
  expect(lines).toHaveLength(sampleReport.findings.length);
  expect(lines[0]).toContain(sampleReport.findings[0]?.check);
});
`;
}
