import type { FunctionRecord } from '../function-compute/record.ts';
import type { Trigger } from '../function-compute/trigger.ts';
import { jsonReply, type Reply } from '../gateway/answer.ts';
import type { Desk } from '../gateway/desk.ts';
import { hostOf } from '../gateway/host.ts';
import type { Turn } from '../gateway/turn.ts';
import { decode, type Wire } from '../gateway/wire.ts';
import { urlOf } from '../services/fc-shapes.ts';
import { isObject, parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';
import { authenticate } from './authenticate.ts';

/*
 * The addresses of HTTP triggers. Event and answer: https://www.alibabacloud.com/help/en/functioncompute/fc/http-trigger-invoking-function;
 * codes and texts of refusals are assumptions.
 */

const hostForm = /^[a-z0-9-]+\.([a-z0-9-]+?)\.fcapp\.run$/;

export function isFunctionHost(host: string): boolean {
  return hostForm.test(host);
}

type HttpConfig = Extract<Trigger['config'], { type: 'http' }>;

function targetAt(desk: Desk, host: string): { record: FunctionRecord; config: HttpConfig } {
  for (const record of desk.functions.records()) {
    for (const trigger of record.triggers.values()) {
      const { config } = trigger;
      if (config.type === 'http' && urlOf(record, trigger) === host) return { record, config };
    }
  }
  throw new Refusal(404, 'TriggerNotFound', `there is no HTTP trigger at ${host}`);
}

/** Several values of one name are joined by a comma. */
function joined(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of pairs) found[name] = name in found ? `${found[name]},${value}` : value;
  return found;
}

/** Header names arrive as `Title-Case`. */
function titled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function eventOf(desk: Desk, wire: Wire, host: string): string {
  const { now } = desk.world.clock;
  const headers = Object.entries(wire.headers).map(([name, value]) => [titled(name), value ?? ''] as const);
  const { 'user-agent': userAgent = '' } = wire.headers;
  const text = wire.body.toString('utf8');
  const isText = Buffer.from(text).equals(wire.body);
  const sourceIp = '203.0.113.7';
  return JSON.stringify({
    version: 'v1',
    rawPath: wire.path,
    body: isText ? text : wire.body.toString('base64'),
    isBase64Encoded: !isText,
    headers: Object.fromEntries(headers),
    queryParameters: joined(wire.query),
    requestContext: {
      accountId: desk.world.credentials.get(desk.world.callerKeyId)?.account ?? '',
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: { method: wire.method, path: decode(wire.path), protocol: 'HTTP/1.1', sourceIp, userAgent },
      requestId: desk.ambient.uuid(),
      time: utc(now),
      timeEpoch: String(now),
    },
  });
}

/** What the handler returned becomes the answer; without a status it is the body. */
function replyFrom(body: Buffer): Reply {
  const told = parseJson(body.toString('utf8'));
  const shaped: Record<string, unknown> = isObject(told) && 'statusCode' in told ? told : {};
  const {
    statusCode = 200,
    headers = {},
    isBase64Encoded = false,
    body: given = body.toString('utf8'),
  } = shaped;
  const own = Object.entries(isObject(headers) ? headers : {});
  return {
    kind: 'reply',
    status: Number(statusCode),
    // Browsers download what comes from the platform's own domain.
    headers: {
      ...Object.fromEntries(own.map(([name, value]) => [name, String(value)])),
      'content-disposition': 'attachment',
    },
    body: isBase64Encoded === true ? Buffer.from(String(given), 'base64') : String(given),
    cutAt: null,
  };
}

async function answer(desk: Desk, wire: Wire, host: string): Promise<Reply> {
  const { record, config } = targetAt(desk, host);
  const { methods, authType, disableURLInternet = false } = config;
  if (disableURLInternet) throw new Refusal(403, 'AccessDenied', 'the address is switched off');
  if (!methods.some((method) => method === wire.method)) {
    throw new Refusal(405, 'MethodNotAllowed', `the trigger takes ${methods.join(', ')}`);
  }
  if (authType === 'function') authenticate(desk.world, wire, desk.nonces, desk.ambient.now());
  const { functionName: name } = record.settings;
  const { attempt } = await desk.functions.invoke({
    name,
    region: record.region,
    payload: eventOf(desk, wire, host),
  });
  if (attempt.kind === 'result') return replyFrom(attempt.body);
  return jsonReply(502, { ...attempt.error });
}

export function httpTriggerTurn(desk: Desk, wire: Wire, requestId: string): Turn {
  const host = hostOf(wire);
  return {
    product: 'Fc',
    action: 'HttpTrigger',
    region: hostForm.exec(host)?.[1] ?? '',
    question: `${wire.method} ${host}${wire.path}`,
    throttled: () => new Refusal(429, 'ResourceThrottled', 'Reserve resource exceeded limit'),
    refused: ({ status, code, message }) =>
      jsonReply(status, { RequestId: requestId, Code: code, Message: message }),
    answer: () => answer(desk, wire, host),
  };
}
