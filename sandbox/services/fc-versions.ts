import * as v from 'valibot';
import { type Call, operation } from '../api/operation.ts';
import { optional, text } from '../api/params.ts';
import type { Alias, FunctionRecord } from '../function-compute/record.ts';
import { readBody } from '../function-compute/settings.ts';
import { page, paged } from './fc-paging.ts';
import {
  absent,
  aliasBody,
  exists,
  functionName,
  functionResource,
  functionsOf,
  recordNamed,
  versionBody,
} from './fc-shapes.ts';

/* Versions and aliases are kept and told; what runs is always the latest. */

const ofFunction = '/2023-03-30/functions/{FunctionName}';
const common = { rate: 'fc', resource: functionResource } as const;
const description = v.optional(v.pipe(v.string(), v.maxLength(256)), '');
const publication = v.strictObject({ description });
const creation = v.strictObject({
  aliasName: v.pipe(v.string(), v.regex(/^[A-Za-z_][\w-]{0,127}$/)),
  versionId: v.string(),
  description,
});

function write(call: Call, record: FunctionRecord, change: Partial<FunctionRecord>): void {
  functionsOf(call).write({ ...record, ...change });
}

function requireVersion({ versions }: FunctionRecord, wanted: string): void {
  if (wanted !== 'LATEST' && !versions.some(({ id }) => id === wanted)) {
    throw absent(`version '${wanted}'`, 'VersionNotFound');
  }
}

function aliasOf({ aliases }: FunctionRecord, name: string): Alias {
  const alias = aliases.get(name);
  if (!alias) throw absent(`alias '${name}'`, 'AliasNotFound');
  return alias;
}

const publishFunctionVersion = operation({
  ...common,
  name: 'PublishFunctionVersion',
  actions: ['fc:PublishFunctionVersion'],
  kind: 'change',
  route: { method: 'POST', path: `${ofFunction}/versions` },
  params: functionName,
  run: (call, { FunctionName }, body) => {
    const record = recordNamed(call, FunctionName);
    const id = String(Number(record.versions.at(-1)?.id ?? 0) + 1);
    const version = { id, ...readBody(publication, body), created: call.world.clock.now };
    write(call, record, { versions: [...record.versions, version] });
    return versionBody(version);
  },
});

const listFunctionVersions = operation({
  ...common,
  name: 'ListFunctionVersions',
  actions: ['fc:ListFunctionVersions'],
  route: { method: 'GET', path: `${ofFunction}/versions` },
  params: { ...functionName, ...page, direction: optional(text({ oneOf: ['FORWARD', 'BACKWARD'] })) },
  run: (call, { FunctionName, direction = 'BACKWARD', ...where }) => {
    const { versions } = recordNamed(call, FunctionName);
    const { items, nextToken } = paged(direction === 'FORWARD' ? versions : [...versions].reverse(), where);
    return { versions: items.map(versionBody), direction, ...nextToken };
  },
});

const deleteFunctionVersion = operation({
  ...common,
  name: 'DeleteFunctionVersion',
  actions: ['fc:DeleteFunctionVersion'],
  kind: 'change',
  route: { method: 'DELETE', path: `${ofFunction}/versions/{VersionId}` },
  params: { ...functionName, VersionId: text({ pattern: /^\d+$/ }) },
  run: (call, { FunctionName, VersionId }) => {
    const record = recordNamed(call, FunctionName);
    requireVersion(record, VersionId);
    write(call, record, { versions: record.versions.filter(({ id }) => id !== VersionId) });
    return null;
  },
});

const createAlias = operation({
  ...common,
  name: 'CreateAlias',
  actions: ['fc:CreateAlias'],
  kind: 'change',
  route: { method: 'POST', path: `${ofFunction}/aliases` },
  params: functionName,
  run: (call, { FunctionName }, body) => {
    const record = recordNamed(call, FunctionName);
    const { aliasName: name, versionId, description } = readBody(creation, body);
    if (record.aliases.has(name)) throw exists(`alias '${name}'`, 'AliasAlreadyExists');
    requireVersion(record, versionId);
    const { now } = call.world.clock;
    const alias = { name, version: versionId, description, created: now, modified: now };
    write(call, record, { aliases: new Map(record.aliases).set(name, alias) });
    return aliasBody(alias);
  },
});

const getAlias = operation({
  ...common,
  name: 'GetAlias',
  actions: ['fc:GetAlias'],
  route: { method: 'GET', path: `${ofFunction}/aliases/{AliasName}` },
  params: { ...functionName, AliasName: text({ max: 128 }) },
  run: (call, { FunctionName, AliasName }) => aliasBody(aliasOf(recordNamed(call, FunctionName), AliasName)),
});

const listAliases = operation({
  ...common,
  name: 'ListAliases',
  actions: ['fc:ListAliases'],
  route: { method: 'GET', path: `${ofFunction}/aliases` },
  params: { ...functionName, ...page, prefix: optional(text({ max: 128 })) },
  run: (call, { FunctionName, prefix = '', ...where }) => {
    const all = [...recordNamed(call, FunctionName).aliases.values()];
    const { items, nextToken } = paged(
      all.filter(({ name }) => name.startsWith(prefix)),
      where,
    );
    return { aliases: items.map(aliasBody), ...nextToken };
  },
});

const deleteAlias = operation({
  ...common,
  name: 'DeleteAlias',
  actions: ['fc:DeleteAlias'],
  kind: 'change',
  route: { method: 'DELETE', path: `${ofFunction}/aliases/{AliasName}` },
  params: { ...functionName, AliasName: text({ max: 128 }) },
  run: (call, { FunctionName, AliasName }) => {
    const record = recordNamed(call, FunctionName);
    aliasOf(record, AliasName);
    write(call, record, { aliases: new Map([...record.aliases].filter(([name]) => name !== AliasName)) });
    return null;
  },
});

export const fcVersions = [
  publishFunctionVersion,
  listFunctionVersions,
  deleteFunctionVersion,
  createAlias,
  getAlias,
  listAliases,
  deleteAlias,
];
