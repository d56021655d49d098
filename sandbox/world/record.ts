import type { EventRecord } from './event.ts';
import { uuidFrom } from './ids.ts';
import type { Account, WorldState } from './world-state.ts';

export type NewEvent = Omit<EventRecord, 'id' | 'order' | 'requestId'> & { requestId?: string };

/** Reads kept per region, so that a long run does not fill the memory. */
const keptReads = 2000;

function isAfter(one: EventRecord, other: EventRecord): boolean {
  return one.at === other.at ? one.order > other.order : one.at > other.at;
}

/** Writes an event into the log of its region. Its id depends on the world's story only, not on chance. */
export function recordEvent(world: WorldState, account: Account, event: NewEvent): EventRecord {
  world.recorded += 1;
  const id = uuidFrom(world.name, 'event', world.recorded);
  const order = `r${world.recorded.toString().padStart(10, '0')}`;
  const record: EventRecord = { ...event, id, order, requestId: event.requestId ?? id };
  const log = account.events.get(record.region) ?? [];
  account.events.set(record.region, log);
  let place = log.length;
  for (let before = log[place - 1]; before && isAfter(before, record); before = log[place - 1]) place -= 1;
  log.splice(place, 0, record);
  if (record.rw === 'Read') forgetOldReads(log);
  world.publish?.(account, record);
  return record;
}

function forgetOldReads(log: EventRecord[]): void {
  if (log.length <= 2 * keptReads) return;
  let surplus = log.filter((record) => record.rw === 'Read').length - keptReads;
  for (let index = 0; index < log.length && surplus > 0; index += 1) {
    if (log[index]?.rw !== 'Read') continue;
    log.splice(index, 1);
    index -= 1;
    surplus -= 1;
  }
}
