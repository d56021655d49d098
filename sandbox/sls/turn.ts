import { createHash, createHmac } from 'node:crypto';
import { decideFor } from '../api/authorise.ts';
import { jsonType, type Reply } from '../gateway/answer.ts';
import { callFor } from '../gateway/call-for.ts';
import { skewOf } from '../gateway/conduct.ts';
import type { Desk } from '../gateway/desk.ts';
import type { FaultRule } from '../gateway/faults.ts';
import { hostOf } from '../gateway/host.ts';
import { sameText } from '../gateway/signatures.ts';
import type { Turn } from '../gateway/turn.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Credential } from '../world/identity.ts';
import { isObject, type JsonObject, parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { minute } from '../world/time.ts';
import { type SlsOperation, slsOperations } from './operations.ts';

/* The log service: projects in hosts, and signatures of its own. https://www.alibabacloud.com/help/en/sls/developer-reference/request-signatures */

const hostForm = /^(?:([a-z0-9-]+)\.)?([a-z]{2}-[a-z0-9-]+?)(?:-intranet)?\.log\.aliyuncs\.com$/;
const tolerance = 15 * minute;

export function isSlsHost(host: string): boolean {
  return hostForm.test(host);
}

function reply(requestId: string, status: number, body: JsonObject | null): Reply {
  const headers = { 'content-type': jsonType, 'x-log-requestid': requestId };
  return { kind: 'reply', status, headers, body: body === null ? '' : JSON.stringify(body), cutAt: null };
}

function stringToSign({ method, headers, path, query }: Wire): string {
  const own = Object.keys(headers).filter((name) => /^x-(log|acs)-/.test(name));
  const lines = own.sort().map((name) => `${name}:${headers[name] ?? ''}\n`);
  const pairs = [...query].sort().map(([name, value]) => `${name}=${value}`);
  const resource = pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
  const { 'content-md5': md5 = '', 'content-type': type = '', date = '' } = headers;
  return `${method}\n${md5}\n${type}\n${date}\n${lines.join('')}${resource}`;
}

function requireDigest({ headers, body }: Wire): void {
  const right = createHash('md5').update(body).digest('hex').toUpperCase();
  if (body.length > 0 && headers['content-md5'] !== right) {
    throw new Refusal(400, 'InvalidContentMD5', 'content-md5 is not the digest of the body');
  }
}

function authenticated({ world }: Desk, wire: Wire, now: number): Credential {
  const { headers } = wire;
  const [, id = '', signature = ''] = /^LOG ([^:]+):(.+)$/.exec(headers['authorization'] ?? '') ?? [];
  const date = Date.parse(headers['date'] ?? '');
  if (id === '') throw new Refusal(401, 'Unauthorized', 'no authorization in header');
  if (!headers['x-log-apiversion'] || headers['x-log-signaturemethod'] !== 'hmac-sha1') {
    throw new Refusal(
      400,
      'MissingAPIVersion',
      'x-log-apiversion and x-log-signaturemethod: hmac-sha1 are needed',
    );
  }
  if (Number.isNaN(date) || Math.abs(now - date) > tolerance) {
    throw new Refusal(400, 'RequestTimeExpired', 'the date is missing or off');
  }
  const credential = world.credentials.get(id);
  if (!credential) throw new Refusal(401, 'Unauthorized', `AccessKeyId not found: ${id}`);
  requireDigest(wire);
  const right = createHmac('sha1', credential.secret).update(stringToSign(wire)).digest('base64');
  if (!sameText(right, signature)) throw new Refusal(401, 'SignatureNotMatch', 'signature not match');
  const { token } = credential;
  if (token && (headers['x-acs-security-token'] !== token.text || now >= token.expires)) {
    throw new Refusal(401, 'SecurityTokenExpired', 'the security token is wrong or has expired');
  }
  return credential;
}

interface Request {
  desk: Desk;
  wire: Wire;
  operation: SlsOperation | null;
  project: string;
  region: string;
  requestId: string;
}

function answer(
  { desk, wire, operation, project: inHost, region, requestId }: Request,
  fault: FaultRule | null,
): Reply {
  const credential = authenticated(desk, wire, desk.ambient.now() + skewOf(fault));
  if (!operation) throw new Refusal(404, 'InvalidURI', `The sandbox has no ${wire.method} ${wire.path}`);
  const call = callFor(desk, wire, credential, { region, host: hostOf(wire), requestId });
  const body = wire.body.toString('utf8');
  const named = parseJson(body);
  const project = inHost || (isObject(named) ? String(named['projectName']) : '');
  const logstore = operation.path.exec(wire.path)?.[1] ?? '';
  const place = `project/${project}${operation.path.source.includes('logstores') ? `/logstore/${logstore || '*'}` : ''}`;
  const arn = `acs:log:${region}:${call.account.id}:${place}`;
  if (fault?.kind === 'deny' || decideFor(call, operation.permission, arn) !== 'allowed') {
    throw new Refusal(
      401,
      'Unauthorized',
      `denied by sts or ram, action: ${operation.permission}, resource: ${arn}`,
    );
  }
  call.authorised(operation.permission);
  const { account } = call;
  return reply(
    requestId,
    200,
    operation.run({ account, region, project, logstore, body, now: desk.world.clock.now }),
  );
}

export function slsTurn(desk: Desk, wire: Wire, requestId: string): Turn {
  const [, project = '', region = ''] = hostForm.exec(hostOf(wire)) ?? [];
  const { method, path } = wire;
  const operation = slsOperations.find((one) => one.method === method && one.path.test(path)) ?? null;
  return {
    product: 'Sls',
    action: operation?.name ?? method,
    region,
    question: `${project}${path}`,
    throttled: () => new Refusal(403, 'WriteQuotaExceed', 'Request was denied due to flow control'),
    refused: ({ status, code, message }) =>
      reply(requestId, status, { errorCode: code, errorMessage: message }),
    answer: (fault) => answer({ desk, wire, operation, project, region, requestId }, fault),
  };
}
