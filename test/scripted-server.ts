import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** `body` goes out as JSON, `text` as it is. */
export type Reply =
  | { status: number; body?: unknown; text?: string; headers?: Readonly<Record<string, string>> }
  | 'reset'
  | 'hang';

export interface ScriptedServer {
  /** Host and port. */
  host: string;
  /** What was asked so far. */
  received: Received[];
  close(): void;
}

/** Answers one request after the other as told, and all that follow with the last answer. */
export async function scriptedServer(...replies: [Reply, ...Reply[]]): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    answer(response, replies[received.length - 1] ?? replies.at(-1) ?? replies[0]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    received,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, body, headers, text = body === undefined ? '' : JSON.stringify(body) } = reply;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(text);
}
