import { rmSync } from 'node:fs';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';

/** Takes a message and gives one; what it throws becomes the status Unknown with its text. */
export type Method = (request: Buffer) => Promise<Buffer>;

async function requestOf(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  // One byte whether it is compressed, four of its length.
  return Buffer.concat(chunks).subarray(5);
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

async function answer(stream: ServerHttp2Stream, method: Method | undefined): Promise<void> {
  const request = await requestOf(stream);
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  const refuse = (code: number, text: string): void => {
    if (stream.destroyed) return;
    stream.respond(
      { ...head, 'grpc-status': `${code}`, 'grpc-message': encodeURIComponent(text) },
      { endStream: true },
    );
  };
  if (!method) {
    refuse(12, 'There is no such method.');
    return;
  }
  try {
    const body = framed(await method(request));
    if (stream.destroyed) return;
    stream.respond(head, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(body);
  } catch (error) {
    refuse(2, error instanceof Error ? error.message : String(error));
  }
}

/** A gRPC server for calls of one message each, on a socket of this machine. */
export async function serveGrpc(
  socket: string,
  methods: Readonly<Record<string, Method>>,
): Promise<Http2Server> {
  rmSync(socket, { force: true });
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    void answer(stream, methods[headers[':path'] ?? '']);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
  return server;
}
