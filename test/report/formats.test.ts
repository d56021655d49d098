import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION } from '../../shared/model/version.ts';
import { FORMATS } from '../../shared/report/formats.ts';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';

const names = Object.values(FORMATS)
  .flat()
  .map(({ name }) => name);

test('every file has a name of its own', () => {
  expect(new Set(names).size).toBe(names.length);
});

test.each(names)('%s is what it was', async (name) => {
  await expect(exported(name, sampleReport)).toMatchFileSnapshot(`../golden/${name}`);
});

test.each(['report.md', 'report.sarif', 'report.junit.xml'])('%s speaks Chinese', async (name) => {
  await expect(exported(name, sampleReport, 'zh')).toMatchFileSnapshot(`../golden/zh.${name}`);
});

test('files carry the version of the package', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ version: VERSION });
});
