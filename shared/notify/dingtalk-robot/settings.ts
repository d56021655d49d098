import * as v from 'valibot';
import { secretText, secretUrl, text } from '../../model/setting.ts';
import { channelSettings } from '../channel-settings.ts';
import type { SettingsProblem } from '../define-channel.ts';

export const settings = v.strictObject({
  type: v.literal('dingtalk-robot'),
  ...channelSettings,
  webhook: secretUrl,
  secret: v.optional(secretText),
  /** A word that the robot demands in each message. */
  keyword: v.optional(text),
  mobiles: v.optional(
    v.array(v.pipe(v.string(), v.regex(/^\+?[\d-]{5,20}$/, 'a mobile number in quotes'))),
    [],
  ),
  userIds: v.optional(v.array(text), []),
});

export type RobotConfig = v.InferOutput<typeof settings>;

export function problems(config: RobotConfig): SettingsProblem[] {
  return tokenOf(config) === ''
    ? [{ key: 'webhook', what: 'expected the whole address that DingTalk shows, with its access_token' }]
    : [];
}

/** The token alone is enough to write to the group. */
export function tokenOf({ webhook }: RobotConfig): string {
  const address = webhook.reveal();
  return URL.canParse(address) ? (new URL(address).searchParams.get('access_token') ?? '') : '';
}
