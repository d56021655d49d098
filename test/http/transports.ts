import { once } from 'node:events';
import { createServer, request as nodeRequest } from 'node:http';
import { answerEvent } from '../../shared/http/function-event.ts';
import { nodeListener } from '../../shared/http/node-listener.ts';
import type { ReportApp } from '../../shared/http/report-app.ts';
import type { Surroundings } from '../../shared/http/request-context.ts';

export interface Asked {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface Answered {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** As it came, maybe compressed. */
  bytes: Buffer;
  text: string;
  json(): unknown;
}

/** One way to reach the endpoint. */
export interface Transport {
  ask(path: string, asked?: Asked): Promise<Answered>;
  close(): Promise<void>;
}

type Open = (app: ReportApp, context: Surroundings) => Promise<Transport>;

function answered(status: number, headers: Record<string, string>, bytes: Buffer): Answered {
  const text = bytes.toString('utf8');
  return { status, headers, bytes, text, json: () => JSON.parse(text) as unknown };
}

/** Real HTTP to a server of Node.js; no client that adds headers or decompresses by itself. */
const overHttp: Open = async (app, context) => {
  const server = createServer(nodeListener(app, context));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    ask: (path, { method = 'GET', headers = {}, body = '' } = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = nodeRequest({ port, path, method, headers, agent: false }, async (incoming) => {
          const parts: Buffer[] = [];
          for await (const part of incoming) parts.push(part as Buffer);
          const told = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
          resolve(answered(incoming.statusCode ?? 0, Object.fromEntries(told), Buffer.concat(parts)));
        });
        outgoing.on('error', reject);
        outgoing.end(body);
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** As Function Compute maps a request: Title-Case names, repeated parameters joined with commas. */
const overEvent: Open = async (app, context) => ({
  ask: async (path, { method = 'GET', headers = {}, body = '' } = {}) => {
    const [rawPath = '', query = ''] = path.split('?');
    const queryParameters: Record<string, string> = {};
    for (const [name, value] of new URLSearchParams(query)) {
      const before = queryParameters[name];
      queryParameters[name] = before === undefined ? value : `${before},${value}`;
    }
    const title = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
    const event = {
      version: 'v1',
      rawPath,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [title(name), value])),
      queryParameters,
      body,
      isBase64Encoded: false,
      requestContext: {
        accountId: '1000000000000001',
        domainName: 'report-abcdefghij.cn-hangzhou.fcapp.run',
        http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      },
    };
    const answer = await answerEvent(Buffer.from(JSON.stringify(event)), app, context);
    const bytes = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
    return answered(answer.statusCode, answer.headers, bytes);
  },
  close: async () => undefined,
});

export const TRANSPORTS: readonly { name: string; open: Open }[] = [
  { name: 'a server of Node.js', open: overHttp },
  { name: 'an event of Function Compute', open: overEvent },
];
