import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import {
  type ApiServerMetrics,
  type ClusterProof,
  type KmsProvider,
  type ProofLevel,
  serverOf,
} from '../model/proof.ts';
import type { ApiServerClient } from './client.ts';
import { MAX_METRICS_BYTES, type ReadMetrics, readMetrics, wantedLines } from './metrics.ts';
import { readDetail, readProviders } from './readyz.ts';

export type Looked = Pick<ClusterProof, 'version' | 'providers' | 'servers'>;

/** Of one address no more pages of metrics are read than this, however many API servers are behind it. */
const MOST_PAGES = 6;
/** What the clocks of the API server and of this machine may differ by. */
const SKEW_MS = 300_000;

/**
 * What one API server, or those behind one address, says of itself. `known`: ids of servers that answered there before; they
 * are asked for a few times more than others.
 */
export async function lookAtApiServer(
  client: ApiServerClient,
  level: ProofLevel,
  now: () => Date,
  known: readonly string[] = [],
): Promise<Looked> {
  const [version, providers, servers] = await Promise.all([
    readVersion(client),
    seeProviders(client, level),
    level === 'ready' ? unseen('absent', 'the level is `ready`') : seeServers(client, now, known),
  ]);
  return { version, providers, servers };
}

async function readVersion(client: ApiServerClient): Promise<Observation<string>> {
  const answer = await client.get('/version');
  if (!answer.seen) return answer;
  const { status, text } = answer.value;
  const [, version] = status === 200 ? (/"gitVersion"\s*:\s*"(v[\w.+-]{1,60})"/.exec(text) ?? []) : [];
  return version === undefined ? unseen('malformed', `/version: HTTP ${status}`) : seen(version, answer.at);
}

async function seeProviders(
  client: ApiServerClient,
  level: ProofLevel,
): Promise<Observation<readonly KmsProvider[]>> {
  const answer = await client.get('/readyz?verbose');
  if (!answer.seen) return answer;
  const providers = readProviders(answer.value, answer.at);
  if (!providers.seen || level === 'ready') return providers;
  const told = await Promise.all(providers.value.map((provider) => withDetail(client, provider)));
  return seen(told, providers.at);
}

/** Only a provider that fails has something to say, and only to those who may read it. */
async function withDetail(client: ApiServerClient, provider: KmsProvider): Promise<KmsProvider> {
  if (provider.ok) return provider;
  const answer = await client.get(`/readyz/${provider.name}`);
  return answer.seen ? { ...provider, detail: readDetail(answer.value) } : provider;
}

/**
 * The metrics of each server, over a connection for each page: the same server twice ends it, once all have answered that
 * answered before. So there is one page more than those, at least two, and all of these are asked for at once.
 */
async function seeServers(
  client: ApiServerClient,
  now: () => Date,
  known: readonly string[],
): Promise<Observation<readonly ApiServerMetrics[]>> {
  const fewest = Math.min(MOST_PAGES, Math.max(1, known.length) + 1);
  const pages = await Promise.all(Array.from({ length: fewest }, (_, index) => page(client, now, index > 0)));
  while (pages.length < MOST_PAGES && !isEnough(pages, known)) pages.push(await page(client, now, true));
  const read = pages.flatMap((each) => ('metrics' in each ? [each] : []));
  const failed = pages.flatMap((each) => ('metrics' in each ? [] : [each]));
  const [failure] = failed;
  if (read.length === 0) return failure ?? unseen('absent', 'no page of metrics');
  // The newest page of each server, in the order of the ids, so that nothing changes when they only answer in another order.
  const byServer = new Map(read.map((each) => [serverOf(each.metrics), each]));
  const servers = [...byServer].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  const odd = new Set(servers.flatMap((each) => each.odd));
  const silent = known.filter((id) => !byServer.has(id));
  const missing = [
    ...(failure ? [failure] : []),
    ...[...odd].map((what) => unseen('malformed', what)),
    ...silent.map((id) =>
      unseen('unreachable', `the API server ${id.slice(7, 15)} did not answer this time`),
    ),
  ];
  return seen(
    servers.map(({ metrics }) => metrics),
    now().toISOString(),
    missing,
  );
}

type Page = ReadMetrics | Unseen;

async function page(client: ApiServerClient, now: () => Date, freshConnection: boolean): Promise<Page> {
  const answer = await client.get('/metrics', {
    maxBytes: MAX_METRICS_BYTES,
    keep: wantedLines,
    freshConnection,
  });
  if (!answer.seen) return answer;
  const { status, text } = answer.value;
  if (status !== 200) return unseen('malformed', `/metrics: HTTP ${status}`);
  const read = readMetrics(text);
  if (typeof read === 'string') return unseen('malformed', read);
  return isFromTheFuture(read.metrics, now())
    ? {
        metrics: { ...read.metrics, startedAt: null },
        odd: [...read.odd, 'the API server says that it starts in the future'],
      }
    : read;
}

function isFromTheFuture({ startedAt }: ApiServerMetrics, now: Date): boolean {
  return startedAt !== null && Date.parse(startedAt) > now.getTime() + SKEW_MS;
}

/** A page that failed ends it, too: more of them would fail in the same way. */
function isEnough(pages: readonly Page[], known: readonly string[]): boolean {
  const ids = pages.flatMap((each) => ('metrics' in each ? [serverOf(each.metrics)] : []));
  if (ids.length < pages.length) return true;
  const found = new Set(ids);
  return found.size < ids.length && known.every((id) => found.has(id));
}
