import * as v from 'valibot';
import { parsePattern } from '../world/event-pattern.ts';
import { parseJson } from '../world/json.ts';
import { problemOfCron } from './cron.ts';
import { invalidArgument, readBody } from './settings.ts';

/** What starts a function. Times: epoch ms. */
export interface Trigger {
  name: string;
  id: string;
  description: string;
  qualifier: string;
  invocationRole: string;
  sourceArn: string;
  config: TriggerConfig;
  created: number;
  modified: number;
}

const text = v.string();
const name = v.pipe(text, v.regex(/^[A-Za-z_][\w-]{0,127}$/));
const kinds = ['timer', 'http', 'eventbridge'] as const;

const common = {
  description: v.optional(v.pipe(text, v.maxLength(256)), ''),
  qualifier: v.optional(v.literal('LATEST', 'the sandbox has triggers of LATEST only'), 'LATEST'),
  invocationRole: v.optional(text, ''),
};
const creation = v.strictObject({
  ...common,
  triggerName: name,
  triggerType: v.picklist(kinds),
  triggerConfig: text,
  sourceArn: v.optional(text, ''),
});
const update = v.strictObject({
  ...v.partial(v.strictObject(common)).entries,
  triggerConfig: v.optional(text),
});

const timer = v.strictObject({
  cronExpression: v.pipe(
    text,
    v.check(
      (cron) => problemOfCron(cron) === null,
      ({ input }) => problemOfCron(input) ?? '',
    ),
  ),
  enable: v.boolean(),
  payload: v.optional(v.pipe(text, v.maxBytes(128 * 1024))),
});
const http = v.strictObject({
  authType: v.picklist(['anonymous', 'function']),
  methods: v.pipe(
    v.array(v.picklist(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'])),
    v.minLength(1),
  ),
  disableURLInternet: v.optional(v.boolean()),
});
const eventbridge = v.strictObject({
  triggerEnable: v.boolean(),
  asyncInvocationType: v.boolean(),
  eventRuleFilterPattern: v.pipe(
    text,
    v.check((given) => parsePattern(given) !== null, 'no filter pattern'),
  ),
  eventSourceConfig: v.strictObject({ eventSourceType: v.literal('Default') }),
});

/** By type; the platform keeps it as JSON in a text. */
export type TriggerConfig =
  | ({ type: 'timer' } & v.InferOutput<typeof timer>)
  | ({ type: 'http' } & v.InferOutput<typeof http>)
  | ({ type: 'eventbridge' } & v.InferOutput<typeof eventbridge>);

/** Throws the refusal when the configuration does not fit its type. */
function configOf(type: TriggerConfig['type'], given: string): TriggerConfig {
  if (parseJson(given) === undefined) throw invalidArgument('triggerConfig: no JSON');
  switch (type) {
    case 'timer':
      return { type, ...readBody(timer, given) };
    case 'http':
      return { type, ...readBody(http, given) };
    case 'eventbridge':
      return { type, ...readBody(eventbridge, given) };
  }
}

/** The trigger that a CreateTrigger asks for. */
export function createdTrigger(body: string, id: string, now: number): Trigger {
  const { triggerName, triggerType, triggerConfig, ...others } = readBody(creation, body);
  const config = configOf(triggerType, triggerConfig);
  return { name: triggerName, id, ...others, config, created: now, modified: now };
}

/** A trigger after an UpdateTrigger; its type stays. */
export function updatedTrigger(trigger: Trigger, body: string, now: number): Trigger {
  const { triggerConfig, ...others } = readBody(update, body);
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const config = triggerConfig === undefined ? trigger.config : configOf(trigger.config.type, triggerConfig);
  return { ...trigger, ...given, config, modified: now };
}
