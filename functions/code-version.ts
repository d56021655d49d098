import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import project from '../package.json' with { type: 'json' };

/** Of sealwatch. */
export const VERSION = project.version;

/** Hash of a running file, so that what another version of the code rendered is not taken for this one's. */
export function codeVersion(url: string): string {
  return createHash('sha256')
    .update(readFileSync(fileURLToPath(url)))
    .digest('hex');
}
