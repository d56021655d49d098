import * as v from 'valibot';
import { type Call, operation } from '../api/operation.ts';
import { integer, optional, orElse, type ParamValues, readParams, repeat, text } from '../api/params.ts';
import { type Attribute, type AttributeKey, attributeKeys } from '../world/attributes.ts';
import type { Position } from '../world/cursor.ts';
import { eventBody } from '../world/event.ts';
import { fingerprint } from '../world/ids.ts';
import { parseJson } from '../world/json.ts';
import { lookUp } from '../world/lookup.ts';
import { Refusal } from '../world/refusal.ts';
import { day, parseInstant, utc } from '../world/time.ts';

const moment = text({ pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/ });

const params = {
  StartTime: optional(moment),
  EndTime: optional(moment),
  LookupAttribute: repeat({ Key: text(), Value: text({ max: 512 }) }),
  // Documented as 1 to 50 (older page: 0 to 50); the default is not documented, its example is 20.
  MaxResults: orElse(integer(1, 50), 20),
  NextToken: optional(text({ max: 4096 })),
  Direction: orElse(text({ oneOf: ['BACKWARD', 'FORWARD'] }), 'BACKWARD'),
};

type Values = ParamValues<typeof params>;

/** Codes of LookupEvents are not documented where they could be read; these are assumptions. */
function refused(code: string, message: string): Refusal {
  return new Refusal(400, code, message);
}

/** https://help.aliyun.com/zh/actiontrail/support/how-to-set-the-lookupattribute-parameter */
const pairs: readonly (readonly [AttributeKey, readonly AttributeKey[]])[] = [
  [
    'ServiceName',
    [
      'EventName',
      'User',
      'PrincipalId',
      'RoleName',
      'ResourceName',
      'EventRW',
      'SensitiveAction',
      'EventType',
    ],
  ],
  ['ResourceName', ['ResourceType', 'EventName', 'User', 'RoleName', 'ServiceName']],
  ['EventType', ['EventName']],
];

function isPair(one: AttributeKey, other: AttributeKey): boolean {
  return pairs.some(
    ([first, seconds]) =>
      (first === one && seconds.includes(other)) || (first === other && seconds.includes(one)),
  );
}

function isAttributeKey(text: string): text is AttributeKey {
  return attributeKeys.some((key) => key === text);
}

/** Only the first two count; of two with the same key only the second. */
function wantedAttributes(given: readonly { Key: string; Value: string }[]): Attribute[] {
  const wanted = given.slice(0, 2).map(({ Key, Value }, index) => {
    if (isAttributeKey(Key)) return { key: Key, value: Value };
    throw refused(
      'InvalidParameter',
      `The specified parameter "LookupAttribute.${index + 1}.Key" is not valid.`,
    );
  });
  const [first, second] = wanted;
  if (!first || !second) {
    if (first?.key === 'PrincipalId') {
      throw refused('InvalidParameterCombination', 'PrincipalId is valid only together with ServiceName.');
    }
    return wanted;
  }
  if (first.key === second.key) return [second];
  if (!isPair(first.key, second.key)) {
    throw refused('InvalidParameterCombination', `${first.key} cannot be combined with ${second.key}.`);
  }
  return wanted;
}

interface Window {
  from: number;
  to: number;
}

function windowOf(call: Call, values: Values): Window {
  const { now } = call.world.clock;
  if ((values.StartTime === undefined) !== (values.EndTime === undefined)) {
    throw refused('InvalidParameterCombination', 'StartTime and EndTime must be given together.');
  }
  const from = values.StartTime === undefined ? now - 7 * day : parseInstant(values.StartTime);
  const to = values.EndTime === undefined ? now : parseInstant(values.EndTime);
  if (from === null || to === null) throw refused('InvalidParameter', 'The specified time is not valid.');
  if (from > to)
    throw refused('InvalidParameterCombination', 'The end time must be later than the start time.');
  if (from >= now - 90 * day) return { from, to };
  if (call.world.settings.lookupBeyond90Days === 'refuse') {
    throw refused('InvalidParameter', 'Only events of the last 90 days can be queried.');
  }
  return { from: now - 90 * day, to };
}

const tokenShape = v.strictObject({
  of: v.string(),
  from: v.number(),
  to: v.number(),
  at: v.number(),
  order: v.string(),
});

/** What must stay the same from page to page. */
function identityOf(call: Call, values: Values): string {
  const { NextToken: _, ...others } = values;
  return fingerprint(call.account.id, call.region, JSON.stringify(others)).slice(0, 16);
}

function tokenFor(call: Call, values: Values, window: Window, position: Position): string {
  const token = { of: identityOf(call, values), ...window, ...position };
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

function tokenForStart(call: Call, values: Values): string {
  const window = windowOf(call, values);
  const before =
    values.Direction === 'FORWARD' ? { at: window.from - 1, order: '' } : { at: window.to + 1, order: '' };
  return tokenFor(call, values, window, before);
}

function readToken(call: Call, values: Values): { window: Window; after: Position } | null {
  if (values.NextToken === undefined) return null;
  const parsed = v.safeParse(tokenShape, parseJson(Buffer.from(values.NextToken, 'base64').toString()));
  if (!parsed.success || parsed.output.of !== identityOf(call, values)) {
    throw refused(
      'InvalidParameter',
      'The specified parameter "NextToken" is not valid for these parameters.',
    );
  }
  const { from, to, at, order } = parsed.output;
  return { window: { from, to }, after: { at, order } };
}

/** https://www.alibabacloud.com/help/en/actiontrail/developer-reference/api-actiontrail-2020-07-06-lookupevents */
export const lookupEvents = operation({
  name: 'LookupEvents',
  actions: ['actiontrail:LookupEvents'],
  rate: 'actiontrail-lookup',
  params,
  // A page without events that still has a successor: the token leads to where this page began.
  emptied: (call, body, source) => {
    const values = readParams(params, source.params);
    return { ...body, Events: [], NextToken: values.NextToken ?? tokenForStart(call, values) };
  },
  run: (call, values) => {
    const wanted = wantedAttributes(values.LookupAttribute);
    const first = readToken(call, values);
    const window = first?.window ?? windowOf(call, values);
    const page = lookUp(call.world, call.account, {
      region: call.region,
      from: window.from,
      // Events become visible some minutes after they happened.
      to: Math.min(window.to, call.world.clock.now - call.world.settings.eventDelay),
      direction: values.Direction === 'FORWARD' ? 'FORWARD' : 'BACKWARD',
      wanted,
      after: first?.after ?? null,
      limit: values.MaxResults,
    });
    return {
      Events: page.records.map(eventBody),
      StartTime: utc(window.from),
      EndTime: utc(window.to),
      NextToken: page.next ? tokenFor(call, values, window, page.next) : '',
    };
  },
});
