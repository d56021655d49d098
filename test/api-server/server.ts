import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import type { Login } from '../../shared/api-server/client.ts';
import { Secret } from '../../shared/model/secret.ts';
import { root } from '../root.ts';
import { certificate, type Pair } from './certificates.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ApiServer {
  address: string;
  ca: Pair;
  login: Login;
  /** Paths that were asked for, each with the name in the client certificate. */
  asked: string[];
  close(): Promise<void>;
}

/** An API server over TLS with an authority of its own, which answers as told. */
export async function apiServer(
  answer: Answer,
  given: { cert?: (ca: Pair) => Pair } = {},
): Promise<ApiServer> {
  const ca = certificate({ name: 'cluster-ca' });
  const own = given.cert?.(ca) ?? certificate({ name: 'kube-apiserver', by: ca });
  const asked: string[] = [];
  const options = { cert: own.cert, key: own.key, ca: ca.cert, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (request, response) => {
    const subject = (request.socket as TLSSocket).getPeerCertificate().subject as { CN?: string } | undefined;
    asked.push(`${subject?.CN ?? 'anonymous'} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = certificate({ name: 'prover', by: ca });
  const login = {
    server: address,
    ca: ca.cert,
    cert: client.cert,
    key: new Secret(client.key),
    expires: null,
  };
  return {
    address,
    ca,
    login,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a real kube-apiserver answered. */
export function recordedMetrics(version: '1.31' | '1.35'): string {
  return gunzipSync(readFileSync(`${root}sandbox/api-server/recorded/metrics-${version}.txt.gz`)).toString();
}

/** Answers by path, as text; what is not there is 404. */
export function answers(by: Readonly<Record<string, string | [number, string] | Answer>>): Answer {
  return (request, response) => {
    const found = by[request.url ?? ''] ?? [404, '404 page not found\n'];
    if (typeof found === 'function') return found(request, response);
    const [status, text] = typeof found === 'string' ? [200, found] : found;
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
  };
}

export const READY = '[+]ping ok\n[+]etcd ok\n[+]kms-providers ok\nreadyz check passed\n';
export const FAILING =
  '[+]ping ok\n[+]etcd ok\n[-]kms-providers failed: reason withheld\nreadyz check failed\n';
export const VERSION = '{"major": "1","gitVersion": "v1.31.14"}';
