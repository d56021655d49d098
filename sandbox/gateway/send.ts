import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/** Puts an answer on the wire, broken where a fault wants it so. */
export function send(response: ServerResponse, answer: Answer): void {
  if (answer.kind === 'hang') return;
  if (answer.kind === 'reset' || answer.cutAt === 0) {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  if (answer.cutAt === null) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, answer.cutAt), () => response.socket?.destroy());
}
