import * as v from 'valibot';
import { SEVERITIES } from '../model/finding.ts';
import { secretText, secretUrl, text } from '../model/setting.ts';

const severity = v.picklist(SEVERITIES);
const hours = v.pipe(v.number(), v.minValue(0.1));
const timeOfDay = v.pipe(
  v.string(),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes such as "09:30"'),
);

/** Which findings a channel hears of; an empty list means all. */
const filterSchema = v.strictObject({
  accounts: v.optional(v.array(text), []),
  regions: v.optional(v.array(text), []),
  checks: v.optional(v.array(text), []),
  /** Clusters must carry all of these tags. */
  clusterTags: v.optional(v.record(v.string(), v.string()), {}),
});

/** What every channel takes. */
const common = {
  /** Default: its type, numbered from the second of a type on. */
  name: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, 'letters, digits, _ and -'))),
  /** Default: `alerts.minSeverity`. */
  minSeverity: v.optional(severity),
  language: v.optional(v.picklist(['en', 'zh'])),
  only: v.optional(filterSchema, {}),
  /** Asia/Shanghai; what is not critical waits until they end. */
  quietHours: v.optional(v.strictObject({ from: timeOfDay, to: timeOfDay })),
  /** It hears only of criticals that are open and not acknowledged for so long. */
  escalateAfterMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080))),
  /** Name of the channel that takes over when this one fails. */
  fallback: v.optional(text),
};

const channelSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('dingtalk-robot'),
    ...common,
    webhook: secretUrl,
    secret: v.optional(secretText),
    /** A word that the robot demands in each message. */
    keyword: v.optional(text),
    mobiles: v.optional(
      v.array(v.pipe(v.string(), v.regex(/^\+?[\d-]{5,20}$/, 'a mobile number in quotes'))),
      [],
    ),
    userIds: v.optional(v.array(text), []),
  }),
  v.strictObject({
    type: v.literal('dingtalk-app'),
    ...common,
    appKey: text,
    appSecret: secretText,
    robotCode: text,
    /** Group to write to. */
    openConversationId: v.optional(text),
    /** On-call staff: written to one to one, and dinged for criticals. */
    userIds: v.optional(v.array(text), []),
    ding: v.optional(v.picklist(['none', 'app', 'sms', 'phone']), 'none'),
  }),
  v.strictObject({ type: v.literal('webhook'), ...common, url: secretUrl, secret: v.optional(secretText) }),
  v.strictObject({ type: v.literal('console'), ...common }),
]);

const acknowledgementSchema = v.strictObject({
  /** Fingerprint of the finding; every message shows it. */
  finding: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'the 16 digits of a fingerprint')),
  by: text,
  note: v.optional(v.string(), ''),
});

export const alertsSchema = v.strictObject({
  minSeverity: v.optional(severity, 'medium'),
  /** Severities that are not named are not repeated. */
  remindHours: v.optional(
    v.strictObject({
      critical: v.optional(hours, 4),
      high: v.optional(hours, 24),
      medium: v.optional(hours, 72),
      low: v.optional(hours),
      info: v.optional(hours),
    }),
    {},
  ),
  /** So many items are told in one message; the rest is counted. */
  top: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)), 10),
  channels: v.optional(v.array(channelSchema), []),
  /** Open findings that somebody works on: no reminders, no escalation until they are resolved. */
  acknowledged: v.optional(v.array(acknowledgementSchema), []),
  /** Asia/Shanghai. */
  digest: v.optional(
    v.strictObject({ enabled: v.optional(v.boolean(), false), at: v.optional(timeOfDay, '09:30') }),
    {},
  ),
  proofOfLife: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), true),
      weekday: v.optional(v.picklist(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), 'mon'),
      at: v.optional(timeOfDay, '10:00'),
    }),
    {},
  ),
  /** Asked with GET after each healthy run, so that something outside notices when the watcher dies. */
  pingUrl: v.optional(secretUrl),
});

export type AlertsConfig = Readonly<v.InferOutput<typeof alertsSchema>>;
export type ChannelConfig = AlertsConfig['channels'][number];
