import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { test } from 'vitest';
import { findBrowser } from './find-browser.ts';

const executablePath = findBrowser({ platform: process.platform, env: process.env, exists: existsSync });

/** Without a browser these are skipped, which the last lines of the output say; in continuous integration they fail. */
export const browserTest = test.skipIf(executablePath === null && process.env['CI'] !== 'true');

/** The browser of the system. */
export async function openBrowser(): Promise<Browser> {
  if (executablePath === null) {
    throw new Error('There is no Chromium, Chrome or Edge: install one, or set CHROMIUM to the path of one.');
  }
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
