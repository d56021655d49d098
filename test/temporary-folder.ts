import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that the tests put into the temporary folder goes when they have ended. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
