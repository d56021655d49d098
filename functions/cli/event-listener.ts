import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface EventListener {
  /** Where events are to be posted; on loopback only. */
  url: string;
  /** What to do with an event from now on; before, they are dropped. */
  react(work: (payload: Uint8Array) => Promise<unknown>): void;
  close(): void;
}

/** Receives events as an HTTP target of EventBridge does: what cannot be dealt with is to be delivered again. */
export async function listenForEvents(): Promise<EventListener> {
  let react: ((payload: Uint8Array) => Promise<unknown>) | null = null;
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
    await react?.(Buffer.concat(chunks));
    response.end();
  };
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    react: (work) => {
      react = work;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
