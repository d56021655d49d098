import { decideFor } from '../api/authorise.ts';
import { type Call, operation } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import type { Code } from '../function-compute/code-store.ts';
import type { FunctionRecord } from '../function-compute/record.ts';
import {
  bodies,
  type CodeSource,
  type FunctionSettings,
  invalidArgument,
  readBody,
  requireRatio,
} from '../function-compute/settings.ts';
import { Refusal } from '../world/refusal.ts';
import { valueAt } from '../world/timeline.ts';
import { bucketNamed } from '../world/world-state.ts';
import { page, paged } from './fc-paging.ts';
import {
  exists,
  functionArn,
  functionBody,
  functionName,
  functionResource,
  functionsOf,
  recordNamed,
} from './fc-shapes.ts';

const qualifier = optional(text({ max: 128 }));

/** The zip file in the body, or the object that was uploaded. Codes and texts: assumptions. */
function codeFrom(call: Call, source: CodeSource): Code {
  const { code } = functionsOf(call);
  if ('zipFile' in source) return checked(code.unpacked(Buffer.from(source.zipFile, 'base64')), source);
  const { ossBucketName, ossObjectName } = source;
  const object = bucketNamed(call.world, ossBucketName)?.objects.get(ossObjectName);
  if (!object) throw invalidArgument(`code: there is no object ${ossBucketName}/${ossObjectName}`);
  return checked(code.unpacked(object.body), source);
}

function checked(code: Code, { checksum }: CodeSource): Code {
  if (checksum === undefined || checksum === code.checksum) return code;
  throw invalidArgument('code.checksum: it is not the CRC-64 of the code package');
}

/** Who gives a role to a function must be allowed to pass it. https://www.alibabacloud.com/help/en/ram/user-guide/passrole */
function requireRole(call: Call, { role = '' }: FunctionSettings): void {
  const name = role.split('/').at(-1) ?? '';
  if (name === '') return;
  const known = call.account.roles.get(name.toLowerCase());
  if (!known || !valueAt(known.exists, call.world.clock.now) || !role.includes(`:${call.account.id}:`)) {
    throw invalidArgument(`role: ${role} does not exist`);
  }
  const right = 'ram:PassRole';
  if (
    call.checked &&
    decideFor(call, right, `acs:ram:*:${call.account.id}:role/${known.name}`) !== 'allowed'
  ) {
    throw new Refusal(403, 'AccessDenied', `the caller is not authorized to perform '${right}' on ${role}`);
  }
  call.authorised(right);
}

/** Texts: those that the official tool waits on. */
function requireLogs({ account }: Call, { logConfig }: FunctionSettings): void {
  if (!logConfig || logConfig.project === '') return;
  const project = account.logProjects.get(logConfig.project);
  if (!project) throw invalidArgument(`project '${logConfig.project}' does not exist`);
  if (!project.logstores.has(logConfig.logstore)) {
    throw invalidArgument(`logstore '${logConfig.logstore}' does not exist`);
  }
}

function requireSound(call: Call, settings: FunctionSettings): void {
  requireRatio(settings);
  requireRole(call, settings);
  requireLogs(call, settings);
}

/** What is not said. */
const defaults = {
  description: '',
  cpu: 0.35,
  memorySize: 512,
  diskSize: 512,
  timeout: 3,
  instanceConcurrency: 1,
  internetAccess: true,
  environmentVariables: {},
  role: '',
  instanceIsolationMode: 'SHARE',
  sessionAffinity: 'NONE',
  disableOndemand: false,
} as const satisfies Partial<FunctionSettings>;

function written(call: Call, record: FunctionRecord): FunctionRecord {
  functionsOf(call).write(record);
  return record;
}

const createFunction = operation({
  name: 'CreateFunction',
  actions: ['fc:CreateFunction'],
  kind: 'change',
  rate: 'fc',
  route: { method: 'POST', path: '/2023-03-30/functions' },
  params: {},
  resource: (call) => functionArn(call, '*'),
  run: (call, _, body) => {
    const { code: source, ...given } = readBody(bodies.creation, body);
    const settings: FunctionSettings = { ...defaults, ...given };
    const there = functionsOf(call)
      .specs()
      .some(({ name, region }) => name === settings.functionName && region === call.region);
    if (there) throw exists(`function '${settings.functionName}'`, 'FunctionAlreadyExists');
    requireSound(call, settings);
    const { now } = call.world.clock;
    const record: FunctionRecord = {
      region: call.region,
      id: call.randomText(32).toLowerCase(),
      settings,
      code: codeFrom(call, source),
      triggers: new Map(),
      asyncInvoke: null,
      reserved: null,
      versions: [],
      aliases: new Map(),
      created: now,
      modified: now,
    };
    return functionBody(call, written(call, record));
  },
});

const updateFunction = operation({
  name: 'UpdateFunction',
  actions: ['fc:UpdateFunction'],
  kind: 'change',
  rate: 'fc',
  route: { method: 'PUT', path: '/2023-03-30/functions/{FunctionName}' },
  params: functionName,
  resource: functionResource,
  run: (call, { FunctionName }, body) => {
    const before = recordNamed(call, FunctionName);
    const { code: source, functionName: _, ...given } = readBody(bodies.update, body);
    const settings: FunctionSettings = Object.assign({}, before.settings, given);
    requireSound(call, settings);
    const code = source ? codeFrom(call, source) : before.code;
    return functionBody(call, written(call, { ...before, settings, code, modified: call.world.clock.now }));
  },
});

const getFunction = operation({
  name: 'GetFunction',
  actions: ['fc:GetFunction'],
  rate: 'fc',
  route: { method: 'GET', path: '/2023-03-30/functions/{FunctionName}' },
  params: { ...functionName, qualifier },
  resource: functionResource,
  run: (call, { FunctionName }) => functionBody(call, recordNamed(call, FunctionName)),
});

const listFunctions = operation({
  name: 'ListFunctions',
  actions: ['fc:ListFunctions'],
  rate: 'fc',
  route: { method: 'GET', path: '/2023-03-30/functions' },
  params: { ...page, prefix: optional(text({ max: 64 })) },
  resource: (call) => functionArn(call, '*'),
  run: (call, { prefix = '', ...where }) => {
    const all = functionsOf(call)
      .records()
      .filter(({ region, settings }) => region === call.region && settings.functionName.startsWith(prefix));
    const { items, nextToken } = paged(all, where);
    return { functions: items.map((record) => functionBody(call, record)), ...nextToken };
  },
});

/** That versions and aliases keep it from being deleted: code and text are assumptions. */
const deleteFunction = operation({
  name: 'DeleteFunction',
  actions: ['fc:DeleteFunction'],
  kind: 'change',
  rate: 'fc',
  route: { method: 'DELETE', path: '/2023-03-30/functions/{FunctionName}' },
  params: functionName,
  resource: functionResource,
  run: (call, { FunctionName: name }) => {
    const { versions, aliases } = recordNamed(call, name);
    if (versions.length > 0 || aliases.size > 0) {
      throw new Refusal(412, 'FunctionNotEmpty', `function '${name}' has versions or aliases`);
    }
    functionsOf(call).remove({ name, region: call.region });
    return null;
  },
});

export const fcFunctions = [createFunction, updateFunction, getFunction, listFunctions, deleteFunction];
