import type { Delivery } from '../../model/notice.ts';
import { later } from '../later.ts';

/**
 * What a refusal of the app API means; `token`: the access token is not valid any more. Never repeats the message of an
 * unknown error, because it may hold an address.
 */
export function appFailure(
  error: unknown,
  secret: string,
  now: Date,
): Exclude<Delivery, { kind: 'sent' }> | 'token' {
  const { code, status, message } = partsOf(error);
  if (/QpsLimit|Throttling/i.test(code) || code === '90018' || status === 429)
    return later(now, 1, code, 'too many calls a second');
  if (code === 'NoReceipt') return later(now, 300, 'Banned', 'the gateway answered instead of DingTalk');
  // A missing permission is named `Forbidden.AccessDenied.AccessTokenPermissionDenied`; another token has no more of them.
  const isAboutToken = status === 401 || /InvalidAuthentication|accessToken/i.test(code);
  if (isAboutToken && !/permission/i.test(code)) return 'token';
  if (status === null || status >= 500) return later(now, 30, code || 'Network', 'no answer');
  const why = message
    .replace(/\s+/g, ' ')
    .replaceAll(/https?:\S+/g, '…')
    .replaceAll(secret, '…')
    .slice(0, 200);
  return {
    kind: 'refused',
    cause: 'configuration',
    code: code || `HTTP ${status}`,
    why,
    hint: hintFor(code),
  };
}

function hintFor(code: string): string {
  if (/robot/i.test(code)) return 'Check `robotCode`, and that app and robot are published and in the group.';
  if (/invalidClient|appKey|appSecret|AppKey/.test(code))
    return 'Check `appKey` and `appSecret` of the channel.';
  if (/Forbidden|AccessDenied|permission/i.test(code))
    return 'Grant the app the permission qyapi_robot_sendmsg.';
  return 'Check the settings of the channel against those of the app in the developer console.';
}

interface Parts {
  code: string;
  /** HTTP status; null when there was no answer. */
  status: number | null;
  message: string;
}

/** The client prefixes messages with the code, and keeps the answer in `data`. */
function partsOf(error: unknown): Parts {
  const top = fieldsOf(error);
  const data = fieldsOf(top['data']);
  const status = [top['statusCode'], data['statusCode']].find((value) => typeof value === 'number');
  const code = text(data['code'] ?? top['code']);
  return {
    code,
    status: typeof status === 'number' ? status : null,
    message: text(data['message'] ?? '') || code,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
