import { actiontrail } from '../../cloud/actiontrail.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { isByServiceRole, keyIn, type TrailEvent } from '../../collect/event.ts';
import { askEvents, type Condition, SPELLINGS, type Spelling } from '../../collect/lookup-events.ts';
import { SPELLING_FACT } from '../../model/calibration.ts';
import type { Json } from '../../model/finding.ts';
import type { Tried } from './tried.ts';

/** What an account showed now; without the time. */
export interface Shown {
  value: Json;
  evidence: Readonly<Record<string, Json>>;
}

export interface EventSight {
  tried: Tried[];
  shown: Readonly<Record<string, Shown>>;
}

/** So many regions are searched until one of them shows a use of a key. */
const REGIONS_SEARCHED = 3;
const DAY_MS = 86_400_000;
const USE_DAYS = 7;
/** As far as ActionTrail remembers. */
const CHANGE_DAYS = 90;

interface Search {
  cloud: Cloud;
  now: Date;
  tried: Tried[];
}

/** Looks for a use of a key and for a switch of encryption, to see in which form ActionTrail tells them. */
export async function lookAtEvents(cloud: Cloud, regions: readonly string[], now: Date): Promise<EventSight> {
  const search: Search = { cloud, now, tried: [] };
  const some = regions.slice(0, REGIONS_SEARCHED);
  const use = await firstOf(some, (region) => useIn(search, region));
  const change = await firstOf(some, (region) => changeIn(search, region));
  return {
    tried: search.tried,
    shown: { ...(use ? useFacts(use) : {}), ...(change ? changeFacts(change) : {}) },
  };
}

async function firstOf<T>(
  regions: readonly string[],
  look: (region: string) => Promise<T | null>,
): Promise<T | null> {
  for (const region of regions) {
    const found = await look(region);
    if (found) return found;
  }
  return null;
}

interface Use {
  event: TrailEvent;
  spelling: Spelling;
  region: string;
}

async function useIn(search: Search, region: string): Promise<Use | null> {
  for (const spelling of SPELLINGS) {
    const about: Condition = spelling === 'any' ? ['EventName', 'Decrypt'] : ['RoleName', spelling];
    const events = await ask(search, region, [['ServiceName', 'Kms'], about], USE_DAYS);
    const event = events.find(
      (one) => isByServiceRole(one) && one.errorCode === '' && /^(Encrypt|Decrypt)$/.test(one.name),
    );
    if (event) return { event, spelling, region };
  }
  return null;
}

/** One page, newest first. */
async function ask(
  { cloud, now, tried }: Search,
  region: string,
  conditions: readonly Condition[],
  days: number,
): Promise<TrailEvent[]> {
  const events: TrailEvent[] = [];
  const from = new Date(now.getTime() - days * DAY_MS + DAY_MS / 24).toISOString();
  const question = { region, conditions, from, to: now, maxPages: 1, anyRegion: true };
  const answer = await askEvents(cloud, question, (event) => {
    events.push(event);
    return false;
  });
  tried.push({ operation: actiontrail.lookupEvents, region, madeUp: false, answer });
  return events;
}

function useFacts({ event, spelling, region }: Use): Record<string, Shown> {
  const evidence = { eventId: event.id, event: event.name, at: event.at, region };
  const [, session = ''] = event.identity.userName.split(':');
  return {
    [SPELLING_FACT]: { value: spelling, evidence },
    'decrypt-names-key': { value: keyIn(event) !== null, evidence },
    ...(session === '' ? {} : { 'role-session': { value: session.slice(0, 64), evidence } }),
  };
}

interface Switch {
  event: TrailEvent;
  asked: string;
}

async function changeIn(search: Search, region: string): Promise<Switch | null> {
  const [event] = await ask(search, region, [['EventName', 'UpdateKMSEncryption']], CHANGE_DAYS);
  return event ? { event, asked: region } : null;
}

function changeFacts({ event, asked }: Switch): Record<string, Shown> {
  const { id, name, service, at, region, raw } = event;
  const evidence = {
    eventId: id,
    at,
    asked,
    region,
    parameters: Object.keys(fieldsOf(raw['requestParameters'])),
  };
  return { 'encryption-change-event': { value: { service, name }, evidence } };
}

function fieldsOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
