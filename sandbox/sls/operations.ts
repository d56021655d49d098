import * as v from 'valibot';
import { isObject, type Json, type JsonObject, parseJson } from '../world/json.ts';
import type { LogProject, Logstore } from '../world/log-project.ts';
import { Refusal } from '../world/refusal.ts';
import type { Account } from '../world/world-state.ts';

/* https://www.alibabacloud.com/help/en/sls/developer-reference/api-sls-2020-12-30-overview: paths, fields, codes; texts are assumptions. */

export interface Ask {
  account: Account;
  region: string;
  /** of the host; '' at the host of the region */
  project: string;
  logstore: string;
  body: string;
  now: number;
}

export interface SlsOperation {
  name: string;
  /** RAM action */
  permission: string;
  method: string;
  path: RegExp;
  /** null: the answer has no body */
  run(ask: Ask): JsonObject | null;
}

const projectForm = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const newProject = v.strictObject({
  projectName: v.pipe(v.string(), v.regex(projectForm)),
  description: v.optional(v.string(), ''),
  resourceGroupId: v.optional(v.string()),
  dataRedundancyType: v.optional(v.string()),
});
const count = v.pipe(v.number(), v.integer());
const newLogstore = v.strictObject({
  logstoreName: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/)),
  ttl: v.pipe(count, v.minValue(1), v.maxValue(3650)),
  shardCount: v.pipe(count, v.minValue(1), v.maxValue(100)),
  autoSplit: v.optional(v.boolean()),
  maxSplitShard: v.optional(count),
  enable_tracking: v.optional(v.boolean()),
  appendMeta: v.optional(v.boolean()),
  mode: v.optional(v.string()),
});

function read<S extends v.GenericSchema>(schema: S, body: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, parseJson(body));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Refusal(400, 'ParameterInvalid', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}

function projectOf({ account, region, project }: Ask): LogProject {
  const found = account.logProjects.get(project);
  if (found?.region === region) return found;
  throw new Refusal(404, 'ProjectNotExist', `The Project does not exist : ${project}`);
}

function logstoreOf(ask: Ask): Logstore {
  const found = projectOf(ask).logstores.get(ask.logstore);
  if (!found) throw new Refusal(404, 'LogStoreNotExist', `logstore ${ask.logstore} does not exist`);
  return found;
}

function projectBody({ name, region, description, created }: LogProject): JsonObject {
  const time = new Date(created).toISOString();
  return { projectName: name, region, description, status: 'Normal', createTime: time, lastModifyTime: time };
}

function createProject(ask: Ask): null {
  const { projectName: name, description } = read(newProject, ask.body);
  const { account, region, now: created } = ask;
  if (account.logProjects.has(name)) {
    throw new Refusal(400, 'ProjectAlreadyExist', `Project ${name} already exist`);
  }
  account.logProjects.set(name, { name, region, description, created, logstores: new Map() });
  return null;
}

function createLogstore(ask: Ask): null {
  const { logstores } = projectOf(ask);
  const { logstoreName: name, ttl, shardCount: shards } = read(newLogstore, ask.body);
  if (logstores.has(name)) throw new Refusal(400, 'LogStoreAlreadyExist', `logstore ${name} already exists`);
  logstores.set(name, { name, ttl, shards, index: null, created: ask.now });
  return null;
}

function logstoreBody({ name, ttl, shards, created }: Logstore): JsonObject {
  const time = Math.floor(created / 1000);
  return { logstoreName: name, ttl, shardCount: shards, createTime: time, lastModifyTime: time };
}

function indexBody(ask: Ask): JsonObject {
  const { index } = logstoreOf(ask);
  if (!index) throw new Refusal(404, 'IndexConfigNotExist', "index config doesn't exist");
  return index;
}

function createIndex(ask: Ask): null {
  const logstore = logstoreOf(ask);
  if (logstore.index) throw new Refusal(400, 'IndexAlreadyExist', 'log store index is already created');
  const given = parseJson(ask.body);
  if (!isJsonObject(given) || !(isObject(given['keys']) || isObject(given['line']))) {
    throw new Refusal(400, 'ParameterInvalid', 'required line or keys');
  }
  logstore.index = given;
  return null;
}

/** What was parsed from JSON is JSON. */
function isJsonObject(value: unknown): value is { [name: string]: Json } {
  return isObject(value);
}

const root = /^\/$/;
const logstores = /^\/logstores$/;
const logstore = /^\/logstores\/([^/]+)$/;
const index = /^\/logstores\/([^/]+)\/index$/;

const operation = (
  method: string,
  path: RegExp,
  name: string,
  run: SlsOperation['run'],
  permission = `log:${name}`,
) => ({
  name,
  permission,
  method,
  path,
  run,
});

export const slsOperations: readonly SlsOperation[] = [
  operation('GET', root, 'GetProject', (ask) => projectBody(projectOf(ask))),
  operation('POST', root, 'CreateProject', createProject),
  operation('GET', logstore, 'GetLogStore', (ask) => logstoreBody(logstoreOf(ask))),
  operation('POST', logstores, 'CreateLogStore', createLogstore),
  operation('GET', index, 'GetIndex', indexBody),
  operation('POST', index, 'CreateIndex', createIndex),
];
