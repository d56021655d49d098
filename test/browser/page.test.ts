import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Sample, sample } from '../report/page-samples.ts';
import { openBrowser, browserTest as test } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let demo: Sample;
const html = { en: '', zh: '' };

beforeAll(async () => {
  [browser, demo] = await Promise.all([openBrowser(), sample({ scenario: 'demo' }, 'demo')]);
  html.en = await demo.page('en');
  html.zh = await demo.page('zh');
});
afterAll(async () => {
  await browser?.close();
});

/** Shows a page as a file would be; everything that it asks the network for is told. */
async function show(
  text: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; asked: string[]; said: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === 'http://report.test/') return route.fulfill({ contentType: 'text/html', body: text });
    asked.push(url);
    await route.abort();
  });
  await page.goto('http://report.test/');
  return { page, asked, said };
}

async function visibleRows(page: Page): Promise<string[]> {
  return await page.locator('#clusters tr[id]:visible th bdi').allTextContents();
}

test('it says in a sentence how many clusters are at risk, then what to do, which and why', async () => {
  const { page, asked, said } = await show(html.en);
  expect(await page.locator('h1').textContent()).toBe('9 of 26 Pro clusters are at risk.');
  const toDo = page.locator('#todo > .todo > li');
  expect(await toDo.first().textContent()).toContain('backup-prod');
  expect(await toDo.nth(1).textContent()).toContain('The former key will be deleted on');
  expect(await toDo.nth(1).locator('pre').textContent()).toContain('aliyun kms CancelKeyDeletion');
  expect((await visibleRows(page))[0]).toBe('crm-prod');
  expect(await page.locator('.banner').first().textContent()).toContain('kms:DescribeKey');
  expect(asked).toEqual([]);
  expect(said).toEqual([]);
});

test('clusters stand by verdict, healthy ones folded, and the keyboard unfolds them', async () => {
  const { page } = await show(html.en);
  const { clusters } = demo.report('en');
  const named = (verdicts: readonly string[]) =>
    new Set(clusters.filter(({ verdict }) => verdicts.includes(verdict)).map(({ name }) => name));
  expect(new Set(await visibleRows(page))).toEqual(named(['fail', 'unknown', 'pending']));
  await page.locator('.has-pass > summary').press('Enter');
  expect(new Set(await visibleRows(page))).toEqual(named(['fail', 'unknown', 'pending', 'pass']));
});

test('a phone needs at most 12 screens before anything is unfolded, and paper at most 8 pages', async () => {
  for (const text of [html.en, html.zh]) {
    const { page } = await show(text, { viewport: { width: 390, height: 844 } });
    expect(await page.locator('#compliance .requirement').count()).toBeGreaterThan(10);
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(12 * 844);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(8);
    await page.context().close();
  }
});

test('no word is broken within a cell, from phones to paper', async () => {
  const { page } = await show(html.en);
  for (const [width, media] of [
    [390, 'screen'],
    [768, 'screen'],
    [1440, 'screen'],
    [703, 'print'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media });
    const lines = `[...document.querySelectorAll('.chain .chip, .chain td > span')]
      .filter((part) => !/\\s/.test(part.textContent) && part.getClientRects().length > 1)
      .map((part) => part.textContent)`;
    expect(await page.evaluate(lines)).toEqual([]);
  }
});

test('the broken link of a chain leads to its finding, unfolded', async () => {
  const { page } = await show(html.en);
  const row = page.locator('tr', { has: page.getByText('member-prod', { exact: true }) });
  expect(await row.locator('td.broken').allTextContents()).toEqual(['PendingDeletion', 'denied']);
  await row.locator('td.broken a').first().click();
  const body = page.locator('.body:target');
  expect(await body.isVisible()).toBe(true);
  expect(await body.locator('pre').first().textContent()).toBe(
    'aliyun kms CancelKeyDeletion --region cn-hangzhou --KeyId key-hzz00000000000000005e',
  );
});

test('dark, light and print differ, and paper shows the healthy clusters, not how to mend each finding', async () => {
  const { page } = await show(html.en, { colorScheme: 'dark' });
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await background();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await background()).not.toBe(dark);
  const folded = page.locator('.has-pass tbody tr').first();
  expect(await folded.isVisible()).toBe(false);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await background()).toBe('rgb(255, 255, 255)');
  expect(await folded.isVisible()).toBe(true);
  expect(await page.locator('.finding .remedy').first().isVisible()).toBe(false);
});

test('nothing is wider than the screen, from phones to wide screens', async () => {
  const long = 'W'.repeat(300);
  const rename = (text: string) => (text === '' ? '' : `${text}${long}`);
  const wide = await demo.page('en', {
    change: (report) => ({
      ...report,
      accounts: report.accounts.flatMap((account) => [
        { ...account, name: long },
        { ...account, id: '2', name: 'payments' },
      ]),
      clusters: report.clusters.map((cluster) => ({
        ...cluster,
        name: rename(cluster.name),
        keyState: rename(cluster.keyState),
      })),
      findings: report.findings.map((finding) => ({
        ...finding,
        summary: rename(finding.summary),
        resource: { ...finding.resource, name: long },
      })),
    }),
  });
  for (const text of [html.en, html.zh, wide]) {
    const { page } = await show(text);
    await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
    for (const width of [390, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await page.context().close();
  }
});

/** Rules of axe that the page breaks, each with one place. */
async function broken(page: Page, runOnly: readonly string[]): Promise<unknown[]> {
  const found = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(runOnly)} })`)) as {
    violations: { id: string; nodes: { html: string }[] }[];
    passes: unknown[];
  };
  expect(found.passes.length).toBeGreaterThan(0);
  return found.violations.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html]);
}

test.concurrent.each([
  { language: 'en', width: 1280 },
  { language: 'zh', width: 390 },
] as const)('axe finds nothing to mend: $language, $width pixels', async ({ language, width }) => {
  const viewport = { width, height: 900 };
  const { page } = await show(html[language], { colorScheme: 'light', viewport, bypassCSP: true });
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
  await page.evaluate(axe);
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  expect(await broken(page, rules)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await broken(page, ['color-contrast'])).toEqual([]);
});

test('the page speaks Chinese where its language is Chinese', async () => {
  const { page } = await show(html.zh);
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  expect(await page.locator('h1').textContent()).toBe('26 个 Pro 版集群中有 9 个存在风险。');
  const headings = await page.locator('h2').allTextContents();
  expect(headings.filter((heading) => !/\p{Script=Han}/u.test(heading))).toEqual([]);
});
