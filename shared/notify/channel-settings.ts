import * as v from 'valibot';
import { SEVERITIES } from '../model/finding.ts';
import { text, timeOfDay } from '../model/setting.ts';

/** Which findings a channel hears of; an empty list means all. */
const filterSchema = v.strictObject({
  accounts: v.optional(v.array(text), []),
  regions: v.optional(v.array(text), []),
  checks: v.optional(v.array(text), []),
  /** Clusters must carry all of these tags. */
  clusterTags: v.optional(v.record(v.string(), v.string()), {}),
});

/** What every channel takes. */
export const channelSettings = {
  /** Default: its type, numbered from the second of a type on. */
  name: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, 'letters, digits, _ and -'))),
  /** Default: `alerts.minSeverity`. */
  minSeverity: v.optional(v.picklist(SEVERITIES)),
  language: v.optional(v.picklist(['en', 'zh'])),
  only: v.optional(filterSchema, {}),
  /** Asia/Shanghai; what is not critical waits until they end. */
  quietHours: v.optional(v.strictObject({ from: timeOfDay, to: timeOfDay })),
  /** It hears only of criticals that are open and not acknowledged for so long. */
  escalateAfterMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_080))),
  /** Name of the channel that takes over when this one fails. */
  fallback: v.optional(text),
};

/** What decides which messages a channel gets and who takes over for it, whatever its type. */
export const routingSchema = v.object(channelSettings);

export type ChannelRouting = v.InferOutput<typeof routingSchema>;
