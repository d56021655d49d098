import type { Call, RequestSource } from '../api/operation.ts';
import { isObject, type Json, type JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import type { Answer, Reply } from './answer.ts';
import type { Turn } from './conduct.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { Target } from './route.ts';

interface Struck {
  answer: Answer;
  refusal: Refusal | null;
}

/** Header names clients look at; the second is the gateway's own and counts milliseconds. */
function withRetryAfter(answer: Reply, seconds: number | undefined): Reply {
  if (seconds !== undefined) {
    answer.headers['retry-after'] = `${seconds}`;
    answer.headers['x-acs-retry-after'] = `${seconds * 1000}`;
  }
  return answer;
}

function serverError(product: string, fault: FaultRule): Refusal {
  const status = fault.status ?? 503;
  // KMS spells it so. https://www.alibabacloud.com/help/doc-detail/69008.htm
  const unavailable = product === 'Kms' ? 'SerivceUnavailableTemporary' : 'ServiceUnavailable';
  const internal = product === 'Kms' ? 'InternalFailure' : 'InternalError';
  const code = fault.code ?? (status === 500 ? internal : unavailable);
  return new Refusal(status, code, 'The request has failed due to a temporary failure of the server.');
}

function gatewayPage(status: number): Reply {
  const body = '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>';
  return { kind: 'reply', status, headers: { 'content-type': 'text/html' }, body, cutAt: null };
}

/** Faults that strike before anything is looked at. */
export function faultBefore(
  turn: Pick<Turn, 'product' | 'throttled' | 'refused'>,
  fault: FaultRule,
): Struck | null {
  const { kind } = fault;
  if (kind === 'reset' || kind === 'hang') return { answer: { kind }, refusal: null };
  if (kind === 'htmlBody') return { answer: gatewayPage(fault.status ?? 502), refusal: null };
  if (kind !== 'throttle' && kind !== 'retryAfter' && kind !== 'error5xx') return null;
  const usual = kind === 'error5xx' ? serverError(turn.product, fault) : turn.throttled();
  const refusal = fault.code ? new Refusal(fault.status ?? usual.status, fault.code, usual.message) : usual;
  const seconds = fault.retryAfter ?? (kind === 'retryAfter' ? 1 : undefined);
  return { answer: withRetryAfter(turn.refused(refusal), seconds), refusal };
}

/** Another kind of value than the one that should be there. */
function otherType(value: Json | undefined): Json {
  if (typeof value === 'string') return { unexpected: value };
  return typeof value === 'object' && value !== null ? 'unexpected' : ['unexpected'];
}

function spoiled(body: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [name, ...rest] = path;
  if (name === undefined) return body;
  const current = body[name];
  if (rest.length > 0 && Array.isArray(current)) {
    const [index = '0', ...deeper] = rest;
    return {
      ...body,
      [name]: current.map((item, at) =>
        String(at) === index && isJsonObject(item) ? spoiled(item, deeper, value) : item,
      ),
    };
  }
  if (rest.length > 0 && isJsonObject(current)) return { ...body, [name]: spoiled(current, rest, value) };
  return { ...body, [name]: value === undefined ? otherType(current) : value };
}

function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

/** The first field that holds data, for a rule that names none. */
function firstField(body: JsonObject): string {
  return (
    Object.keys(body).find((name) => typeof body[name] === 'object') ?? Object.keys(body)[0] ?? 'RequestId'
  );
}

/** A failure with the status of a success, by products whose envelope can say so; code and text: assumption. */
function unsuccessful(body: JsonObject, { code }: FaultRule): JsonObject {
  if (body['Success'] === undefined) return body;
  return {
    RequestId: body['RequestId'],
    Success: false,
    Code: code ?? 'NotAuthorized',
    Message: 'This API is not authorized for caller.',
    Data: {},
  };
}

/** Faults of an answer that would have been good. */
export function faultAfter(
  desk: { faults: Faults; lastBodies: Map<string, JsonObject> },
  target: Target,
  call: Call,
  source: RequestSource,
  body: JsonObject,
  fault: FaultRule | null,
): JsonObject {
  const place = `${target.service.code} ${target.operation.name} ${target.region}`;
  if (fault?.kind === 'repeatPage') return desk.lastBodies.get(place) ?? body;
  if (desk.faults.plan('repeatPage')) desk.lastBodies.set(place, body);
  if (fault?.kind === 'emptyPageWithToken') return target.operation.emptied(call, body, source);
  if (fault?.kind === 'successFalse') return unsuccessful(body, fault);
  if (fault?.kind !== 'wrongType') return body;
  return spoiled(body, (fault.field ?? firstField(body)).split('.'), fault.value);
}
