import { parsedJson } from '../model/parse-json.ts';
import { parseEvent, type TrailEvent } from './event.ts';
import { AUDIT_TYPES } from './event-filter.ts';
import { objectOf, plain } from './read.ts';

/** A record of ActionTrail that EventBridge delivered. */
export interface Delivered {
  event: TrailEvent;
  /** Account in which it happened; empty when nothing tells. */
  account: string;
  /** What the envelope says that it is about, such as `acs.kms:cn-hangzhou:1000000000000001:key-...`; may be empty. */
  subject: string;
}

export interface Payload {
  /** Each event once, in the order in which they came. */
  delivered: readonly Delivered[];
  /** Entries that are no audit events, or came twice. */
  ignored: number;
}

/**
 * Reads what EventBridge passes to a function: one CloudEvent, a list of them, or, with the schema `RawData`, bare records
 * without an envelope. Throws nothing: an event is a hint, and what cannot be read is left to the next sweep.
 */
export function parsePayload(bytes: Uint8Array): Payload {
  const raw = parsedJson(Buffer.from(bytes).toString('utf8'));
  const entries = Array.isArray(raw) ? raw : [raw];
  const found = new Map<string, Delivered>();
  for (const entry of entries) {
    const delivered = readEntry(objectOf(entry));
    if (delivered) found.set(nameOf(delivered.event), delivered);
  }
  return { delivered: [...found.values()], ignored: entries.length - found.size };
}

function readEntry(entry: Readonly<Record<string, unknown>>): Delivered | null {
  const isEnveloped = plain(entry['specversion']) !== '';
  if (isEnveloped && !AUDIT_TYPES.some((type) => plain(entry['type']).endsWith(type))) return null;
  const data = entry['data'];
  const record = objectOf(isEnveloped ? (typeof data === 'string' ? parsedJson(data) : data) : entry);
  const event = parseEvent(record);
  if (!event) return null;
  const id = event.id || plain(entry['id']);
  const region = event.region || plain(entry['aliyunregionid']);
  const service = event.service || plain(entry['source']).replace(/^acs\./, '');
  const account = plain(entry['aliyunaccountid']) || plain(objectOf(record['userIdentity'])['accountId']);
  return { event: { ...event, id, region, service }, account, subject: plain(entry['subject']) };
}

function nameOf({ id, name, at }: TrailEvent): string {
  return id || `${name} ${at}`;
}
