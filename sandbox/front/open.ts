import type { Desk } from '../gateway/desk.ts';
import { handlerFor, listen, serverFor, shut } from './server.ts';
import { acceptConnect, hostsOf, tlsServerFor } from './tls.ts';

/** What clients that go to the names of the cloud need. */
export interface OpenTls {
  port: number;
  /** authority to trust, PEM */
  ca: string;
  /** names of the cloud in this world */
  hosts: readonly string[];
}

export interface Open {
  port: number;
  tls: OpenTls | null;
  close(): Promise<void>;
}

/** Opens the doors of a sandbox, all or none of them; over TLS only when a port for it is given. */
export async function open(desk: Desk, ports: { port: number; tlsPort: number | undefined }): Promise<Open> {
  const plain = serverFor(desk);
  const port = await listen(plain, ports.port);
  if (ports.tlsPort === undefined) return { port, tls: null, close: () => shut(plain) };
  const { server, ca } = tlsServerFor(handlerFor(desk), desk.ambient.now());
  try {
    const tlsPort = await listen(server, ports.tlsPort);
    acceptConnect(plain, server);
    const close = async (): Promise<void> => {
      await shut(plain);
      await shut(server);
    };
    return { port, tls: { port: tlsPort, ca, hosts: hostsOf(desk.world) }, close };
  } catch (error) {
    await shut(plain);
    throw error;
  }
}
