// Builds TypeScript with esbuild: the command line, and one bundle for each handler.
// `node .build.mjs [cli|functions|in-cluster|package] [DIR]` builds into dist/ or DIR what is uploaded and published, or runs inside a cluster. `node .build.mjs start ARGS...`
// runs the command line, `node .build.mjs run FILE ARGS...` one script and `node .build.mjs bench` the benchmarks.
//
// Several builds may go on at once, and programs may run meanwhile. So nothing is written in place: a build is made in a folder
// of its own and moved, and not at all when it is there. What is started here lies in node_modules/.cache/sealwatch/, one folder
// for each state of the sources: made once, never changed.
import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// ES modules made from CommonJS packages still call require and use the names of their file.
const banner = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __pathOf(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

/** What `@darabonba/typescript` loads and its callers here never use. */
const BY_SENDERS = /^(lodash|moment|ws|xml2js|(socks|https|http)-proxy-agent)$/;

const withoutSenders = {
  name: 'without-senders',
  setup: ({ onResolve }) => {
    onResolve({ filter: BY_SENDERS }, ({ importer }) =>
      importer.includes(join('@darabonba', 'typescript'))
        ? { path: resolve('shared/cloud/no-sender.ts') }
        : null,
    );
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.11',
  outExtension: { '.js': '.mjs' },
  banner: { js: banner },
  // A part of the OSS client that it asks for only behind a proxy.
  external: ['proxy-agent'],
  // The OSS client is always given another sender than this package, which is 250 KB with what it needs.
  alias: { urllib: './shared/store/no-urllib.ts' },
  plugins: [withoutSenders],
  logLevel: 'warning',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160, // so that a stack trace shows a line and not the file
};

/** esbuild is loaded only where something has to be built. */
async function bundle(outdir, options) {
  const { build } = await import('esbuild');
  await build({ ...common, outdir, ...options });
}

/**
 * What runs inside a cluster and has to fit into a ConfigMap (1 MiB). It needs nothing but Node.js, so it calls no `require`: a
 * package that slipped in would fail here.
 */
async function buildInCluster(outdir) {
  const entryPoints = { 'in-cluster': 'functions/in-cluster/main.ts' };
  await bundle(outdir, { entryPoints, banner: {}, packages: 'external' });
  const text = readFileSync(join(outdir, 'in-cluster.mjs'), 'utf8');
  const others = [...text.matchAll(/(?:from|import)\s*\(?"((?!node:)[^"]+)"/g)].map(([, name]) => name);
  if (others.length > 0) throw new Error(`in-cluster.mjs needs ${others.join(', ')}`);
}

/** What the sandbox reads beside its code: scenarios, and recorded answers of API servers. */
function copySandboxFiles(outdir) {
  cpSync('sandbox/scenarios', join(outdir, 'scenarios'), { recursive: true });
  cpSync('sandbox/api-server/recorded', join(outdir, 'recorded'), { recursive: true });
}

async function buildCli(outdir) {
  await bundle(outdir, { entryPoints: { cli: 'functions/cli/main.ts' }, splitting: true });
  // The process in which the sandbox and the local invoker run a function; started as a file of its own.
  await bundle(outdir, { entryPoints: { instance: 'sandbox/function-compute/instance.ts' } });
  copySandboxFiles(outdir);
  cpSync('s.yaml', join(outdir, 's.yaml')); // what `sealwatch deploy` deploys
  await buildInCluster(outdir);
}

/** What is published to the registry: everything is bundled, so that it depends on nothing. */
async function buildPackage(outdir) {
  await buildCli(join(outdir, 'dist'));
  await buildFunctions(join(outdir, 'dist/functions'), DEFAULT_CONFIGURATION);
  for (const file of ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'LICENSE'])
    cpSync(file, join(outdir, file));
  cpSync('docs', join(outdir, 'docs'), {
    recursive: true,
    filter: (file) => !/\.ts$|^docs\/(new|images|decisions\.md|architecture\.md|simulation\.md)$/.test(file),
  });
  const { name, version, description, license, type, engines, bin } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const files = readdirSync(outdir);
  writeFileSync(
    join(outdir, 'package.json'),
    `${JSON.stringify({ name, version, description, license, type, engines, bin, files }, null, 2)}\n`,
  );
}

/** Files that export a handler of Function Compute, without their ending. */
function handlers() {
  return readdirSync('functions')
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /^export\b[^;=(]*\bhandler\b/m.test(readFileSync(`functions/${file}`, 'utf8')))
    .map((file) => basename(file, '.ts'));
}

/**
 * Everything that is uploaded: for each handler a folder with a bundle of its own, because a function is sent and loads what lies
 * in its folder, and with the configuration, which is the user's when there is one beside s.yaml.
 */
async function buildFunctions(outdir, config = configuration()) {
  for (const name of handlers()) {
    await buildFunction(name, join(outdir, name));
    cpSync(config, join(outdir, name, 'sealwatch.yaml'));
  }
}

const DEFAULT_CONFIGURATION = 'docs/sealwatch.function.yaml';

function configuration() {
  return existsSync('sealwatch.yaml') ? 'sealwatch.yaml' : DEFAULT_CONFIGURATION;
}

/** How channels send messages and how the doctor probes them; what loads neither knows only their settings. */
const SEND = '*/send.ts';
const PROBE = '*/probe.ts';

/** What a function never loads is left out of its bundle: no function is the doctor, and only those with a delivery send. */
function neverLoaded(name) {
  const delivers = readFileSync(`functions/${name}.ts`, 'utf8').includes("from './delivery.ts'");
  return delivers ? [PROBE] : [PROBE, SEND];
}

/** What not every run needs lies in chunks beside the entry, so that a new instance reads and compiles less before it begins. */
async function buildFunction(name, outdir) {
  const external = [...common.external, ...neverLoaded(name)];
  const entryPoints = { [name]: `functions/${name}.ts` };
  await bundle(outdir, { external, entryPoints, splitting: true, chunkNames: '[name]-[hash]' });
}

const PROGRAM = ['functions', 'shared', 'sandbox', 'docs/ram', 's.yaml', 'package-lock.json', '.build.mjs'];
const PACKAGE = [
  ...PROGRAM,
  'docs',
  'package.json',
  'README.md',
  'README.zh-CN.md',
  'CHANGELOG.md',
  'LICENSE',
];
const SCRIPTS = [...PROGRAM, 'bench', 'docs', 'test'];
const WEEK_MS = 7 * 86_400_000;

function filesIn(place) {
  if (!statSync(place).isDirectory()) return [place];
  const all = readdirSync(place, { recursive: true }).map((file) => join(place, file));
  return all.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** All that a build is made of, as one hash. */
function stateOf(name, places) {
  const hash = createHash('sha256').update(name);
  for (const file of places
    .filter((place) => existsSync(place))
    .flatMap(filesIn)
    .sort())
    hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 20);
}

/** Makes a build in a folder of its own inside `beside`, then hands it to `place`. */
async function made(beside, make, place) {
  const folder = join(beside, `.building-${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { recursive: true });
  try {
    await make(folder);
    place(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes what is older than a week: nothing runs from it any more. */
function sweep(folder, isOurs) {
  for (const place of readdirSync(folder)
    .filter(isOurs)
    .map((name) => join(folder, name))) {
    const { mtimeMs } = statSync(place, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > WEEK_MS) rmSync(place, { recursive: true, force: true });
  }
}

/** The folder that holds this build; of several that make it at once, the first one's stays. */
async function cached(name, places, make) {
  const cache = resolve('node_modules/.cache/sealwatch');
  const folder = join(cache, stateOf(name, places));
  if (!existsSync(folder)) {
    await made(cache, make, (build) => {
      try {
        renameSync(build, folder);
      } catch (error) {
        if (!existsSync(folder)) throw error;
      }
    });
  }
  utimesSync(folder, new Date(), new Date());
  sweep(cache, () => true);
  return folder;
}

/** Runs a built program in this process, so that signals and the exit code are its own. */
async function start(file, args) {
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file));
}

/**
 * Puts a build into `dist/PART`, unless it is there: chunks first, then what imports them. Each file is there whole, as before
 * or as now. `dist/.NAME` tells what is there.
 */
async function publish(dist, name, part, places, make) {
  const outdir = join(dist, part);
  const stamp = join(dist, `.${name}`);
  const state = stateOf(name, places);
  const [last = '', ...there] = existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : [];
  if (last === state && there.every((file) => existsSync(join(outdir, file)))) return;
  mkdirSync(outdir, { recursive: true });
  await made(dist, make, (build) => {
    const files = filesIn(build).map((file) => relative(build, file));
    for (const file of files.sort((a, b) => isChunk(b) - isChunk(a))) {
      mkdirSync(dirname(join(outdir, file)), { recursive: true });
      renameSync(join(build, file), join(outdir, file));
    }
    // What is uploaded holds nothing else; a program may still load chunks of an earlier build.
    if (part !== '')
      for (const file of filesIn(outdir)) if (!files.includes(relative(outdir, file))) rmSync(file);
    writeFileSync(join(build, 'stamp'), [state, ...files].join('\n'));
    renameSync(join(build, 'stamp'), stamp);
  });
  sweep(dist, (file) => isChunk(file) || file.startsWith('.building-'));
}

function isChunk(file) {
  return /-[A-Z0-9]{8}\.mjs$/.test(file);
}

const [what = 'all', file = '', ...args] = process.argv.slice(2);
if (what === 'start') {
  const folder = await cached('cli', PROGRAM, buildCli);
  await start(join(folder, 'cli.mjs'), process.argv.slice(3));
} else if (what === 'run') {
  const name = basename(file, '.ts');
  const folder = await cached(file, SCRIPTS, async (folder) => {
    await bundle(folder, { entryPoints: { [name]: file }, packages: 'external' });
    copySandboxFiles(folder);
  });
  await start(join(folder, `${name}.mjs`), args);
} else if (what === 'bench') {
  const folder = await cached('bench', SCRIPTS, async (folder) => {
    await buildCli(folder);
    await bundle(folder, { entryPoints: { child: 'bench/child.ts' }, splitting: true });
    await bundle(folder, { entryPoints: { bench: 'bench/run.ts' }, packages: 'external' });
  });
  await start(join(folder, 'bench.mjs'), []);
} else if (!['all', 'cli', 'functions', 'in-cluster', 'package'].includes(what)) {
  throw new Error(`There is nothing to build that is called ${what}.`);
} else {
  const dist = file === '' ? 'dist' : file;
  if (what === 'in-cluster') await publish(dist, what, '', PROGRAM, buildInCluster);
  if (what === 'package') await publish(dist, what, 'package', PACKAGE, buildPackage);
  if (what === 'cli' || what === 'all') await publish(dist, 'cli', '', PROGRAM, buildCli);
  if (what === 'functions' || what === 'all') {
    await publish(dist, 'functions', 'functions', [...PROGRAM, configuration()], buildFunctions);
  }
}
