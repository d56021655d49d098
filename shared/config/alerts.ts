import * as v from 'valibot';
import { SEVERITIES } from '../model/finding.ts';
import { secretUrl, text, timeOfDay } from '../model/setting.ts';
import type { ChannelRouting } from '../notify/channel-settings.ts';
import { CHANNELS } from '../notify/channels.ts';

const severity = v.picklist(SEVERITIES);
const hours = v.pipe(v.number(), v.minValue(0.1));

export const channelSchema = v.variant(
  'type',
  CHANNELS.map(({ settings }) => settings),
);

const acknowledgementSchema = v.strictObject({
  /** Fingerprint of the finding; every message shows it. */
  finding: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'the 16 digits of a fingerprint')),
  by: text,
  note: v.optional(v.string(), ''),
});

/** A channel that cannot be opened, because of what is configured or missing in the environment. */
export interface BrokenChannel {
  /** How it is called; its place in the list, such as `#2`, where that is not known or another one has the name. */
  name: string;
  /** Empty when there is no such type. */
  type: string;
  /** `where` is file, line and column; `brief`, for those who do not see the file, repeats nothing of it. */
  problems: readonly { where: string; what: string; brief: string }[];
  /** Whom it is for, so that its fallback takes over; null when that cannot be read. */
  routing: ChannelRouting | null;
}

const settingsSchema = v.strictObject({
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

/** The channels that can be opened; those that cannot are apart, so that they stop nothing else. */
export const alertsSchema = v.pipe(
  settingsSchema,
  v.transform((alerts) => ({ ...alerts, brokenChannels: noneBroken() })),
);

function noneBroken(): readonly BrokenChannel[] {
  return [];
}

export type AlertsConfig = Readonly<v.InferOutput<typeof alertsSchema>>;
export type { ChannelRouting };
export type ChannelConfig = AlertsConfig['channels'][number];
