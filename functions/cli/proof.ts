import { readFileSync } from 'node:fs';
import { apiServerClient, type Login } from '../../shared/api-server/client.ts';
import { readKubeconfig } from '../../shared/api-server/kubeconfig.ts';
import { lookAtApiServer } from '../../shared/api-server/look.ts';
import { listSecrets } from '../../shared/api-server/secrets.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { type Cluster, sealingKey } from '../../shared/model/cluster.ts';
import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import { type Key, keyIdOf } from '../../shared/model/key.ts';
import { unseen } from '../../shared/model/observation.ts';
import type { ClusterProof, ProofLevel } from '../../shared/model/proof.ts';
import { hashesOfKey } from '../../shared/model/proven.ts';
import { CHECK_IDS } from '../../shared/present/check-titles.ts';
import { describeProof, type KnownOfCluster, type ProofLine } from '../../shared/present/describe-proof.ts';
import { renderProof } from '../../shared/report/terminal/render-proof.ts';
import { readPushedProof } from '../../shared/state/pushed-proofs.ts';
import { storedResults } from '../../shared/state/stored-accounts.ts';
import { render } from '../../shared/text/render.ts';
import { interrupted } from './interrupted.ts';
import { openStoreFor } from './open-store.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

const TIMEOUT_MS = 30_000;
/** What design calls verdicts, as exit codes. */
const CODES = { pass: 0, fail: 1, unknown: 2 } as const;

export interface ProofCommand extends CommonOptions {
  kubeconfig: string;
  level?: ProofLevel;
  cluster?: string;
  names?: boolean;
}

/** `sealwatch proof`: looks into one cluster, once, and says what it saw; stores nothing. Throws `AppError` when it cannot begin. */
export async function proof(options: ProofCommand, runtime: Runtime): Promise<number> {
  const level = options.level ?? (options.names ? 'cluster' : 'metrics');
  if (options.names && level !== 'cluster')
    throw new AppError(
      'NamesWithoutList',
      '--names lists Secrets.',
      'Leave out --level, or use --level cluster.',
    );
  const { known, language } = await knownOf(options, runtime);
  const login = loginFrom(options.kubeconfig, runtime);
  const seen = await look(login, level, options, runtime);
  if (runtime.signal.aborted) throw interrupted();
  const lines = describeProof(seen, known);
  const verdict = verdictOf(lines);
  const names =
    options.names && seen.secrets.seen ? seen.secrets.value.rows.flatMap(({ name }) => name ?? []) : [];
  if (options.json) runtime.stdout.write(`${jsonText(jsonOf(seen, lines, verdict, names, language))}\n`);
  else if (!options.quiet) {
    const show = { language, width: widthOf(runtime), colours: wantsColours(options, runtime) };
    runtime.stdout.write(
      renderProof({ title: options.cluster ?? login.server, lines, verdict, names }, show),
    );
  }
  return CODES[verdict];
}

function loginFrom(file: string, runtime: Runtime): Login {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError(
      'KubeconfigUnreadable',
      `The kubeconfig ${file} cannot be read.`,
      'Check the path given with --kubeconfig.',
      { cause },
    );
  }
  const login = readKubeconfig(text, { server: 'any' }, runtime.now());
  if (login.seen) return login.value;
  throw new AppError(
    'KubeconfigRefused',
    `${file}: ${login.detail}.`,
    'Use one that holds everything in itself, as the console of ACK shows it: server, certificates and key; no commands, files or proxies.',
  );
}

async function look(
  login: Login,
  level: ProofLevel,
  { names, cluster }: ProofCommand,
  { now, signal }: Runtime,
): Promise<ClusterProof> {
  const client = apiServerClient(login, { timeoutMs: TIMEOUT_MS, now, signal });
  try {
    const at = now().toISOString();
    const seen = await lookAtApiServer(client, level, now); // before the list, which opens Secrets itself
    const secrets =
      level === 'cluster'
        ? await listSecrets(client, { names: names === true }, now)
        : unseen('absent', `the level is \`${level}\``);
    return { cluster: cluster ?? '', region: '', name: '', at, level, source: 'pull', ...seen, secrets };
  } finally {
    client.close();
  }
}

/** What the store knows of the cluster that is named: its key, the moment of the switch, and markers that it posted. */
async function knownOf(
  { cluster: id, config: file, lang }: ProofCommand,
  runtime: Runtime,
): Promise<{ known: KnownOfCluster; language: 'en' | 'zh' }> {
  const nothing: KnownOfCluster = { key: null, switched: null, markers: [] };
  const path = file ?? runtime.env['SEALWATCH_CONFIG'] ?? null;
  if (id === undefined && path === null) return { known: nothing, language: lang ?? 'en' };
  const config = loadConfig(path, runtime.env, { checks: CHECK_IDS });
  const language = lang ?? config.language;
  if (id === undefined) return { known: nothing, language };
  const store = openStoreFor(config, runtime);
  for (const account of await storedResults(store, config, runtime.now())) {
    const clusters = account.results.flatMap(({ parts }) =>
      parts.clusters?.seen ? parts.clusters.value : [],
    );
    const keys = account.results.flatMap(({ parts }) => (parts.keys?.seen ? parts.keys.value : []));
    const cluster = clusters.find((one) => one.id === id);
    if (!cluster) continue;
    const pushed = await readPushedProof(store, account.id, id);
    if (pushed.kind === 'corrupt')
      runtime.stderr.write(
        `sealwatch: what ${id} posted lies damaged in the store (${pushed.why}); nothing is known of it.\n`,
      );
    const markers = pushed.kind === 'ok' ? pushed.value.markers : [];
    return { known: { ...knownFrom(cluster, account.id, keys), markers }, language };
  }
  throw new AppError(
    'ClusterUnknown',
    `The store knows no cluster ${id}.`,
    'Run `sealwatch audit` first, or leave out --cluster.',
  );
}

function knownFrom(cluster: Cluster, account: string, keys: readonly Key[]): Omit<KnownOfCluster, 'markers'> {
  const reference = sealingKey(cluster);
  const since = cluster.past?.since ?? null;
  return {
    key: reference === null ? null : { id: keyIdOf(reference), hashes: hashesOfKey(cluster, account, keys) },
    switched: since,
  };
}

function verdictOf(lines: readonly ProofLine[]): keyof typeof CODES {
  if (lines.some(({ status }) => status === 'fail')) return 'fail';
  return lines.some(({ status }) => status === 'unknown') ? 'unknown' : 'pass';
}

function jsonOf(
  seen: ClusterProof,
  lines: readonly ProofLine[],
  verdict: string,
  names: readonly string[],
  language: 'en' | 'zh',
): object {
  const { cluster, at, level, version, providers, servers, secrets } = seen;
  const list = secrets.seen
    ? {
        ...secrets,
        value: {
          at: secrets.value.at,
          resourceVersion: secrets.value.resourceVersion,
          total: secrets.value.rows.length,
        },
      }
    : secrets;
  const told = lines.map(({ status, text, params }) => ({ status, text: render(text, params, language) }));
  return {
    schema: 'sealwatch.look/1',
    ...{ cluster, at, level, verdict, lines: told, version, providers, servers, secrets: list },
    ...(names.length > 0 && { names }),
  };
}
