import { expect, test } from 'vitest';
import { describeChecks } from '../../shared/jobs/describe-checks.ts';
import { FORMATS, type FormatOptions } from '../../shared/report/formats.ts';
import type { Language } from '../../shared/text/render.ts';
import { sampleReport } from './sample-report.ts';

const optionsIn = (language: Language): FormatOptions => ({
  language,
  bom: false,
  checks: describeChecks(language),
  version: '0.0.0-test',
});

const files = Object.values(FORMATS).flat();

test('every file has a name of its own', () => {
  expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
});

test.each(files)('$name is what it was', async ({ name, render }) => {
  await expect(render(sampleReport, optionsIn('en'))).toMatchFileSnapshot(`../golden/${name}`);
});
