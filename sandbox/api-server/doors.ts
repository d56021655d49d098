import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { conduct } from '../gateway/conduct.ts';
import type { Desk } from '../gateway/desk.ts';
import { send } from '../gateway/send.ts';
import { readWire } from '../gateway/wire.ts';
import { issue } from '../pki/certificate.ts';
import { type Cluster, gone } from '../world/cluster.ts';
import type { ClientLogin, Doors } from '../world/doors.ts';
import type { ServerCertificate } from '../world/inside.ts';
import { clusterState } from '../world/ledger.ts';
import { type Account, accountOf } from '../world/world-state.ts';
import { type ClusterIdentity, newIdentity } from './identity.ts';
import { apiServerTurn, type Shown } from './turn.ts';

interface Door {
  account: string;
  cluster: string;
  listener: Server;
  port: number;
  /** how many connections came: each goes to the next API server */
  connections: number;
  secure: { server: SecureServer; certificate: ServerCertificate } | null;
}

/** What the client's certificate says, if it showed one. */
function shownBy(socket: TLSSocket): Shown {
  const { subject } = socket.getPeerCertificate();
  if (!subject) return { kind: 'none' };
  const { CN: commonName } = subject;
  const isValid = socket.authorized && typeof commonName === 'string';
  return isValid ? { kind: 'valid', commonName } : { kind: 'invalid' };
}

/** The API servers of a sandbox: for each cluster an address of its own, which leads to all of them in turn. */
export class ApiServers implements Doors {
  readonly #desk: () => Desk;
  readonly #listens: boolean;
  readonly #doors = new Map<string, Door>();
  readonly #opening = new Map<string, Promise<void>>();
  readonly #identities = new Map<string, ClusterIdentity>();
  readonly #sockets = new Set<Socket>();
  readonly #indexes = new WeakMap<object, number>();

  constructor(desk: () => Desk, listens: boolean) {
    this.#desk = desk;
    this.#listens = listens;
  }

  async open(clusters: Iterable<Cluster>): Promise<void> {
    if (!this.#listens) return;
    const missing = [...clusters].filter(
      ({ id, type }) => !this.#doors.has(id) && type !== 'ExternalKubernetes',
    );
    await Promise.all(missing.map((cluster) => this.#openOnce(cluster)));
  }

  portOf({ id }: Cluster): number | null {
    return this.#doors.get(id)?.port ?? null;
  }

  login(
    cluster: Cluster,
    subject: { name: string; groups: readonly string[] },
    term: { from: number; until: number },
  ): ClientLogin {
    const { ca } = this.#identityOf(cluster.id);
    const { certificate, key } = issue(ca, subject, { kind: 'client' }, term);
    return { ca: ca.certificate, certificate, key };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      [...this.#doors.values()].map(({ listener }) => new Promise((resolve) => listener.close(resolve))),
    );
    this.#doors.clear();
  }

  async #openOnce(cluster: Cluster): Promise<void> {
    const opening = this.#opening.get(cluster.id) ?? this.#listen(cluster);
    this.#opening.set(cluster.id, opening);
    await opening;
  }

  async #listen({ id, account }: Cluster): Promise<void> {
    const listener = createServer((socket) => this.#welcome(door, socket));
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('The API server has no port.');
    const door: Door = { account, cluster: id, listener, port: address.port, connections: 0, secure: null };
    this.#doors.set(id, door);
  }

  #identityOf(cluster: string): ClusterIdentity {
    const { ambient, world } = this.#desk();
    const known = this.#identities.get(cluster) ?? newIdentity([ambient.now(), world.clock.now]);
    this.#identities.set(cluster, known);
    return known;
  }

  /** The cluster of this door as the world of the moment has it; null: it is gone. */
  #behind(door: Door): { account: Account; cluster: Cluster } | null {
    const { world } = this.#desk();
    if (!world.accounts.has(door.account)) return null;
    const account = accountOf(world, door.account);
    const cluster = account.clusters.get(door.cluster);
    return cluster && clusterState(world, account, cluster) !== gone ? { account, cluster } : null;
  }

  #welcome(door: Door, socket: Socket): void {
    const behind = this.#behind(door);
    if (!behind) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    this.#secureServer(door, behind.cluster.inside.certificate).emit('connection', socket);
  }

  #secureServer(door: Door, certificate: ServerCertificate): SecureServer {
    if (door.secure?.certificate === certificate) return door.secure.server;
    const identity = this.#identityOf(door.cluster);
    const shown = identity.server(certificate);
    const options = {
      key: shown.key,
      cert: shown.certificate,
      ca: [identity.ca.certificate],
      requestCert: true,
      rejectUnauthorized: false,
      // A session that is taken up again would not show its certificate anew.
      secureOptions: constants.SSL_OP_NO_TICKET,
    };
    const server = createSecureServer(options, (request, response) => {
      void this.#serve(door, request, response);
    });
    server.keepAliveTimeout = 120_000;
    server.on('tlsClientError', (_, socket) => socket.destroy());
    server.on('secureConnection', (socket) => {
      this.#indexes.set(socket, door.connections);
      door.connections += 1;
    });
    door.secure = { server, certificate };
    return server;
  }

  async #serve(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const behind = this.#behind(door);
    const { socket } = request;
    if (!behind || !(socket instanceof TLSSocket)) {
      socket.destroy();
      return;
    }
    const desk = this.#desk();
    const index = (this.#indexes.get(socket) ?? 0) % behind.cluster.inside.apiServers;
    const wire = readWire(request.method ?? 'GET', request.url ?? '/', request.headers, Buffer.alloc(0));
    const requestId = desk.ambient.uuid().toUpperCase();
    const visit = { world: desk.world, ...behind, index, shown: shownBy(socket), wire, requestId };
    try {
      send(response, await conduct(desk, apiServerTurn(visit)));
    } catch (error) {
      // A bug of the sandbox says so.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' }).end(text);
    }
  }
}
