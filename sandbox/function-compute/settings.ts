import * as v from 'valibot';
import { parseJson } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { handlerForm, instanceLimit, nameForm } from './spec.ts';

/*
 * What Function Compute takes. Fields, ranges and defaults: those of the official client (@alicloud/fc20230330) and of the pages it
 * names; that unknown fields are refused, and all texts of refusals, are assumptions. What the sandbox cannot run (other runtimes,
 * containers, layers, mounts) is refused, too.
 */

const range = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const name = v.pipe(v.string(), v.regex(nameForm));
const short = v.pipe(v.string(), v.maxLength(256));
const handler = v.pipe(v.string(), v.regex(handlerForm));
const none = v.pipe(v.array(v.string()), v.maxLength(0, 'the sandbox has none'));

const hook = v.strictObject({
  handler: v.optional(v.union([v.literal(''), handler])),
  command: v.optional(none),
  timeout: v.optional(range(1, 300)),
});

const variables = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^[A-Za-z]\w*$/), v.regex(/^(?!FC_|ALIBABA_CLOUD_)/)), v.string()),
  v.check(
    (all) => Object.entries(all).join('').length - Object.keys(all).length <= 4096,
    '4096 bytes at most',
  ),
);

const logConfig = v.strictObject({
  project: v.string(),
  logstore: v.string(),
  enableInstanceMetrics: v.optional(v.boolean()),
  enableLlmMetrics: v.optional(v.boolean()),
  enableRequestMetrics: v.optional(v.boolean()),
  logBeginRule: v.optional(v.picklist(['None', 'DefaultRegex'])),
});

const vpcConfig = v.strictObject({
  vpcId: v.string(),
  vSwitchIds: v.array(v.string()),
  securityGroupId: v.string(),
  role: v.optional(v.string()),
});

const code = v.union([
  v.strictObject({ ossBucketName: v.string(), ossObjectName: v.string(), checksum: v.optional(v.string()) }),
  v.strictObject({ zipFile: v.pipe(v.string(), v.base64()), checksum: v.optional(v.string()) }),
]);

/** Where the code of a function comes from. */
export type CodeSource = v.InferOutput<typeof code>;

const changeable = {
  description: v.optional(short),
  runtime: v.optional(v.picklist(['nodejs18', 'nodejs20'])),
  handler: v.optional(handler),
  cpu: v.optional(
    v.pipe(v.number(), v.minValue(0.05), v.maxValue(16), v.check(isStep, 'a multiple of 0.05')),
  ),
  memorySize: v.optional(v.pipe(range(128, 32_768), v.multipleOf(64))),
  diskSize: v.optional(v.picklist([512, 10_240])),
  timeout: v.optional(range(1, 86_400)),
  instanceConcurrency: v.optional(range(1, 200)),
  internetAccess: v.optional(v.boolean()),
  environmentVariables: v.optional(variables),
  role: v.optional(v.union([v.literal(''), v.pipe(v.string(), v.regex(/^acs:ram::\d+:role\/[\w.-]+$/i))])),
  logConfig: v.optional(logConfig),
  vpcConfig: v.optional(vpcConfig),
  instanceLifecycleConfig: v.optional(
    v.strictObject({ initializer: v.optional(hook), preStop: v.optional(hook) }),
  ),
  instanceIsolationMode: v.optional(v.picklist(['SHARE'])),
  sessionAffinity: v.optional(v.picklist(['NONE'])),
  disableInjectCredentials: v.optional(v.picklist(['None', 'Env', 'Request', 'All'])),
  disableOndemand: v.optional(v.boolean()),
  layers: v.optional(none),
  nasConfig: v.optional(v.strictObject({ userId: v.number(), groupId: v.number(), mountPoints: none })),
  ossMountConfig: v.optional(v.strictObject({ mountPoints: none })),
  tracingConfig: v.optional(v.strictObject({})),
};

function isStep(cpu: number): boolean {
  return Math.abs(cpu / 0.05 - Math.round(cpu / 0.05)) < 1e-6;
}

const creation = v.strictObject({
  ...changeable,
  functionName: name,
  runtime: v.nonOptional(changeable.runtime),
  handler,
  code,
});
const update = v.strictObject({ ...changeable, functionName: v.optional(name), code: v.optional(code) });

/** What a function is set to, without its code. */
export type FunctionSettings = Omit<v.InferOutput<typeof creation>, 'code'>;

const asyncInvoke = v.strictObject({
  maxAsyncEventAgeInSeconds: v.optional(range(1, 604_800), 86_400),
  maxAsyncRetryAttempts: v.optional(range(0, 8), 3),
  asyncTask: v.optional(v.boolean(), false),
  destinationConfig: v.optional(v.strictObject({}, 'the sandbox has no destinations'), {}),
});

export type AsyncInvokeSettings = v.InferOutput<typeof asyncInvoke>;

const concurrency = v.strictObject({ reservedConcurrency: range(0, instanceLimit) });

/** The body of a request, in the form it must have; throws the refusal that names the first mistake. */
export function readBody<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, parseJson(text));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const first = issue.issues?.[0] ?? issue;
  throw invalidArgument(`${v.getDotPath(first) ?? 'body'}: ${first.message}`);
}

/** Code and status: documented for CreateFunction. */
export function invalidArgument(message: string): Refusal {
  return new Refusal(400, 'InvalidArgument', message);
}

export const bodies = { creation, update, asyncInvoke, concurrency };

/** vCPU and memory go together. https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-createfunction */
export function requireRatio({ cpu = 0.35, memorySize = 512 }: FunctionSettings): void {
  const ratio = memorySize / 1024 / cpu;
  if (ratio < 1 || ratio > 4) throw invalidArgument(`memorySize: 1 to 4 GB for each vCPU, found ${ratio}`);
}
