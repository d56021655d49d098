// Builds TypeScript into dist/ with esbuild: the command line, and in dist/functions one bundle for each handler.
// `node .build.mjs cli [DIR]` and `node .build.mjs functions [DIR]` build only one of them, `node .build.mjs in-cluster` what
// runs inside a cluster; `node .build.mjs bench` runs the benchmarks, `node .build.mjs run FILE ARGS...` one script.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
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
  // A part of the OSS client that it asks for only behind a proxy.
  external: ['proxy-agent'],
  // The OSS client is always given another sender than this package, which is 250 KB with what it needs.
  alias: { urllib: './shared/store/no-urllib.ts' },
  logLevel: 'warning',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160, // so that a stack trace shows a line and not the file
};

async function buildCli() {
  await build({ ...common, entryPoints: { cli: 'functions/cli/main.ts' }, splitting: true });
  copySandboxFiles(common.outdir);
  await buildInstance();
  await buildInCluster();
}

/**
 * What runs inside a cluster and has to fit into a ConfigMap (1 MiB). It needs nothing but Node.js, so it calls no `require`: a
 * package that slipped in would fail here.
 */
async function buildInCluster() {
  const entryPoints = { 'in-cluster': 'functions/in-cluster/main.ts' };
  await build({ ...common, entryPoints, banner: {}, packages: 'external' });
  const text = readFileSync(`${common.outdir}/in-cluster.mjs`, 'utf8');
  const others = [...text.matchAll(/(?:from|import)\s*\(?"((?!node:)[^"]+)"/g)].map(([, name]) => name);
  if (others.length > 0) throw new Error(`in-cluster.mjs needs ${others.join(', ')}`);
}

/** What the sandbox reads beside its code: scenarios, and recorded answers of API servers. */
function copySandboxFiles(outdir) {
  cpSync('sandbox/scenarios', `${outdir}/scenarios`, { recursive: true });
  cpSync('sandbox/api-server/recorded', `${outdir}/recorded`, { recursive: true });
}

/** The process in which the sandbox and the local invoker run a function; started as a file of its own. */
async function buildInstance() {
  await build({ ...common, entryPoints: { instance: 'sandbox/function-compute/instance.ts' } });
}

/** Files that export a handler of Function Compute, without their ending. */
function handlers() {
  return readdirSync('functions')
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /^export\b[^;=(]*\bhandler\b/m.test(readFileSync(`functions/${file}`, 'utf8')))
    .map((file) => basename(file, '.ts'));
}

/**
 * Everything that is uploaded: a bundle of its own for each handler, because a shared chunk would be loaded by functions that
 * need half of it, and the configuration, which is the user's when there is one beside s.yaml.
 */
async function buildFunctions() {
  const outdir = `${common.outdir}/functions`;
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  for (const name of handlers()) await buildFunction(name, outdir);
  const config = existsSync('sealwatch.yaml') ? 'sealwatch.yaml' : 'docs/sealwatch.function.yaml';
  cpSync(config, `${outdir}/sealwatch.yaml`);
}

/** Somebody waits for its first answer: what not every request needs lies in chunks beside it, which saves 100 ms of loading. */
const IN_CHUNKS = ['report', 'events'];

/** How channels send messages and how the doctor probes them; what loads neither knows only their settings. */
const SEND = '*/send.ts';
const PROBE = '*/probe.ts';

/** What a function never loads is left out of its bundle: no function is the doctor, and only those with a delivery send. */
function neverLoaded(name) {
  const delivers = readFileSync(`functions/${name}.ts`, 'utf8').includes("from './delivery.ts'");
  return delivers ? [PROBE] : [PROBE, SEND];
}

/**
 * Short names save a quarter of the size but cost about 25 ms of loading (measured): only where the bundle would be over 3 MB.
 * keepNames leaves errors and stack traces readable.
 */
async function buildFunction(name, outdir) {
  const external = [...common.external, ...neverLoaded(name)];
  const options = { ...common, outdir, external, entryPoints: { [name]: `functions/${name}.ts` } };
  if (IN_CHUNKS.includes(name)) {
    await build({ ...options, splitting: true, chunkNames: `${name}/[name]-[hash]` });
    return;
  }
  await build(options);
  if (statSync(`${outdir}/${name}.mjs`).size <= 3_000_000) return;
  await build({ ...options, minifyIdentifiers: true, keepNames: true });
}

const [what = 'all', file = '', ...args] = process.argv.slice(2);
if ((what === 'cli' || what === 'functions') && file !== '') common.outdir = file;
if (what === 'run') {
  const name = basename(file, '.ts');
  await build({ ...common, entryPoints: { [name]: file }, packages: 'external' });
  copySandboxFiles('dist');
  process.exitCode =
    spawnSync(process.execPath, [`dist/${name}.mjs`, ...args], { stdio: 'inherit' }).status ?? 1;
} else if (what === 'bench') {
  await buildCli();
  await build({ ...common, entryPoints: { child: 'bench/child.ts' }, splitting: true });
  await build({ ...common, entryPoints: { bench: 'bench/run.ts' }, packages: 'external' });
  process.exitCode = spawnSync(process.execPath, ['dist/bench.mjs'], { stdio: 'inherit' }).status ?? 1;
} else if (what === 'in-cluster') {
  await buildInCluster();
} else {
  if (what !== 'functions') await buildCli();
  if (what !== 'cli') await buildFunctions();
}
