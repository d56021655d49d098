import { type Call, operation, type RawAnswer, type RawRequest } from '../api/operation.ts';
import { integer, optional, text } from '../api/params.ts';
import type { FunctionHost } from '../function-compute/host.ts';
import type { CheckedSpec } from '../function-compute/spec.ts';
import type { JsonObject } from '../world/json.ts';

const name = { FunctionName: text({ max: 64 }) };

const functionResource = ({ region, account }: Call, { FunctionName }: { FunctionName: string }): string =>
  `acs:fc:${region}:${account.id}:functions/${FunctionName}`;

/** Answers with what there is to say of one function. */
function told(say: (spec: CheckedSpec, call: Call) => JsonObject) {
  return async (call: Call, { params }: RawRequest, functions: FunctionHost): Promise<RawAnswer> => {
    const FunctionName = params.get('FunctionName') ?? '';
    const spec = functions.describe({ name: FunctionName, region: call.region, account: call.account.id });
    const body = Buffer.from(JSON.stringify(say(spec, call)));
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  };
}

/** Field names: those of the official client. https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-getfunction */
const getFunction = operation({
  name: 'GetFunction',
  actions: ['fc:GetFunction'],
  rate: 'fc',
  route: { method: 'GET', path: '/2023-03-30/functions/{FunctionName}' },
  params: { ...name, qualifier: optional(text({ max: 128 })) },
  resource: functionResource,
  run: () => null,
  work: told((spec, { account, region }) => ({
    functionName: spec.name,
    functionArn: `acs:fc:${region}:${account.id}:functions/${spec.name}`,
    runtime: 'nodejs20',
    handler: spec.handler,
    memorySize: spec.memorySize,
    timeout: spec.timeout,
    role: spec.role === '' ? '' : `acs:ram::${account.id}:role/${spec.role}`,
    environmentVariables: spec.environmentVariables,
  })),
});

/** The configuration of a trigger is JSON in a text. https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-listtriggers */
const listTriggers = operation({
  name: 'ListTriggers',
  actions: ['fc:ListTriggers'],
  rate: 'fc',
  route: { method: 'GET', path: '/2023-03-30/functions/{FunctionName}/triggers' },
  params: {
    ...name,
    limit: optional(integer(1, 100)),
    nextToken: optional(text({ max: 4096 })),
    prefix: optional(text({ max: 128 })),
  },
  resource: functionResource,
  run: () => null,
  work: told(({ timers, eventPatterns }) => ({
    triggers: [
      ...timers.map(({ name: triggerName, cronExpression, enabled }) => ({
        triggerName,
        triggerType: 'timer',
        qualifier: 'LATEST',
        triggerConfig: JSON.stringify({ cronExpression, enable: enabled, payload: '' }),
      })),
      ...eventPatterns.map((eventRuleFilterPattern, index) => ({
        triggerName: index === 0 ? 'changes' : `changes-${index + 1}`,
        triggerType: 'eventbridge',
        qualifier: 'LATEST',
        triggerConfig: JSON.stringify({
          triggerEnable: true,
          asyncInvocationType: false,
          eventRuleFilterPattern,
          eventSourceConfig: { eventSourceType: 'Default' },
        }),
      })),
    ],
  })),
});

export const fcReads = [getFunction, listTriggers];
