import { test } from 'vitest';
import { executablePath } from './launch.ts';

/** Without a browser these are skipped, which the last lines of the output say; in continuous integration they fail. */
export const browserTest = test.skipIf(executablePath === null && process.env['CI'] !== 'true');

export { openBrowser } from './launch.ts';
