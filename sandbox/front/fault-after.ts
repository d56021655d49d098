import type { Call, RequestSource } from '../api/operation.ts';
import type { FaultRule, Faults } from '../gateway/faults.ts';
import { isObject, type Json, type JsonObject } from '../world/json.ts';
import type { Target } from './route.ts';

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
