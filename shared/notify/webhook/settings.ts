import * as v from 'valibot';
import { secretText, secretUrl } from '../../model/setting.ts';
import { channelSettings } from '../channel-settings.ts';
import type { SettingsProblem } from '../define-channel.ts';

export const settings = v.strictObject({
  type: v.literal('webhook'),
  ...channelSettings,
  url: secretUrl,
  secret: v.optional(secretText),
});

export type WebhookConfig = v.InferOutput<typeof settings>;

export function problems({ url }: WebhookConfig): SettingsProblem[] {
  return URL.canParse(url.reveal()) ? [] : [{ key: 'url', what: 'expected an https address' }];
}
