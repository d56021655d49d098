import type { Page } from 'playwright-core';
import { executablePath, openBrowser } from '../test/browser/launch.ts';
import { median } from './cloud.ts';
import { READ_TOKEN } from './served.ts';

const ROUNDS = 5;
const SCREENS = [
  { screen: 'desktop, 1280 × 900', viewport: { width: 1280, height: 900 } },
  { screen: 'phone, 390 × 844', viewport: { width: 390, height: 844 } },
];
/** From the first byte of the page to the end of `load`, and until everything is laid out. */
const MEASURE = `(() => {
  const { height } = document.documentElement.getBoundingClientRect();
  const [{ responseStart, loadEventEnd }] = performance.getEntriesByType('navigation');
  return { height, load: loadEventEnd - responseStart, laidOut: performance.now() - responseStart };
})()`;

interface Laid {
  height: number;
  load: number;
  laidOut: number;
}

/** How long the page at this address takes in the browser of the machine, the endpoint warm; lines of a table. */
export async function layoutTable(url: string): Promise<string[]> {
  if (executablePath === null)
    return ['Layout in a browser: skipped, there is no Chromium; CHROMIUM names one.'];
  const browser = await openBrowser();
  const extraHTTPHeaders = { authorization: `Bearer ${READ_TOKEN}` };
  const lines = [
    '| screen | load after the first byte | everything laid out | style and layout | height | target |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const { screen, viewport } of SCREENS) {
    const rounds: (Laid & { work: number })[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const context = await browser.newContext({ viewport, extraHTTPHeaders });
      const page = await context.newPage();
      const laid = await layOut(page, url);
      if (round > 0) rounds.push(laid);
      await context.close();
    }
    const ms = (pick: (one: Laid & { work: number }) => number) => Math.round(median(rounds.map(pick)));
    const cells = [ms((one) => one.load), ms((one) => one.laidOut), ms((one) => one.work)].map(
      (n) => `${n} ms`,
    );
    lines.push(`| ${screen} | ${cells.join(' | ')} | ${ms((one) => one.height)} px | < 1500 ms |`);
  }
  await browser.close();
  return lines;
}

async function layOut(page: Page, url: string): Promise<Laid & { work: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.goto(url, { waitUntil: 'load' });
  const laid = (await page.evaluate(MEASURE)) as Laid;
  const { metrics } = await session.send('Performance.getMetrics');
  const seconds = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
  return { ...laid, work: (seconds('LayoutDuration') + seconds('RecalcStyleDuration')) * 1000 };
}
