import { eventFilter } from '../collect/event-filter.ts';
import { objectOf, plain } from '../collect/read.ts';
import type { Examination } from '../model/examination.ts';
import type { Text } from '../text/zh.ts';
import { type Advice, examination, type Place } from './examination.ts';
import { type ProbedCall, verdictOf } from './probe.ts';

/** The function that EventBridge starts, and what its triggers were answered with. */
export interface EventsSight {
  name: string;
  region: string;
  triggers: ProbedCall;
}

interface Trigger {
  name: string;
  enabled: boolean;
  waits: boolean;
  types: readonly string[];
  calls: readonly string[];
  /** It asks for nothing else, such as a source, which might keep events away. */
  isPlain: boolean;
}

const AGAIN: Advice = {
  text: 'Remove the EventBridge triggers from {name}, and deploy again: a deployment may keep old filters.',
  command: 's deploy',
};

/** Whether EventBridge is asked for what is reacted to now. Without the function, or without its triggers, the timers see it later. */
export function eventTriggerItems({ name, region, triggers: asked }: EventsSight): Examination[] {
  if (verdictOf(asked) !== 'allowed' || !asked.answer.seen) return [];
  const place: Place = { id: `events ${name}`, group: 'deployment', region };
  const triggers = triggersIn(asked.answer.value);
  return [
    judge(
      place,
      triggers.filter(({ enabled }) => enabled),
      { name, region },
    ),
  ];
}

function judge(
  place: Place,
  triggers: readonly Trigger[],
  named: { name: string; region: string },
): Examination {
  const facts = { ...named, triggers: triggers.map(({ name }) => name) };
  const look = (
    result: Examination['result'],
    text: Text,
    more: { calls?: string[] } = {},
    advice?: Advice,
  ) => examination(result, place, text, { ...facts, ...more }, advice);
  if (triggers.length === 0)
    return look('skipped', 'EventBridge does not start {name}: only the timers detect changes.');
  const calls = missingCalls(triggers);
  if (calls.length > 0) {
    const text = 'EventBridge does not start {name} for all required calls: {calls}.';
    return look('warned', text, { calls }, AGAIN);
  }
  if (triggers.length > 1)
    return look('warned', '{name} has more than one EventBridge trigger: {triggers}.', {}, AGAIN);
  if (triggers.some(({ waits }) => waits))
    return look('ok', 'EventBridge starts {name} for all required calls, and waits for its end.');
  return look('ok', 'EventBridge starts {name} for all required calls.');
}

/** Calls of which some kind of record does not arrive. */
function missingCalls(triggers: readonly Trigger[]): string[] {
  const wanted = wantedOf(eventFilter());
  const got = new Set(triggers.flatMap(({ isPlain, types, calls }) => (isPlain ? pairs(types, calls) : [])));
  return wanted.calls.filter((call) => pairs(wanted.types, [call]).some((pair) => !got.has(pair)));
}

function pairs(types: readonly string[], calls: readonly string[]): string[] {
  return types.flatMap((type) => calls.map((call) => `${type} ${call}`));
}

/** The configuration of a trigger is JSON in a text, and so is the filter in it. */
function triggersIn(body: unknown): Trigger[] {
  const { triggers } = objectOf(body);
  return (Array.isArray(triggers) ? triggers : [])
    .map(objectOf)
    .filter(({ triggerType }) => triggerType === 'eventbridge')
    .map(({ triggerName, triggerConfig }) => {
      const { triggerEnable, asyncInvocationType, eventRuleFilterPattern } = fromJson(triggerConfig);
      const enabled = triggerEnable !== false;
      const filter = fromJson(eventRuleFilterPattern);
      return { name: plain(triggerName), enabled, waits: asyncInvocationType === true, ...wantedOf(filter) };
    });
}

function wantedOf(
  filter: Readonly<Record<string, unknown>> | object,
): Pick<Trigger, 'types' | 'calls' | 'isPlain'> {
  const { type, data, ...others } = objectOf(filter);
  const { eventName, ...rest } = objectOf(data);
  return {
    types: listOf(type).map((one) => plain(objectOf(one)['suffix'])),
    calls: listOf(eventName).map(plain),
    isPlain: Object.keys(others).length === 0 && Object.keys(rest).length === 0,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fromJson(text: unknown): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(plain(text)));
  } catch {
    return {};
  }
}
