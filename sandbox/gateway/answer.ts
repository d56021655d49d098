import type { RawAnswer, Service } from '../api/operation.ts';
import type { JsonObject } from '../world/json.ts';
import { GatewayRefusal, type Refusal } from '../world/refusal.ts';

export interface Reply {
  kind: 'reply';
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** sends only this much of the body, then breaks the connection; at 0 nothing is sent at all */
  cutAt: number | null;
}

export type Answer = Reply | { kind: 'reset' } | { kind: 'hang' };

export const jsonType = 'application/json;charset=utf-8';

export function reply(status: number, body: JsonObject | null, requestId: string): Reply {
  const headers: Record<string, string> = { 'x-acs-request-id': requestId };
  if (body !== null) headers['content-type'] = jsonType;
  return { kind: 'reply', status, headers, body: body === null ? '' : JSON.stringify(body), cutAt: null };
}

/** Without a request id, which only the cloud gives. */
export function jsonReply(status: number, body: JsonObject): Reply {
  const headers = { 'content-type': jsonType };
  return { kind: 'reply', status, headers, body: JSON.stringify(body), cutAt: null };
}

export function rawReply(answer: RawAnswer, requestId: string): Reply {
  const headers = { 'x-acs-request-id': requestId, ...answer.headers };
  return { kind: 'reply', status: answer.status, headers, body: answer.body, cutAt: null };
}

/**
 * Path-style services answer errors in lower case, the others and the gateway with a capital; KMS adds the status. Of ACK the form of the
 * gateway was seen in a refused signature: https://github.com/aliyun/ack-set-context/issues/7
 */
export function errorBody(
  service: Service | null,
  refusal: Refusal,
  where: { requestId: string; host: string },
): JsonObject {
  const { code, message, status, extra } = refusal;
  if (service?.errorBody) return service.errorBody(refusal, where.requestId);
  if (service?.style === 'ROA' && !(refusal instanceof GatewayRefusal)) {
    const { AccessDeniedDetail, ...others } = extra;
    const detail = AccessDeniedDetail === undefined ? {} : { accessDeniedDetail: AccessDeniedDetail };
    return { code, message, requestId: where.requestId, ...others, ...detail };
  }
  return {
    ...(service?.showsStatus && { HttpStatus: status }),
    Code: code,
    Message: message,
    RequestId: where.requestId,
    HostId: where.host,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}&requestId=${where.requestId}`,
    ...extra,
  };
}

/** The body of a success: RPC services put the request id into it. */
export function successBody(service: Service, body: JsonObject | null, requestId: string): JsonObject | null {
  if (body === null || service.style === 'ROA') return body;
  return { ...body, RequestId: requestId };
}
