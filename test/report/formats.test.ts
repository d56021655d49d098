import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION } from '../../shared/model/version.ts';
import type { ReportFile } from '../../shared/report/format.ts';
import { FORMATS } from '../../shared/report/formats.ts';
import { exported } from './render-sample.ts';
import { sampleReport } from './sample-report.ts';

const files = FORMATS.flatMap((format) => format.files);
/** Tests of its own look at the page. */
const names = files.map(({ name }) => name).filter((name) => name !== 'report.html');

test('every format, file and address has a name of its own', () => {
  for (const all of [FORMATS.map(({ id }) => id), files.map(({ name }) => name), files.map(addressOf)])
    expect(new Set(all).size).toBe(all.length);
});

function addressOf({ name, path = `/${name}` }: ReportFile): string {
  return path;
}

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
