import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The browser of the system. Without one the tests fail: a page that nobody looked at is not tested. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no browser at ${executablePath}: install Chromium, or set CHROMIUM to the path of one.`,
    );
  }
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
