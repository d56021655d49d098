import { type Call, operation } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import type { FunctionRecord } from '../function-compute/record.ts';
import { bodies, readBody } from '../function-compute/settings.ts';
import type { JsonObject } from '../world/json.ts';
import { page, paged } from './fc-paging.ts';
import {
  absent,
  asyncBody,
  functionArn,
  functionName,
  functionResource,
  functionsOf,
  recordNamed,
} from './fc-shapes.ts';

const qualifier = optional(text({ oneOf: ['LATEST'] }));
const ofFunction = '/2023-03-30/functions/{FunctionName}';
const async = { rate: 'fc', params: { ...functionName, qualifier }, resource: functionResource } as const;
const plain = { rate: 'fc', params: functionName, resource: functionResource } as const;

/** Codes of what was never set: assumptions; the official tool takes any refusal for "not there". */
function asyncOf(call: Call, name: string): JsonObject {
  const body = asyncBody(call, recordNamed(call, name));
  if (!body) throw absent(`the asynchronous configuration of function '${name}'`, 'AsyncConfigNotExists');
  return body;
}

function reservedOf(call: Call, name: string): JsonObject {
  const { reserved } = recordNamed(call, name);
  if (reserved === null) throw absent(`the concurrency of function '${name}'`, 'ConcurrencyConfigNotExists');
  return { functionArn: functionArn(call, name), reservedConcurrency: reserved };
}

function write(call: Call, name: string, change: Partial<FunctionRecord>): void {
  functionsOf(call).write({ ...recordNamed(call, name), ...change });
}

const getAsyncInvokeConfig = operation({
  ...async,
  name: 'GetAsyncInvokeConfig',
  actions: ['fc:GetAsyncInvokeConfig'],
  route: { method: 'GET', path: `${ofFunction}/async-invoke-config` },
  run: (call, values) => asyncOf(call, values.FunctionName),
});

const putAsyncInvokeConfig = operation({
  ...async,
  name: 'PutAsyncInvokeConfig',
  actions: ['fc:PutAsyncInvokeConfig'],
  kind: 'change',
  route: { method: 'PUT', path: `${ofFunction}/async-invoke-config` },
  run: (call, { FunctionName }, body) => {
    const { now } = call.world.clock;
    const { asyncInvoke } = recordNamed(call, FunctionName);
    const settings = readBody(bodies.asyncInvoke, body);
    write(call, FunctionName, {
      asyncInvoke: { ...settings, created: asyncInvoke?.created ?? now, modified: now },
    });
    return asyncOf(call, FunctionName);
  },
});

const deleteAsyncInvokeConfig = operation({
  ...async,
  name: 'DeleteAsyncInvokeConfig',
  actions: ['fc:DeleteAsyncInvokeConfig'],
  kind: 'change',
  route: { method: 'DELETE', path: `${ofFunction}/async-invoke-config` },
  run: (call, { FunctionName }) => {
    asyncOf(call, FunctionName);
    write(call, FunctionName, { asyncInvoke: null });
    return null;
  },
});

const listAsyncInvokeConfigs = operation({
  name: 'ListAsyncInvokeConfigs',
  actions: ['fc:ListAsyncInvokeConfigs'],
  rate: 'fc',
  route: { method: 'GET', path: '/2023-03-30/async-invoke-configs' },
  params: { ...page, functionName: optional(text({ max: 64 })) },
  resource: (call) => functionArn(call, '*'),
  run: (call, { functionName: name, ...where }) => {
    const all = functionsOf(call)
      .records()
      .filter(({ region }) => region === call.region)
      .filter(({ settings }) => (name ?? settings.functionName) === settings.functionName)
      .map((record) => asyncBody(call, record))
      .filter((body) => body !== null);
    const { items, nextToken } = paged(all, where);
    return { configs: items, ...nextToken };
  },
});

const getConcurrencyConfig = operation({
  ...plain,
  name: 'GetConcurrencyConfig',
  actions: ['fc:GetConcurrencyConfig'],
  route: { method: 'GET', path: `${ofFunction}/concurrency` },
  run: (call, { FunctionName }) => reservedOf(call, FunctionName),
});

const putConcurrencyConfig = operation({
  ...plain,
  name: 'PutConcurrencyConfig',
  actions: ['fc:PutConcurrencyConfig'],
  kind: 'change',
  route: { method: 'PUT', path: `${ofFunction}/concurrency` },
  run: (call, { FunctionName }, body) => {
    write(call, FunctionName, { reserved: readBody(bodies.concurrency, body).reservedConcurrency });
    return reservedOf(call, FunctionName);
  },
});

const deleteConcurrencyConfig = operation({
  ...plain,
  name: 'DeleteConcurrencyConfig',
  actions: ['fc:DeleteConcurrencyConfig'],
  kind: 'change',
  route: { method: 'DELETE', path: `${ofFunction}/concurrency` },
  run: (call, { FunctionName }) => {
    write(call, FunctionName, { reserved: null });
    return null;
  },
});

/** Functions of the sandbox are bound to no VPC and scaled by nobody: it says so, and offers no way to change it. */
const listVpcBindings = operation({
  ...plain,
  name: 'ListVpcBindings',
  actions: ['fc:ListVpcBindings'],
  route: { method: 'GET', path: `${ofFunction}/vpc-bindings` },
  run: (call, { FunctionName }) => {
    recordNamed(call, FunctionName);
    return { vpcIds: [] };
  },
});

/** Without an ARN the official tool takes it for none. */
const getScalingConfig = operation({
  ...async,
  name: 'GetScalingConfig',
  actions: ['fc:GetScalingConfig'],
  route: { method: 'GET', path: `${ofFunction}/scaling-config` },
  run: (call, { FunctionName }) => {
    recordNamed(call, FunctionName);
    return {};
  },
});

const listScalingConfigs = operation({
  name: 'ListScalingConfigs',
  actions: ['fc:ListScalingConfigs'],
  rate: 'fc',
  route: { method: 'GET', path: '/2023-03-30/scaling-configs' },
  params: { ...page, functionName: optional(text({ max: 64 })) },
  resource: (call) => functionArn(call, '*'),
  run: () => ({ scalingConfigs: [] }),
});

export const fcSettings = [
  getAsyncInvokeConfig,
  putAsyncInvokeConfig,
  deleteAsyncInvokeConfig,
  listAsyncInvokeConfigs,
  getConcurrencyConfig,
  putConcurrencyConfig,
  deleteConcurrencyConfig,
  listVpcBindings,
  getScalingConfig,
  listScalingConfigs,
];
