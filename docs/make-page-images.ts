import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { run } from '../functions/cli/run.ts';
import { machine } from '../functions/machine.ts';
import { openBrowser } from '../test/browser/launch.ts';

/** The first screen of the page of the demo, once in each language. */
const folder = mkdtempSync(join(tmpdir(), 'sealwatch-images-'));
const browser = await openBrowser();
for (const [language, name] of [
  ['en', 'report.png'],
  ['zh', 'report.zh-CN.png'],
] as const) {
  const html = join(folder, `${language}.html`);
  const code = await run(['demo', '--lang', language, '--html', html], {
    ...{ env: {}, stdout: new PassThrough().resume(), stderr: process.stderr, ...machine },
    ...{ now: () => new Date(), random: () => 0, signal: new AbortController().signal },
  });
  if (code !== 0) throw new Error(`the demo ended with ${code}`);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(pathToFileURL(html).href);
  const path = join('docs/images', name);
  await page.screenshot({ path });
  process.stdout.write(`${name} ${readFileSync(path).length} bytes\n`);
}
await browser.close();
rmSync(folder, { recursive: true });
