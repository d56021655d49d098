// Builds TypeScript into dist/ with esbuild. `node .build.mjs cli [DIR]` builds the command line only;
// `node .build.mjs bench` runs the benchmarks, `node .build.mjs run FILE ARGS...` one script.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';

// ES modules made from CommonJS packages still call require and use the names of their file.
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __pathOf(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.11',
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  banner: { js: banner },
  logLevel: 'warning',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160, // so that a stack trace shows a line and not the file
};

async function buildCli() {
  await build({ ...common, entryPoints: { cli: 'functions/cli/main.ts' }, splitting: true });
  cpSync('sandbox/scenarios', `${common.outdir}/scenarios`, { recursive: true });
  await buildInstance();
}

/** The process in which the sandbox and the local invoker run a function; started as a file of its own. */
async function buildInstance() {
  await build({ ...common, entryPoints: { instance: 'sandbox/function-compute/instance.ts' } });
}

const [what = 'all', file = '', ...args] = process.argv.slice(2);
if (what === 'cli' && file !== '') common.outdir = file;
if (what === 'run') {
  const name = basename(file, '.ts');
  await build({ ...common, entryPoints: { [name]: file }, packages: 'external' });
  cpSync('sandbox/scenarios', 'dist/scenarios', { recursive: true });
  process.exitCode =
    spawnSync(process.execPath, [`dist/${name}.mjs`, ...args], { stdio: 'inherit' }).status ?? 1;
} else if (what === 'bench') {
  await buildCli();
  await build({ ...common, entryPoints: { child: 'bench/child.ts' }, splitting: true });
  await build({ ...common, entryPoints: { bench: 'bench/run.ts' }, packages: 'external' });
  process.exitCode = spawnSync(process.execPath, ['dist/bench.mjs'], { stdio: 'inherit' }).status ?? 1;
} else {
  await buildCli();
}
