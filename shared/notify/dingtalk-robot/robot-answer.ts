import type { Delivery } from '../../model/notice.ts';
import { later } from '../later.ts';

const TOO_FAST = new Set([130101, 410100, 450101]);
const CONTENT = new Set([430101, 430102, 430103, 430104]);
const GONE = new Set([300001, 300005, 400101]);

/**
 * What to do about a refusal of the group settings, by what its text is about: the code alone is ambiguous. DingTalk
 * answers in English or in Chinese, with the description first and its own advice, which may name anything, behind it.
 */
const SETTINGS: readonly (readonly [about: RegExp, hint: string])[] = [
  [/^sign|签名/i, 'Copy the secret (SEC…) of the robot into `secret` of the channel.'],
  [/^keyword|关键词/i, 'Set `keyword` of the channel to a keyword of the robot.'],
  [/^invalid timestamp|时间戳|timestamp/i, 'Set the clock of this machine; it is more than an hour off.'],
  [
    /^ip |\bip\b|白名单/i,
    'Functions have no fixed address: use the security setting Sign instead of an address list.',
  ],
];

/**
 * What an answer of the robot means. Errors come with HTTP 200 too; an answer without `errcode` is a gateway that bans this
 * address, never a success. Null: the content was rejected, and plain text may pass.
 */
export function deliveryOf(body: unknown, now: Date): Delivery | null {
  const { errcode, errmsg } = fieldsOf(body);
  if (typeof errcode !== 'number')
    return later(now, 300, 'Banned', 'the gateway answered instead of DingTalk');
  const code = String(errcode);
  const why = reasonOf(errmsg);
  if (errcode === 0) return { kind: 'sent' };
  if (errcode === -1) return later(now, 30, code, why);
  if (TOO_FAST.has(errcode)) return later(now, 600, code, why);
  if (CONTENT.has(errcode)) return null;
  if (errcode === 90030) {
    return {
      kind: 'refused',
      cause: 'quota',
      code,
      why,
      hint: 'The quota of webhooks of the organisation is used up.',
    };
  }
  const hint = hintFor(errcode, why);
  return hint === null
    ? {
        kind: 'refused',
        cause: 'bug',
        code,
        why,
        hint: 'Please report this answer; sealwatch does not expect it.',
      }
    : { kind: 'refused', cause: 'configuration', code, why, hint };
}

/** On one line, without the link to the manual, and without addresses, which may hold the token. */
function reasonOf(errmsg: unknown): string {
  const [reason = ''] = String(errmsg ?? '').split(', more:');
  return reason
    .replaceAll(/https?:\S+|\baccess_token=\S+/gi, '…')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);
}

/** `description:…;solution:…`, or the same in Chinese; other texts are their own description. */
function descriptionIn(why: string): string {
  return why
    .replace(/^(description|错误描述)[:：]\s*/i, '')
    .replace(/[;；]\s*(solution|解决方案)[:：].*$/i, '');
}

function hintFor(errcode: number, why: string): string | null {
  if (errcode === 310000) {
    return (
      SETTINGS.find(([about]) => about.test(descriptionIn(why)))?.[1] ??
      'Compare the security settings of the robot with the channel.'
    );
  }
  if (GONE.has(errcode)) return 'The robot was removed or its address renewed: copy the new webhook address.';
  if (errcode === 40035 && why.includes('access_token'))
    return 'The address has no access_token: copy the whole webhook address of the robot.';
  if (errcode === 400102) return 'The robot is switched off: switch it on in the group settings.';
  if (errcode === 400013) return 'The group was dismissed: add a robot to another group.';
  if (errcode === 400106) return 'The robot does not exist any more: add it to the group again.';
  return null;
}

function fieldsOf(body: unknown): { errcode?: unknown; errmsg?: unknown } {
  return typeof body === 'object' && body !== null ? body : {};
}
