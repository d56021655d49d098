import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How this program is started where it runs, for commands to recommend: from a package, in a clone, or as a file. */
export function programName(url = import.meta.url): string {
  const path = fileURLToPath(url).replaceAll('\\', '/');
  if (path.includes('/node_modules/.cache/sealwatch/') || path.endsWith('.ts'))
    return 'npm run -s sealwatch --';
  if (path.includes('/node_modules/sealwatch/')) return 'npx sealwatch';
  return `node ${relative('.', fileURLToPath(new URL('./cli.mjs', url)))}`;
}
