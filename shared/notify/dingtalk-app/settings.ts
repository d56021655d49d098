import * as v from 'valibot';
import { secretText, text } from '../../model/setting.ts';
import { channelSettings } from '../channel-settings.ts';
import type { SettingsProblem } from '../define-channel.ts';

export const settings = v.strictObject({
  type: v.literal('dingtalk-app'),
  ...channelSettings,
  appKey: text,
  appSecret: secretText,
  robotCode: text,
  /** Group to write to. */
  openConversationId: v.optional(text),
  /** On-call staff: written to one to one, and dinged for criticals. */
  userIds: v.optional(v.array(text), []),
  ding: v.optional(v.picklist(['none', 'app', 'sms', 'phone']), 'none'),
});

export type AppConfig = v.InferOutput<typeof settings>;

export function problems({ openConversationId, userIds }: AppConfig): SettingsProblem[] {
  return openConversationId === undefined && userIds.length === 0
    ? [{ key: 'userIds', what: 'expected people, or a group as openConversationId' }]
    : [];
}
