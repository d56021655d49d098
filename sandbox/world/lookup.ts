import { type Attribute, recordMatches, streamCanMatch } from './attributes.ts';
import { type Cursor, type Direction, heapOf, isBefore, type Position } from './cursor.ts';
import type { EventRecord } from './event.ts';
import { type Stream, streamRecord } from './stream.ts';
import { streamsOf } from './traffic.ts';
import type { Account, WorldState } from './world-state.ts';

export interface Lookup {
  region: string;
  /** both inclusive */
  from: number;
  to: number;
  direction: Direction;
  wanted: readonly Attribute[];
  after: Position | null;
  limit: number;
}

export interface LookupPage {
  records: EventRecord[];
  /** where the next page goes on; null: this was the last */
  next: Position | null;
}

/** Events looked at for one page; beyond it a page may be short or empty and still have a successor. */
const scanLimit = 50_000;

function streamCursor(stream: Stream, lookup: Lookup, make: (at: number) => EventRecord): Cursor | null {
  const { every, phase, order } = stream;
  const from = Math.max(lookup.from, stream.from);
  const to = Math.min(lookup.to, stream.to - 1);
  const { after } = lookup;
  const sign = lookup.direction === 'BACKWARD' ? -1 : 1;
  const start = sign < 0 ? Math.min(to, after?.at ?? to) : Math.max(from, after?.at ?? from);
  const ticks = (start - phase) / every;
  let at = (sign < 0 ? Math.floor(ticks) : Math.ceil(ticks)) * every + phase;
  if (after && !isBefore(after, { at, order }, lookup.direction)) at += sign * every;
  const within = (): boolean => at >= from && at <= to;
  if (!within()) return null;
  return {
    position: () => ({ at, order }),
    record: () => make(at),
    step: () => {
      at += sign * every;
      return within();
    },
  };
}

function logCursor(log: readonly EventRecord[], lookup: Lookup): Cursor | null {
  const sign = lookup.direction === 'BACKWARD' ? -1 : 1;
  let index = sign < 0 ? log.length - 1 : 0;
  const suits = (record: EventRecord): boolean =>
    record.at >= lookup.from &&
    record.at <= lookup.to &&
    (!lookup.after || isBefore(lookup.after, record, lookup.direction));
  const seek = (): EventRecord | undefined => {
    let record = log[index];
    while (record && !suits(record)) {
      index += sign;
      record = log[index];
    }
    return record;
  };
  let current = seek();
  if (!current) return null;
  const held = (): EventRecord => {
    if (!current) throw new Error('The cursor is past its last event.');
    return current;
  };
  return {
    position: () => ({ at: held().at, order: held().order }),
    record: held,
    step: () => {
      index += sign;
      current = seek();
      return current !== undefined;
    },
  };
}

function cursorsOf(world: WorldState, account: Account, lookup: Lookup): Cursor[] {
  const { region } = lookup;
  const cursors: Cursor[] = [];
  const recorded = logCursor(account.events.get(region) ?? [], lookup);
  if (recorded) cursors.push(recorded);
  for (const stream of streamsOf(world, account, region, { from: lookup.from, to: lookup.to + 1 })) {
    if (!streamCanMatch(world, stream, lookup.wanted)) continue;
    const cursor = streamCursor(stream, lookup, (at) => streamRecord(world, account, region, stream, at));
    if (cursor) cursors.push(cursor);
  }
  return cursors;
}

/** One page of the events of a region: those recorded and those of repeating calls, merged in time order. */
export function lookUp(world: WorldState, account: Account, lookup: Lookup): LookupPage {
  const heap = heapOf(cursorsOf(world, account, lookup), lookup.direction);
  const records: EventRecord[] = [];
  let last: Position | null = null;
  for (let scanned = 0; ; scanned += 1) {
    const cursor = heap.top();
    if (!cursor) return { records, next: null };
    if (scanned >= scanLimit) return { records, next: last };
    const record = cursor.record();
    if (recordMatches(record, lookup.wanted, world.settings)) {
      if (records.length === lookup.limit) return { records, next: last };
      records.push(record);
    }
    if (records.length < lookup.limit || records.at(-1) === record) last = cursor.position();
    heap.advance();
  }
}
