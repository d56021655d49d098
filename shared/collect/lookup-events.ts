import * as v from 'valibot';
import { actiontrail } from '../cloud/actiontrail.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { SERVICE_ROLE } from '../model/role.ts';
import { parseEvent, type TrailEvent } from './event.ts';
import { read } from './read.ts';

/** Largest page that is documented. */
const PAGE_SIZE = 50;
/** 1,000 events of one question; what lies beyond stays unread in this run, and the result says so. */
const MAX_PAGES = 20;

const pageSchema = v.object({
  Events: v.nullish(v.array(v.unknown()), []),
  NextToken: v.nullish(v.union([v.string(), v.pipe(v.number(), v.transform(String))]), ''),
});

export interface Lookup {
  /** The reading was not given up: what was left unread, nobody needs. */
  exhausted: boolean;
  /** No event of the window was left unread. */
  whole: boolean;
  /** Events that were delivered. */
  events: number;
}

export type Condition = readonly [key: string, value: string];

/** Takes one event, newest first; true ends the reading after the page that it is on, which is paid for. */
type Visitor = (event: TrailEvent) => boolean;

/** The ways to ask for the calls of the service role: by two spellings of its name, or for all such calls. */
export const SPELLINGS = [SERVICE_ROLE, SERVICE_ROLE.toLowerCase(), 'any'] as const;
export type Spelling = (typeof SPELLINGS)[number];

/**
 * Reads the KMS calls of the service role between two times, newest first. Under which spelling
 * ActionTrail knows the role is not documented: when one finds nothing the next is tried, and at last
 * all Encrypt and Decrypt events are read and the visitor sorts them out. `spelling` of the answer tells which one
 * found events; null when none did.
 */
export async function lookUp(
  cloud: Cloud,
  span: Pick<Question, 'region' | 'from' | 'to'>,
  spellings: readonly Spelling[],
  visit: Visitor,
): Promise<Observation<Lookup & { spelling: Spelling | null }>> {
  let last = { exhausted: true, whole: true };
  for (const spelling of spellings) {
    const found = await askFor(cloud, span, spelling, visit);
    if (!found.seen) return found;
    if (found.value.events > 0) return { ...found, value: { ...found.value, spelling } };
    last = found.value;
  }
  return seen({ ...last, events: 0, spelling: null }, span.to.toISOString());
}

async function askFor(
  cloud: Cloud,
  span: Pick<Question, 'region' | 'from' | 'to'>,
  spelling: Spelling,
  visit: Visitor,
): Promise<Observation<Lookup>> {
  const service: Condition = ['ServiceName', 'Kms'];
  if (spelling !== 'any')
    return askEvents(cloud, { ...span, conditions: [service, ['RoleName', spelling]] }, visit);
  const answers = await Promise.all(
    ['Encrypt', 'Decrypt'].map((call) =>
      askEvents(cloud, { ...span, conditions: [service, ['EventName', call]] }, visit),
    ),
  );
  return bothOf(answers, span.to.toISOString());
}

/** What was read of several questions; not seen when nothing was. */
function bothOf(answers: readonly Observation<Lookup>[], at: string): Observation<Lookup> {
  const both: Lookup = { exhausted: true, whole: true, events: 0 };
  const missing: Unseen[] = [];
  for (const answer of answers) {
    both.exhausted &&= answer.seen && answer.value.exhausted;
    both.whole &&= answer.seen && answer.value.whole;
    both.events += answer.seen ? answer.value.events : 0;
    missing.push(...(answer.seen ? (answer.missing ?? []) : [answer]));
  }
  return (both.events === 0 && missing[0]) || seen(both, at, missing);
}

export interface Question {
  region: string;
  conditions: readonly Condition[];
  /** ISO 8601, UTC. */
  from: string;
  to: Date;
  maxPages?: number;
  /** Global events carry the region that keeps them, which need not be the one that is asked. */
  anyRegion?: boolean;
}

/**
 * Reads the pages of one question. The same token twice, too many pages, or one that fails end it as not exhausted. An
 * event that cannot be read is told, and takes no other along.
 */
export async function askEvents(
  cloud: Cloud,
  { region, conditions, from, to, maxPages = MAX_PAGES, anyRegion = false }: Question,
  visit: Visitor,
): Promise<Observation<Lookup>> {
  const question = {
    StartTime: wireTime(new Date(from)),
    EndTime: wireTime(to),
    LookupAttribute: conditions.map(([Key, Value]) => ({ Key, Value })),
    MaxResults: String(PAGE_SIZE),
    Direction: 'BACKWARD',
  };
  const thing: Thing = { type: 'region', id: region, region, facet: actiontrail.lookupEvents.permission };
  const tokens = new Set<string>(['']);
  let [events, odd] = [0, 0];
  const result = (exhausted: boolean, whole: boolean, at: string, missing: readonly Unseen[] = []) =>
    seen({ exhausted, whole: whole && odd === 0, events }, at, [
      ...missing,
      ...oddEvents(odd, events, thing),
    ]);
  const cutShort = (why: Unseen): Observation<Lookup> =>
    events === 0 ? why : result(false, false, to.toISOString(), [why]);
  for (let token = ''; tokens.size <= maxPages; ) {
    const query = token === '' ? question : { ...question, NextToken: token };
    const page = read(await cloud.call(actiontrail.lookupEvents, { region, query }), pageSchema, thing);
    if (!page.seen) return cutShort(page);
    const parsed = page.value.Events.map(parseEvent);
    events += parsed.length;
    odd += parsed.filter((event) => event === null).length;
    const enough = parsed
      .filter((event) => event !== null)
      .filter((event) => anyRegion || isOf(region, event))
      .map(visit)
      .includes(true);
    token = page.value.NextToken;
    if (enough || token === '') return result(true, token === '', page.at);
    if (tokens.has(token)) return cutShort(unseen('malformed', 'the pages of events repeat', { thing }));
    tokens.add(token);
  }
  return result(false, false, to.toISOString());
}

function oddEvents(odd: number, events: number, thing: Thing): Unseen[] {
  if (odd === 0) return [];
  return [unseen('malformed', `${odd} of ${events} events have no name or no time`, { thing })];
}

/** A shared endpoint may answer with events of another region; those prove nothing here. */
function isOf(region: string, event: TrailEvent): boolean {
  return event.region === '' || event.region === region;
}

/** `yyyy-MM-ddTHH:mm:ssZ`, UTC. */
function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
