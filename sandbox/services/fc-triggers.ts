import { type Call, operation } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import type { FunctionRecord } from '../function-compute/record.ts';
import { invalidArgument } from '../function-compute/settings.ts';
import { createdTrigger, type Trigger, updatedTrigger } from '../function-compute/trigger.ts';
import { valueAt } from '../world/timeline.ts';
import { page, paged } from './fc-paging.ts';
import {
  absent,
  exists,
  functionName,
  functionResource,
  functionsOf,
  recordNamed,
  triggerBody,
} from './fc-shapes.ts';
import { linkedRoleName } from './linked-roles.ts';

const path = '/2023-03-30/functions/{FunctionName}/triggers';
const named = { ...functionName, TriggerName: text({ max: 128 }) };

function triggerOf({ triggers, settings }: FunctionRecord, name: string): Trigger {
  const trigger = triggers.get(name);
  if (!trigger) throw absent(`trigger '${name}' of function '${settings.functionName}'`, 'TriggerNotFound');
  return trigger;
}

function keep(call: Call, record: FunctionRecord, trigger: Trigger): FunctionRecord {
  requirePossible(call, record, trigger);
  const after = { ...record, triggers: new Map(record.triggers).set(trigger.name, trigger) };
  functionsOf(call).write(after);
  return after;
}

/** Codes and texts: assumptions. */
function requirePossible(
  { account, world }: Call,
  { triggers }: FunctionRecord,
  { name, config }: Trigger,
): void {
  const others = [...triggers.values()].filter((one) => one.name !== name);
  if (config.type === 'http' && others.some((one) => one.config.type === 'http')) {
    throw exists('an HTTP trigger of this function', 'TriggerAlreadyExists');
  }
  if (config.type !== 'eventbridge') return;
  const role = linkedRoleName('sendevent-fc.eventbridge.aliyuncs.com');
  const found = account.roles.get(role.toLowerCase());
  if (!found || !valueAt(found.exists, world.clock.now)) {
    throw invalidArgument(`EventBridge cannot start functions: there is no role ${role}`);
  }
}

const createTrigger = operation({
  name: 'CreateTrigger',
  actions: ['fc:CreateTrigger'],
  kind: 'change',
  rate: 'fc',
  route: { method: 'POST', path },
  params: functionName,
  resource: functionResource,
  run: (call, { FunctionName }, body) => {
    const record = recordNamed(call, FunctionName);
    const trigger = createdTrigger(body, call.randomText(32).toLowerCase(), call.world.clock.now);
    if (record.triggers.has(trigger.name)) throw exists(`trigger '${trigger.name}'`, 'TriggerAlreadyExists');
    return triggerBody(call, keep(call, record, trigger), trigger);
  },
});

const updateTrigger = operation({
  name: 'UpdateTrigger',
  actions: ['fc:UpdateTrigger'],
  kind: 'change',
  rate: 'fc',
  route: { method: 'PUT', path: `${path}/{TriggerName}` },
  params: named,
  resource: functionResource,
  run: (call, { FunctionName, TriggerName }, body) => {
    const record = recordNamed(call, FunctionName);
    const trigger = updatedTrigger(triggerOf(record, TriggerName), body, call.world.clock.now);
    return triggerBody(call, keep(call, record, trigger), trigger);
  },
});

const getTrigger = operation({
  name: 'GetTrigger',
  actions: ['fc:GetTrigger'],
  rate: 'fc',
  route: { method: 'GET', path: `${path}/{TriggerName}` },
  params: named,
  resource: functionResource,
  run: (call, { FunctionName, TriggerName }) => {
    const record = recordNamed(call, FunctionName);
    return triggerBody(call, record, triggerOf(record, TriggerName));
  },
});

const deleteTrigger = operation({
  name: 'DeleteTrigger',
  actions: ['fc:DeleteTrigger'],
  kind: 'change',
  rate: 'fc',
  route: { method: 'DELETE', path: `${path}/{TriggerName}` },
  params: named,
  resource: functionResource,
  run: (call, { FunctionName, TriggerName }) => {
    const record = recordNamed(call, FunctionName);
    triggerOf(record, TriggerName);
    const triggers = new Map([...record.triggers].filter(([name]) => name !== TriggerName));
    functionsOf(call).write({ ...record, triggers });
    return null;
  },
});

/** https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-listtriggers */
const listTriggers = operation({
  name: 'ListTriggers',
  actions: ['fc:ListTriggers'],
  rate: 'fc',
  route: { method: 'GET', path },
  params: { ...functionName, ...page, prefix: optional(text({ max: 128 })) },
  resource: functionResource,
  run: (call, { FunctionName, prefix = '', ...where }) => {
    const record = recordNamed(call, FunctionName);
    const all = [...record.triggers.values()].filter(({ name }) => name.startsWith(prefix));
    const { items, nextToken } = paged(all, where);
    return { triggers: items.map((trigger) => triggerBody(call, record, trigger)), ...nextToken };
  },
});

export const fcTriggers = [createTrigger, updateTrigger, getTrigger, deleteTrigger, listTriggers];
