import { type Call, operation, type RawAnswer, type RawRequest, type Service } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import type { Invocation } from '../function-compute/host.ts';
import { invalidArgument } from '../function-compute/settings.ts';
import { Refusal } from '../world/refusal.ts';
import { fcFunctions } from './fc-functions.ts';
import { fcSettings } from './fc-settings.ts';
import { absent, functionName, functionResource, functionsOf, recordNamed } from './fc-shapes.ts';
import { fcTriggers } from './fc-triggers.ts';
import { fcVersions } from './fc-versions.ts';
import { at } from './hosts.ts';

/** Reads a header that takes one of these values, the first when it is not sent. */
function choice<T extends string>(request: RawRequest, name: string, values: readonly [T, ...T[]]): T {
  const given = request.headers[name] ?? values[0];
  const found = values.find((value) => value === given);
  if (found === undefined) throw invalidArgument(`${name} must be one of ${values.join(', ')}`);
  return found;
}

/** The form of the id is documented with InvokeFunction. */
function taskIdOf({ headers }: RawRequest): string | undefined {
  const id = headers['x-fc-async-task-id'];
  if (id === undefined || /^[A-Za-z_][\w-]{0,127}$/.test(id)) return id;
  throw invalidArgument('x-fc-async-task-id: a letter or _, then letters, digits, _ and -, 128 at most');
}

/** The last 4 KB of what was printed. */
function logTail({ logs }: Invocation): string {
  const printed = Buffer.from(logs.map(({ text: line }) => `${line}\n`).join(''));
  return printed.subarray(Math.max(0, printed.length - 4096)).toString('base64');
}

async function work(call: Call, request: RawRequest): Promise<RawAnswer> {
  const functions = functionsOf(call);
  const name = request.params.get('FunctionName') ?? '';
  const target = { name, region: call.region, account: call.account.id, payload: request.body };
  const type = choice(request, 'x-fc-invocation-type', ['Sync', 'Async']);
  const logType = choice(request, 'x-fc-log-type', ['None', 'Tail']);
  const taskId = taskIdOf(request);
  if (type === 'Async') {
    const { requestId } = functions.start({ ...target, taskId });
    return { status: 202, headers: { 'x-fc-request-id': requestId }, body: Buffer.alloc(0) };
  }
  const { invocation, attempt } = await functions.invoke(target);
  const failed = attempt.kind === 'failed' ? attempt : null;
  const headers = {
    'x-fc-request-id': invocation.requestId,
    'content-type': failed ? 'application/json' : 'application/octet-stream',
    ...(failed && { 'x-fc-error-type': failed.type }),
    ...(logType === 'Tail' && { 'x-fc-log-result': logTail(invocation) }),
  };
  const body = attempt.kind === 'result' ? attempt.body : Buffer.from(JSON.stringify(attempt.error));
  // The status says that the platform did its part, not that the handler did. https://www.alibabacloud.com/help/en/functioncompute/fc/error-handling-1-2
  return { status: 200, headers, body };
}

/** https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-invokefunction */
const invokeFunction = operation({
  name: 'InvokeFunction',
  actions: ['fc:InvokeFunction'],
  rate: 'fc',
  route: { method: 'POST', path: '/2023-03-30/functions/{FunctionName}/invocations' },
  params: { ...functionName, qualifier: optional(text({ max: 128 })) },
  resource: functionResource,
  run: (call, { FunctionName, qualifier = 'LATEST' }) => {
    if (qualifier === 'LATEST') return null;
    const { versions, aliases } = recordNamed(call, FunctionName);
    const isKnown = aliases.has(qualifier) || versions.some(({ id }) => id === qualifier);
    if (isKnown) throw invalidArgument('the sandbox runs LATEST only');
    throw absent(`alias '${qualifier}'`, 'AliasNotFound');
  },
  work,
});

const names = at({ regional: ['fcv3'], central: [] });

/** Regions that have the older form of host only. */
const older = new Set(['cn-hangzhou-finance', 'cn-heyuan-acdr-1', 'cn-shanghai-finance-1', 'me-central-1']);

/** The host of version 3, or the older one, which may name the account. */
function regionOf(host: string): string | null {
  const [, region] = /^(?:\d+\.)?([a-z0-9-]+)\.fc\.aliyuncs\.com$/.exec(host) ?? [];
  return region ?? names.regionOf(host);
}

function hostsIn(region: string): string[] {
  const both = [`fcv3.${region}.aliyuncs.com`, `${region}.fc.aliyuncs.com`];
  return older.has(region) ? both.reverse() : both;
}

/** Gateway refusals, such as of a wrong signature, have the codes of the other products here (assumption). */
export const fc: Service = {
  code: 'Fc',
  version: '2023-03-30',
  style: 'ROA',
  regionOf,
  hostFor: (region) => hostsIn(region)[0] ?? '',
  hostsIn,
  global: false,
  showsStatus: false,
  errorBody: ({ code, message, extra }, requestId) => ({
    RequestId: requestId,
    Code: code,
    Message: message,
    ...extra,
  }),
  echoesHost: false,
  throttled: () => new Refusal(429, 'ResourceThrottled', 'Reserve resource exceeded limit'),
  denied: (action) => new Refusal(403, 'AccessDenied', `the caller is not authorized to perform '${action}'`),
  deniedInDetail: false,
  operations: [invokeFunction, ...fcFunctions, ...fcTriggers, ...fcSettings, ...fcVersions],
};
