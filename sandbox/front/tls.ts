import type { Server } from 'node:http';
import { createServer, type Server as TlsServer } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { isDingTalkHost } from '../dingtalk/turn.ts';
import { isLoopback } from '../gateway/host.ts';
import { isOssHost } from '../oss/address.ts';
import { issue } from '../pki/certificate.ts';
import { services } from '../services/index.ts';
import { isSlsHost } from '../sls/turn.ts';
import { day } from '../world/time.ts';
import type { WorldState } from '../world/world-state.ts';
import { isFunctionHost } from './http-trigger.ts';
import { type Handler, patient } from './server.ts';

export interface Tls {
  /** PEM; who trusts it trusts this sandbox, until it ends */
  ca: string;
  server: TlsServer;
}

/** Whether the sandbox is at a name of the cloud. */
function isAt(host: string): boolean {
  const others = [isOssHost, isSlsHost, isFunctionHost, isDingTalkHost];
  return services.some((service) => service.regionOf(host) !== null) || others.some((is) => is(host));
}

/**
 * The same answers over TLS. Every name of the cloud gets a certificate of its own when somebody asks for it; a client that asks
 * for another name is shown that of the loopback address, which does not fit.
 */
export function tlsServerFor(handler: Handler, now: number): Tls {
  // Clients hold it against their own clocks.
  const term = { from: now - day, until: now + 90 * day };
  const authority = issue(null, { name: 'Sandbox authority' }, { kind: 'authority' }, term);
  const pairFor = (names: readonly string[], addresses: readonly string[]): { key: string; cert: string } => {
    const purpose = { kind: 'server', names, addresses } as const;
    const { key, certificate } = issue(authority, { name: 'sandbox' }, purpose, term);
    return { key, cert: certificate };
  };
  const ofLoopback = pairFor(['localhost'], ['127.0.0.1']);
  const shown = new Map<string, SecureContext>();
  const contextFor = (name: string): SecureContext => {
    const context = shown.get(name) ?? createSecureContext(isAt(name) ? pairFor([name], []) : ofLoopback);
    if (isAt(name)) shown.set(name, context);
    return context;
  };
  const server = createServer(
    { ...ofLoopback, SNICallback: (name, done) => done(null, contextFor(name.toLowerCase())) },
    handler,
  );
  return { ca: authority.certificate, server: patient(server) };
}

/**
 * Lets clients that know a proxy reach the names of the cloud without a line in `hosts`: what they want to reach by CONNECT is
 * this sandbox.
 */
export function acceptConnect(plain: Server, tls: TlsServer): void {
  plain.on('connect', (request, socket, head: Buffer) => {
    const [, host = '', port] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? [];
    socket.on('error', () => socket.destroy());
    if (port !== '443' || !(isAt(host) || isLoopback(host))) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    tls.emit('connection', socket);
  });
}

/** Regions where anything of the world is, and the one of calls that name none. */
function regionsOf({ accounts, defaultRegion }: WorldState): string[] {
  const found = new Set([defaultRegion]);
  for (const { clusters, keys, instances, trails } of accounts.values()) {
    for (const { region } of [...clusters.values(), ...keys.values(), ...instances.values()])
      found.add(region);
    for (const { home } of trails) found.add(home);
  }
  return [...found].sort();
}

/** The names of the cloud that clients ask for in this world. */
export function hostsOf(world: WorldState): string[] {
  const regions = regionsOf(world);
  const ofProducts = services.flatMap((service) => regions.flatMap((region) => service.hostsIn(region)));
  const ofBuckets = [...world.accounts.values()].flatMap(({ buckets }) =>
    [...buckets.values()].map(({ name, region }) => `${name}.oss-${region}.aliyuncs.com`),
  );
  const others = [
    ...regions.flatMap((region) => [`oss-${region}.aliyuncs.com`, `${region}.log.aliyuncs.com`]),
    ...regions.flatMap((region) => [...world.accounts.keys()].map((id) => `${id}.${region}.fc.aliyuncs.com`)),
    'oapi.dingtalk.com',
    'api.dingtalk.com',
  ];
  return [...new Set([...ofProducts, ...others, ...ofBuckets])];
}
