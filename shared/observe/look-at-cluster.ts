import { apiServerClient, type Login } from '../api-server/client.ts';
import { readKubeconfig } from '../api-server/kubeconfig.ts';
import { type Looked, lookAtApiServer } from '../api-server/look.ts';
import { collectKubeconfig } from '../collect/kubeconfig.ts';
import type { Cluster } from '../model/cluster.ts';
import { type Observation, seen, type Unseen, unseen } from '../model/observation.ts';
import type { ClusterProof, CountedServer, PushedProof } from '../model/proof.ts';
import type { Stored } from '../state/formats/stored-format.ts';
import type { JobContext } from './context.ts';

/** A CronJob that posts daily, with two hours to spare. */
const FRESH_MS = 26 * 3_600_000;
/** Servers that answered within this time are asked for again. */
const RECENT_MS = 3 * 3_600_000;

const NOT_LISTED = unseen('absent', 'Secrets are listed from inside the cluster only');

/** What the API servers of a cluster say now, and what its CronJob posted, the one where the other saw nothing. */
export async function lookAtCluster(
  context: JobContext,
  cluster: Cluster,
  post: Stored<PushedProof>,
  counted: readonly CountedServer[],
): Promise<ClusterProof> {
  const { config, now } = context;
  const { id, region, name } = cluster;
  const { level } = config.proof;
  const named = { cluster: id, region, name, at: now().toISOString() };
  const posted = freshPost(post, now());
  if (level === 'cluster') {
    return posted.seen ? { ...posted.value, ...named, at: posted.value.at } : nothing(named, posted);
  }
  const pulled = await pull(context, cluster, counted);
  const inside = posted.seen ? posted.value : null;
  return {
    ...named,
    level,
    source: 'pull',
    version: either(pulled.version, inside?.version),
    providers: either(pulled.providers, inside?.providers),
    servers: either(pulled.servers, newer(inside?.servers, counted)),
    secrets: inside?.secrets ?? (!posted.seen && post.kind === 'corrupt' ? posted : NOT_LISTED),
  };
}

/** What was posted longer ago tells nothing about now. */
function freshPost(post: Stored<PushedProof>, now: Date): Observation<ClusterProof> {
  if (post.kind === 'none') return unseen('absent', 'the cluster has never posted a proof');
  if (post.kind === 'corrupt')
    return unseen('malformed', `what the cluster posted lies damaged in the store (${post.why})`);
  const { proof } = post.value;
  const { at } = proof;
  const isFresh = now.getTime() - Date.parse(at) <= FRESH_MS;
  return isFresh ? seen(proof, at) : unseen('absent', `the cluster posted no proof since ${at}`);
}

function nothing(named: Pick<ClusterProof, 'cluster' | 'region' | 'name' | 'at'>, why: Unseen): ClusterProof {
  return {
    ...named,
    level: 'cluster',
    source: 'push',
    version: why,
    providers: why,
    servers: why,
    secrets: why,
  };
}

/** What was posted before the last look would put its counts back. */
function newer<T>(
  posted: Observation<T> | undefined,
  counted: readonly CountedServer[],
): Observation<T> | undefined {
  return posted?.seen && counted.every(({ seenAt }) => seenAt <= posted.at) ? posted : undefined;
}

function either<T>(one: Observation<T>, other: Observation<T> | undefined): Observation<T> {
  return !one.seen && other?.seen ? other : one;
}

async function pull(
  context: JobContext,
  cluster: Cluster,
  counted: readonly CountedServer[],
): Promise<Looked> {
  const { config, now, cloud } = context;
  const login = await loginTo(context, cluster);
  if (!login.seen) return { version: login, providers: login, servers: login };
  const timeoutMs = config.limits.callTimeoutSeconds * 1000;
  const client = apiServerClient(login.value, { timeoutMs, now, signal: cloud.signal });
  const recent = new Date(now().getTime() - RECENT_MS).toISOString();
  // One without an id of its own, such as under KMS v1, is another one after each start: nobody misses it.
  const known = counted
    .filter(({ server, seenAt }) => server.startsWith('sha256:') && seenAt >= recent)
    .map(({ server }) => server);
  try {
    return await lookAtApiServer(client, config.proof.level, now, known);
  } finally {
    client.close();
  }
}

/** At level `ready` nothing is shown to the server and nobody vouches for it; else the kubeconfig says who it is. */
async function loginTo({ config, cloud, now }: JobContext, cluster: Cluster): Promise<Observation<Login>> {
  const { network, level } = config.proof;
  if (!cluster.apiServer) return unseen('absent', 'the inventory has not told the address of the API server');
  const server = cluster.apiServer[network];
  if (server === null) return unseen('absent', `the API server has no ${network} address`);
  if (level === 'ready') return seen({ server, ca: null, expires: null }, now().toISOString());
  const kubeconfig = await collectKubeconfig(cloud, cluster, network);
  if (!kubeconfig.seen) return kubeconfig;
  const { text, expires } = kubeconfig.value;
  const login = readKubeconfig(text.reveal(), { server: [server] }, now());
  return login.seen
    ? { ...login, value: { ...login.value, expires: earlier(login.value.expires, expires) } }
    : login;
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
