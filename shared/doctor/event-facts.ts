import { actiontrail } from '../cloud/actiontrail.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { clusterOf } from '../collect/change-event.ts';
import { isByServiceRole, keyIn, type TrailEvent } from '../collect/event.ts';
import { askEvents, type Condition, SPELLINGS, type Spelling } from '../collect/lookup-events.ts';
import { SPELLING_FACT, SWITCH_FACT } from '../model/calibration.ts';
import type { Json } from '../model/finding.ts';
import type { ProbedCall } from './probe.ts';

/** What an account showed now; without the time. */
export interface Shown {
  value: Json;
  evidence: Readonly<Record<string, Json>>;
}

export interface EventProbes {
  tried: ProbedCall[];
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
  tried: ProbedCall[];
}

/** Id of a cluster to its region. */
type Clusters = ReadonlyMap<string, string>;

/** Where events are looked for. */
export interface EventPlaces {
  /** Where the central endpoint of ACK is. */
  home: string;
  /** Those with an encrypted cluster first. */
  regions: readonly string[];
  clusters: Clusters;
}

/** Looks for a use of a key and for a switch of encryption, to see in which form ActionTrail tells them. */
export async function lookAtEvents(
  cloud: Cloud,
  { home, regions, clusters }: EventPlaces,
  now: Date,
): Promise<EventProbes> {
  const search: Search = { cloud, now, tried: [] };
  const some = regions.slice(0, REGIONS_SEARCHED);
  const use = await firstOf(some, (region) => useIn(search, region));
  const places = [...new Set([...some, home])];
  const switches = await Promise.all(places.map((region) => switchesIn(search, region, clusters)));
  return {
    tried: search.tried,
    shown: { ...(use ? useFacts(use) : {}), ...switchFacts(switches.flat()) },
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
  /** Region that keeps it, when that is not the one of its cluster. */
  keptIn: string | null;
}

async function switchesIn(search: Search, region: string, clusters: Clusters): Promise<Switch[]> {
  const events = await ask(search, region, [['EventName', 'UpdateKMSEncryption']], CHANGE_DAYS);
  return events.map((event) => {
    const home = clusters.get(clusterOf(event));
    return { event, keptIn: home === undefined || home === region ? null : region };
  });
}

/** One that is kept elsewhere tells more than one that is not. */
function switchFacts(switches: readonly Switch[]): Record<string, Shown> {
  const found = switches.find(({ keptIn }) => keptIn !== null) ?? switches[0];
  if (!found) return {};
  const { id, name, service, at, region, raw } = found.event;
  const evidence = { eventId: id, at, region, parameters: Object.keys(fieldsOf(raw['requestParameters'])) };
  return { [SWITCH_FACT]: { value: { service, name, keptIn: found.keptIn }, evidence } };
}

function fieldsOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
