import type { Reply } from '../gateway/answer.ts';
import type { Turn } from '../gateway/turn.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Cluster } from '../world/cluster.ts';
import type { InsideRight } from '../world/inside.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { secretsAt, storedAt } from '../world/secrets.ts';
import type { Account, WorldState } from '../world/world-state.ts';
import { type Endpoint, type Health, health, oneCheck } from './checks.ts';
import { countersOf } from './counters.ts';
import { metricsBody } from './metrics.ts';
import { type KmsView, kmsView } from './providers.ts';
import { anonymous, byCertificate, byToken, type Who } from './rights.ts';
import { secretList } from './secret-list.ts';
import { isModern, serverAt, versionNow } from './servers.ts';
import {
  badRequest,
  forbidden,
  internalError,
  jsonBody,
  notFound,
  statusReply,
  unauthorized,
} from './status.ts';

/** What a client showed of itself: the name in its certificate, if the cluster's own authority signed it. */
export type Shown = { kind: 'none' } | { kind: 'valid'; commonName: string } | { kind: 'invalid' };

/** A request that reached one of the API servers of a cluster. */
export interface Visit {
  world: WorldState;
  account: Account;
  cluster: Cluster;
  /** which of the API servers the connection came to */
  index: number;
  shown: Shown;
  wire: Wire;
  requestId: string;
}

interface Place extends Visit {
  at: number;
  server: ReturnType<typeof serverAt>;
  view: KmsView;
  who: Who;
}

function plain(status: number, text: string, type = 'text/plain; charset=utf-8'): Reply {
  const headers = { 'content-type': type, 'cache-control': 'no-cache, private' };
  return { kind: 'reply', status, headers, body: text, cutAt: null };
}

function told({ status, text }: Health): Reply {
  const answer = plain(status, text);
  answer.headers['x-content-type-options'] = 'nosniff';
  return answer;
}

function json({ wire }: Visit, body: JsonObject): Reply {
  return plain(200, jsonBody(body, wire.headers['user-agent'] ?? ''), 'application/json');
}

function whoAsks({ account, cluster, shown, wire }: Visit): Who {
  const [, token = ''] = /^Bearer (.+)$/.exec(wire.headers['authorization'] ?? '') ?? [];
  const known = token === '' ? null : byToken(cluster, token);
  if (shown.kind === 'valid') return byCertificate(account, cluster, shown.commonName);
  if (known) return known;
  if (shown.kind === 'invalid' || token !== '' || !cluster.inside.anonymous) throw unauthorized();
  return anonymous;
}

function requirePath({ who, wire }: Place, right: InsideRight | null): void {
  if (right && who.may.has(right)) return;
  throw forbidden(`forbidden: User "${who.name}" cannot get path "${wire.path}"`);
}

function version({ cluster, at }: Place): Reply {
  const gitVersion = versionNow(cluster, at);
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  const body = {
    major,
    minor,
    gitVersion,
    gitCommit: 'sandbox',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.24.9',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
  return plain(200, JSON.stringify(body, null, 2), 'application/json');
}

function healthOf(place: Place, endpoint: Endpoint, check: string): Reply {
  const { wire, view, requestId, cluster, at } = place;
  const scope = { endpoint, view, modern: isModern(cluster, at) };
  if (check === '') {
    const exclude = wire.query.filter(([name]) => name === 'exclude').map(([, value]) => value);
    return told(health(scope, { verbose: wire.query.some(([name]) => name === 'verbose'), exclude }));
  }
  requirePath(place, 'monitoring');
  const found = oneCheck(scope, check, requestId);
  return found ? told(found) : plain(404, '404 page not found\n');
}

function metrics(place: Place): Reply {
  requirePath(place, 'monitoring');
  const { world, account, cluster, server, index, view, at, wire } = place;
  const packed = (wire.headers['accept-encoding'] ?? '').includes('gzip');
  const counters = countersOf(world, account, cluster, { ...server, ...view, index }, at);
  const scene = { cluster, server, view, counters, modern: isModern(cluster, at), at };
  const body = metricsBody(scene, packed);
  const type = 'text/plain; version=0.0.4; charset=utf-8; escaping=values';
  const headers = {
    'content-type': type,
    'cache-control': 'no-cache, private',
    'process-start-time-unix': `${Math.floor(server.started / 1000)}`,
    ...(packed && { 'content-encoding': 'gzip' }),
  };
  return { kind: 'reply', status: 200, headers, body, cutAt: null };
}

function secrets(place: Place, namespace: string): Reply {
  const { who, wire, world, account, cluster, view, at } = place;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  if (!who.may.has('secrets')) {
    const text = `secrets is forbidden: User "${who.name}" cannot list resource "secrets" in API group "" ${where}`;
    throw forbidden(text, { kind: 'secrets' });
  }
  // One value that cannot be opened fails the whole list (measured).
  const isSealed = secretsAt(world, account, cluster, at).some(
    (secret) => storedAt(secret, at).form !== 'plain',
  );
  if (view.sealed && isSealed) throw internalError('got unexpected nil transformer');
  const query = new Map(wire.query);
  const limit = query.get('limit') ?? '';
  if (!/^\d*$/.test(limit)) throw badRequest(`strconv.ParseInt: parsing "${limit}": invalid syntax`);
  const metadataOnly = (wire.headers['accept'] ?? '').includes('as=PartialObjectMetadataList');
  const question = { namespace, limit: Number(limit), token: query.get('continue') ?? '', metadataOnly };
  return json(place, secretList({ world, account, cluster, at }, question));
}

interface Route {
  action: string;
  answer(place: Place): Reply;
}

function routeOf(path: string): Route {
  const [, endpoint, check = ''] = /^\/(readyz|healthz|livez)(?:\/(.+))?$/.exec(path) ?? [];
  if (endpoint === 'readyz' || endpoint === 'healthz' || endpoint === 'livez') {
    const action = endpoint === 'readyz' ? 'Readyz' : endpoint === 'healthz' ? 'Healthz' : 'Livez';
    return {
      action: check === '' ? action : `${action}Check`,
      answer: (place) => healthOf(place, endpoint, check),
    };
  }
  if (path === '/version') return { action: 'Version', answer: version };
  if (path === '/metrics') return { action: 'Metrics', answer: metrics };
  const [, namespace = '', all] = /^\/api\/v1\/(?:namespaces\/([^/]+)\/secrets|(secrets))$/.exec(path) ?? [];
  if (namespace !== '' || all) return { action: 'ListSecrets', answer: (place) => secrets(place, namespace) };
  return {
    action: 'Other',
    answer: (place) => {
      if (place.who.may.size === 0) requirePath(place, null);
      throw notFound();
    },
  };
}

function answerTo(visit: Visit, route: Route): Reply {
  const { world, account, cluster, index, wire } = visit;
  const { now: at } = world.clock;
  const who = whoAsks(visit);
  if (wire.method !== 'GET') {
    throw new Refusal(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
    );
  }
  const server = serverAt(cluster, index, at);
  const view = kmsView(world, account, cluster, server, at);
  return route.answer({ ...visit, at, server, view, who });
}

/** One request to an API server, for the counts and faults of the sandbox: product `ApiServer`. */
export function apiServerTurn(visit: Visit): Turn {
  const { wire, cluster } = visit;
  const route = routeOf(wire.path);
  const agent = wire.headers['user-agent'] ?? '';
  return {
    product: 'ApiServer',
    action: route.action,
    region: cluster.region,
    question: `${cluster.id} ${wire.path}?${wire.query.join('&')}`,
    throttled: () => new Refusal(429, 'TooManyRequests', 'Too many requests, please try again later.'),
    refused: (refusal) => statusReply(refusal, agent),
    answer: (fault) => {
      if (fault?.kind === 'deny')
        throw forbidden(`forbidden: User "${agent}" cannot get path "${wire.path}"`);
      return answerTo(visit, route);
    },
  };
}
