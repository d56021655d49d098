import { createHmac } from 'node:crypto';
import { decideFor } from '../api/authorise.ts';
import { jsonType, type Reply } from '../gateway/answer.ts';
import { callFor } from '../gateway/call-for.ts';
import { skewOf } from '../gateway/conduct.ts';
import type { Desk } from '../gateway/desk.ts';
import type { FaultRule } from '../gateway/faults.ts';
import { hostOf, isLoopback } from '../gateway/host.ts';
import { incomplete, sameText } from '../gateway/signatures.ts';
import type { Turn } from '../gateway/turn.ts';
import type { Wire } from '../gateway/wire.ts';
import type { Credential } from '../world/identity.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { minute } from '../world/time.ts';
import { openUpload } from '../world/upload.ts';

/*
 * The one call of the older Function Compute (2016-08-15) that the official tool still makes: where to put a code package. Path, form
 * of the signature and fields: @alicloud/fc2 2.6.6. Statuses, codes and texts of refusals: assumptions.
 */

const path = '/2016-08-15/tempBucketToken';
const tolerance = 15 * minute;
const action = 'fc:GetTempBucketToken';

export function isForUpload(wire: Wire): boolean {
  return wire.path === path && (hostForm.test(hostOf(wire)) || isLoopback(hostOf(wire)));
}

const hostForm = /^(\d+)\.([a-z0-9-]+?)(?:-internal)?\.fc\.aliyuncs\.com$/;

function reply(requestId: string, status: number, body: JsonObject): Reply {
  const headers = { 'content-type': jsonType, 'x-fc-request-id': requestId };
  return { kind: 'reply', status, headers, body: JSON.stringify(body), cutAt: null };
}

function stringToSign({ method, headers }: Wire): string {
  const own = Object.keys(headers).filter((name) => name.startsWith('x-fc-'));
  const lines = own.sort().map((name) => `${name}:${headers[name] ?? ''}\n`);
  const { 'content-md5': md5 = '', 'content-type': type = '', date = '' } = headers;
  return `${method}\n${md5}\n${type}\n${date}\n${lines.join('')}${path}`;
}

function authenticated({ world }: Desk, wire: Wire, now: number): Credential {
  const [, id = '', signature = ''] = /^FC ([^:]+):(.+)$/.exec(wire.headers['authorization'] ?? '') ?? [];
  const date = Date.parse(wire.headers['date'] ?? '');
  if (id === '' || Number.isNaN(date)) throw incomplete('It needs Authorization and Date.');
  if (Math.abs(now - date) > tolerance) throw new Refusal(403, 'RequestTimeTooSkewed', 'The date is off.');
  const credential = world.credentials.get(id);
  if (!credential) throw new Refusal(404, 'InvalidAccessKeyID', `The access key ${id} does not exist.`);
  const right = createHmac('sha256', credential.secret).update(stringToSign(wire)).digest('base64');
  if (!sameText(right, signature)) {
    throw new Refusal(403, 'SignatureNotMatch', 'The signature does not match.');
  }
  const { token } = credential;
  if (token && (wire.headers['x-fc-security-token'] !== token.text || now >= token.expires)) {
    throw new Refusal(403, 'InvalidSecurityToken', 'The security token is wrong or has expired.');
  }
  return credential;
}

function answer(
  desk: Desk,
  wire: Wire,
  where: { region: string; host: string; requestId: string },
  fault: FaultRule | null,
): Reply {
  const credential = authenticated(desk, wire, desk.ambient.now() + skewOf(fault));
  const call = callFor(desk, wire, credential, where);
  const [, account = call.account.id] = hostForm.exec(where.host) ?? [];
  // That it is a right of its own: named by no source; AliyunFCFullAccess, fc:*, has it in any case.
  const isAllowed = decideFor(call, action, `acs:fc:${where.region}:${call.account.id}:*`) === 'allowed';
  if (!isAllowed || account !== call.account.id || fault?.kind === 'deny') {
    throw new Refusal(403, 'AccessDenied', `the caller is not authorized to perform '${action}'`);
  }
  call.authorised(action);
  const { bucket, object, credential: token } = openUpload(desk.world, call.account, where.region, call);
  const credentials = {
    AccessKeyId: token.id,
    AccessKeySecret: token.secret,
    SecurityToken: token.token.text,
    Expiration: new Date(token.token.expires).toISOString(),
  };
  return reply(where.requestId, 200, { credentials, ossBucket: bucket, objectName: object });
}

export function uploadTurn(desk: Desk, wire: Wire, requestId: string): Turn {
  const host = hostOf(wire);
  const region = hostForm.exec(host)?.[2] ?? desk.world.defaultRegion;
  return {
    product: 'Fc',
    action: 'GetTempBucketToken',
    region,
    question: '',
    throttled: () => new Refusal(429, 'ResourceThrottled', 'Reserve resource exceeded limit'),
    refused: ({ status, code, message }) =>
      reply(requestId, status, { ErrorCode: code, ErrorMessage: message }),
    answer: (fault) => answer(desk, wire, { region, host, requestId }, fault),
  };
}
