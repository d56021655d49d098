import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

/** Null where there is none. */
export const executablePath = findBrowser({
  platform: process.platform,
  env: process.env,
  exists: existsSync,
});

/** The browser of the system. */
export async function openBrowser(): Promise<Browser> {
  if (executablePath === null) {
    throw new Error('There is no Chromium, Chrome or Edge: install one, or set CHROMIUM to the path of one.');
  }
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
