import { fingerprint } from './ids.ts';
import type { JsonObject } from './json.ts';
import { hour, utc } from './time.ts';

/** Who did something, as ActionTrail tells it. */
export interface Actor {
  account: string;
  kind: 'root-account' | 'ram-user' | 'assumed-role' | 'system';
  principalId: string;
  /** `root`, a RAM user name, or `roleName:roleSessionName` */
  userName: string;
  /** empty for console calls */
  accessKeyId: string;
  ip: string;
  agent: string;
  mfa: boolean;
}

export interface EventResource {
  type: string;
  names: readonly string[];
  /** whether referencedResources repeats it; seen so far for cryptographic calls only (assumption) */
  referenced: boolean;
}

export interface EventRecord {
  id: string;
  at: number;
  /** orders events of the same moment */
  order: string;
  service: string;
  name: string;
  apiVersion: string;
  source: string;
  region: string;
  global: boolean;
  rw: 'Read' | 'Write';
  actor: Actor;
  parameters: JsonObject;
  resource: EventResource | null;
  response: JsonObject | null;
  error: { code: string; message: string } | null;
  requestId: string;
  /** fields that replace or add to those of the wire */
  fields: JsonObject;
}

function userIdentity(record: EventRecord): JsonObject {
  const { actor } = record;
  const identity: JsonObject = {
    type: actor.kind,
    accountId: actor.account,
    principalId: actor.principalId,
    userName: actor.userName,
  };
  if (actor.kind === 'root-account' || actor.kind === 'system') return identity;
  // The day's first hour is as good a start of the session as any, and the same whenever it is asked.
  const started = Math.floor((record.at - hour) / (6 * hour)) * 6 * hour;
  return {
    ...identity,
    accessKeyId: actor.accessKeyId,
    sessionContext: {
      attributes: { mfaAuthenticated: actor.mfa ? 'true' : 'false', creationDate: utc(started) },
    },
  };
}

/** The event as LookupEvents shows it. https://www.alibabacloud.com/help/document_detail/28819.html */
export function eventBody(record: EventRecord): JsonObject {
  const { resource, error } = record;
  return {
    eventId: record.id,
    eventVersion: 1,
    eventCategory: 'Management',
    eventType: 'ApiCall',
    eventRW: record.rw,
    eventName: record.name,
    eventTime: utc(record.at),
    eventSource: record.source,
    serviceName: record.service,
    apiVersion: record.apiVersion,
    acsRegion: record.region,
    isGlobal: record.global,
    requestId: record.requestId,
    sourceIpAddress: record.actor.ip,
    userAgent: record.actor.agent,
    requestParameters: record.parameters,
    userIdentity: userIdentity(record),
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    ...(resource && { resourceType: resource.type, resourceName: resource.names.join(';') }),
    ...(resource?.referenced && { referencedResources: { [resource.type]: [...resource.names] } }),
    ...(record.response && { responseElements: record.response }),
    ...record.fields,
  };
}

export function temporaryKeyId(...parts: readonly (string | number)[]): string {
  return `STS.N${fingerprint(...parts)
    .slice(0, 25)
    .toUpperCase()}`;
}
