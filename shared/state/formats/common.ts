import * as v from 'valibot';
import type { Actor, ChangeEvent, Drift } from '../../model/change.ts';
import { CHANGE_KINDS } from '../../model/change.ts';
import type { Finding, Json } from '../../model/finding.ts';
import { SEVERITIES, STATUSES } from '../../model/finding.ts';
import type { EvidenceFiles } from '../../model/job-state.ts';
import { type Observation, REASONS, type Reason, type Unseen } from '../../model/observation.ts';
import type { Resource, ResourceType } from '../../model/resource.ts';
import { fits } from './fits.ts';
import { schemaOf } from './stored-format.ts';

/** Times are text here: what the cloud wrote is kept as it came, and one odd date must not cost a whole state. */
export const text = v.string();
export const texts = v.array(text);
export const textOrNull = v.nullable(text);
export const number = v.number();

export const json: v.GenericSchema<unknown, Json> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]),
);

export const severity = v.picklist(SEVERITIES);
export const changeKind = v.picklist(CHANGE_KINDS);

const RESOURCE_TYPES = [
  'cluster',
  'key',
  'instance',
  'role',
  'region',
  'account',
  'identity',
  'trail',
  'job',
  'channel',
] as const satisfies readonly ResourceType[];
const resourceType = schemaOf<ResourceType>()(v.picklist(RESOURCE_TYPES));

export const resource = schemaOf<Resource>()(
  v.object({ type: resourceType, id: text, region: text, account: text, name: text }),
);
export const thingName = schemaOf<Pick<Resource, 'type' | 'id' | 'region'>>()(
  v.object({ type: resourceType, id: text, region: text }),
);

export const reason = schemaOf<Reason>()(v.picklist(REASONS));

const UNSEEN = v.object({
  seen: v.literal(false),
  because: reason,
  detail: text,
  code: v.exactOptional(text),
  requestId: v.exactOptional(text),
  permission: v.exactOptional(text),
  thing: v.exactOptional(
    v.object({
      type: resourceType,
      id: text,
      region: text,
      name: v.exactOptional(text),
      clusters: v.exactOptional(texts),
      facet: text,
    }),
  ),
});
export const unseen = schemaOf<Unseen>()(UNSEEN);

export function seen<T>(value: v.GenericSchema<unknown, T>) {
  return v.object({ seen: v.literal(true), value, at: text, missing: v.exactOptional(v.array(unseen)) });
}

export function observation<T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Observation<T>> {
  return v.union([seen(value), UNSEEN]);
}

/** A list without the items that do not fit. */
export function fitting<T>(item: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((items): T[] => items.filter((one) => fits(item, one))),
  );
}

export const finding = schemaOf<Finding>()(
  v.object({
    fingerprint: text,
    check: text,
    status: v.picklist(STATUSES),
    severity,
    resource,
    clusters: texts,
    summary: text,
    evidence: v.record(text, json),
    remedy: v.object({ text, command: text, url: text }),
    mutedBy: textOrNull,
    missingPermission: textOrNull,
    stage: v.exactOptional(text),
  }),
);

export const actor = schemaOf<Actor>()(
  v.object({
    type: v.picklist(['user', 'role', 'root', 'system', 'unknown']),
    name: text,
    role: text,
    source: text,
    eventId: text,
    account: v.exactOptional(text),
  }),
);

export const drift = schemaOf<Drift>()(
  v.object({
    id: text,
    kind: changeKind,
    resource,
    clusters: texts,
    from: text,
    to: text,
    after: text,
    until: text,
  }),
);

export const hash = v.pipe(text, v.regex(/^[0-9a-f]{64}$/));

export const evidenceFiles = schemaOf<EvidenceFiles>()(
  v.record(text, v.object({ sha256: hash, bytes: number, gzip: v.boolean(), parts: v.record(text, hash) })),
);

export const changeEvent = schemaOf<ChangeEvent>()(
  v.object({
    eventId: text,
    name: text,
    at: text,
    kind: v.nullable(changeKind),
    explains: v.array(changeKind),
    target: thingName,
    to: text,
    actor,
    errorCode: text,
  }),
);
