import type { Call } from '../api/operation.ts';
import { text } from '../api/params.ts';
import type { FunctionHost } from '../function-compute/host.ts';
import type { Alias, FunctionRecord, Version } from '../function-compute/record.ts';

import type { Trigger } from '../function-compute/trigger.ts';
import type { JsonObject } from '../world/json.ts';
import { Refusal } from '../world/refusal.ts';
import { utc } from '../world/time.ts';

export const functionName = { FunctionName: text({ max: 64 }) };

export function functionsOf({ functions }: Call): FunctionHost {
  if (!functions) throw new Error('A command has no functions.');
  return functions;
}

/** Throws the refusal when there is none. */
export function recordNamed(call: Call, name: string): FunctionRecord {
  return functionsOf(call).record({ name, region: call.region, account: call.account.id });
}

export function functionArn({ region, account }: Call, name: string): string {
  return `acs:fc:${region}:${account.id}:functions/${name}`;
}

export const functionResource = (call: Call, { FunctionName }: { FunctionName: string }): string =>
  functionArn(call, FunctionName);

/** Codes: those that the official tool knows. Texts: assumptions. */
export function exists(what: string, code: string): Refusal {
  return new Refusal(409, code, `${what} already exists`);
}

export function absent(what: string, code: string): Refusal {
  return new Refusal(404, code, `${what} does not exist`);
}

/** Fields: the official client's `Function`. */
export function functionBody(
  call: Call,
  { settings, code, id, created, modified }: FunctionRecord,
): JsonObject {
  return {
    ...settings,
    functionId: id,
    functionArn: functionArn(call, settings.functionName),
    codeSize: code.size,
    codeChecksum: code.checksum,
    createdTime: utc(created),
    lastModifiedTime: utc(modified),
    state: 'Active',
    lastUpdateStatus: 'Successful',
    layers: [],
  };
}

/** The address of an HTTP trigger; its form is documented, the text in it an assumption. */
export function urlOf(record: FunctionRecord, trigger: Trigger): string {
  const name = record.settings.functionName.toLowerCase().replaceAll('_', '-');
  return `${name}-${trigger.id.slice(0, 10)}.${record.region}.fcapp.run`;
}

/** Fields: the official client's `Trigger`; the configuration is JSON in a text. */
export function triggerBody(call: Call, record: FunctionRecord, trigger: Trigger): JsonObject {
  const { name, id, config, created, modified, ...others } = trigger;
  const { type, ...triggerConfig } = config;
  const url = urlOf(record, trigger);
  const isHttp = config.type === 'http';
  return {
    ...others,
    triggerName: name,
    triggerId: id,
    triggerType: type,
    triggerConfig: JSON.stringify(triggerConfig),
    targetArn: functionArn(call, record.settings.functionName),
    createdTime: utc(created),
    lastModifiedTime: utc(modified),
    ...(isHttp && {
      httpTrigger: {
        urlInternet: `https://${url}`,
        urlIntranet: `https://${url.replace('.fcapp.run', '-vpc.fcapp.run')}`,
      },
    }),
  };
}

export function asyncBody(call: Call, { settings, asyncInvoke }: FunctionRecord): JsonObject | null {
  if (asyncInvoke === null) return null;
  const { created, modified, ...config } = asyncInvoke;
  return {
    ...config,
    functionArn: functionArn(call, settings.functionName),
    createdTime: utc(created),
    lastModifiedTime: utc(modified),
  };
}

export function versionBody({ id: versionId, description, created }: Version): JsonObject {
  const createdTime = utc(created);
  return { versionId, description, createdTime, lastModifiedTime: createdTime };
}

export function aliasBody({
  name: aliasName,
  version: versionId,
  description,
  created,
  modified,
}: Alias): JsonObject {
  return { aliasName, versionId, description, createdTime: utc(created), lastModifiedTime: utc(modified) };
}
