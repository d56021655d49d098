import type { Cloud } from '../cloud/cloud.ts';
import type { ChangeEvent, ChangeKind, PlaceEvents } from '../model/change.ts';
import { type Observation, seen, type Thing, type Unseen, unseen } from '../model/observation.ts';
import { toChangeEvent, type Watched } from './change-event.ts';
import { type CloudCall, callsBehind, polledCalls } from './cloud-calls.ts';
import { askEvents, type Condition, type Question } from './lookup-events.ts';

/**
 * Where RAM events may be kept. GetGlobalEventsStorageRegion tells which of the two; asking both costs a lookup more and no right, and
 * finds what was kept in the other one before it was moved.
 */
const GLOBAL_REGIONS = ['ap-southeast-1', 'cn-hangzhou'];
/** Events come up to ten minutes late; look that far back again, and a little more. */
const OVERLAP_MS = 15 * 60_000;
/** When the write calls of a region, or of one product in it, fill more pages than this, they are asked for in smaller parts. */
const PAGES_OF_WRITES = 3;
/** So many authors are looked for in one run. */
const SOUGHT_AT_ONCE = 50;

/** Regions that hold clusters in scope or keys in use, and the homes of trails. */
export interface Places {
  regions: readonly string[];
  trailHomes: readonly string[];
  /** A region that keeps the events of switching encryption in others, too. */
  switchRegion: string | null;
}

type Service = CloudCall['service'];

interface Place {
  region: string;
  /** Whose calls matter there. */
  services: readonly Service[];
}

/** Products whose name in ActionTrail is documented: all their write calls can be asked for at once. */
const NAMED: readonly Service[] = ['Kms', 'Ram', 'ResourceManager'];

/**
 * Reads the calls that change what is watched, since the last look: all write calls of a region at once, and only where those
 * are too many those of each product. `to` tells by place how far was read. A place that was never looked at begins at
 * `since`, and is read from there the next time: what came before is no change.
 */
export async function collectChangeEvents(
  cloud: Cloud,
  places: Places,
  watched: Watched,
  { since, now }: { since: string; now: Date },
  to: Readonly<Record<string, string>>,
): Promise<{ places: PlaceEvents[]; to: Record<string, string> }> {
  const next: Record<string, string> = {};
  const found = await Promise.all(
    placesIn(places, watched).map(async (asked): Promise<PlaceEvents[]> => {
      const name = `${asked.region} changes`;
      const known = readTo(to, asked.region);
      next[name] = known ?? since;
      if (known === undefined) return [];
      const from = new Date(Date.parse(known) - OVERLAP_MS).toISOString();
      const { events, unread, isBroken } = await eventsOf(cloud, asked, watched, { from, to: now });
      if (!isBroken) next[name] = now.toISOString();
      const older = unread ? [{ place: `${name}, older`, events: unread }] : [];
      return [{ place: name, events }, ...older];
    }),
  );
  return { places: found.flat(), to: next }; // in the order of the places, whoever answered first
}

function placesIn({ regions, trailHomes, switchRegion }: Places, { ways }: Watched): Place[] {
  const services = new Map<string, Set<Service>>();
  const add = (where: readonly string[], ...names: readonly Service[]): void => {
    for (const region of where) services.set(region, new Set([...(services.get(region) ?? []), ...names]));
  };
  add(regions, 'Kms');
  add(withSwitches(regions, switchRegion), 'CS');
  add(GLOBAL_REGIONS, 'Ram', 'ResourceManager');
  add(regionsOf(ways), 'Ecs', 'Vpc');
  add(trailHomes, 'Actiontrail');
  return [...services].map(([region, names]) => ({ region, services: [...names] }));
}

/** How far a region was read; before there was one question for all of it, each product had its own. */
function readTo(to: Readonly<Record<string, string>>, region: string): string | undefined {
  const own = Object.keys(to).filter((name) => name.startsWith(`${region} `));
  return own.flatMap((name) => to[name] ?? []).sort()[0];
}

function regionsOf(ways: Watched['ways']): string[] {
  return [...new Set([...ways.keys()].map((way) => way.split(' ')[0] ?? ''))];
}

function withSwitches(regions: readonly string[], switchRegion: string | null): string[] {
  return [...new Set(switchRegion === null ? regions : [...regions, switchRegion])];
}

type Span = Pick<Question, 'from' | 'to'>;

interface Read {
  events: Observation<readonly ChangeEvent[]>;
  /** There were more calls of one name than are read in a run: somebody may hide behind them, so it is told. */
  unread: Unseen | null;
  /** A question or a page failed: the next look begins where this one did. */
  isBroken: boolean;
}

/** RAM events carry the region that keeps them, which need not be the one that is asked; each tells what it is about. */
async function eventsOf(
  cloud: Cloud,
  { region, services }: Place,
  watched: Watched,
  span: Span,
): Promise<Read> {
  const asked = { region, ...span, anyRegion: true };
  const all = await askWrites(cloud, asked, [], watched);
  const parts = isCut(all)
    ? await Promise.all(services.map((service) => eventsOfService(cloud, asked, service, watched)))
    : [{ answers: [all], cut: [] }];
  const cut = parts.flatMap((part) => part.cut);
  const unread = cut.length > 0 ? unreadBeyond(region, cut.join(', '), span) : null;
  const answers = parts.flatMap((part) => part.answers);
  return { ...joined(answers, span.to.toISOString()), unread };
}

/** All write calls, of one product or of every one. */
function askWrites(cloud: Cloud, asked: Part, of: readonly Condition[], watched: Watched): Promise<Asked> {
  const conditions: Condition[] = [...of, ['EventRW', 'Write']];
  return ask(cloud, { ...asked, conditions, maxPages: PAGES_OF_WRITES }, watched);
}

type Part = Omit<Question, 'conditions'>;

interface PartRead {
  answers: Asked[];
  /** Names of the calls that were too many. */
  cut: string[];
}

async function eventsOfService(
  cloud: Cloud,
  asked: Part,
  service: Service,
  watched: Watched,
): Promise<PartRead> {
  if (NAMED.includes(service)) {
    const all = await askWrites(cloud, asked, [['ServiceName', service]], watched);
    if (!isCut(all)) return { answers: [all], cut: [] };
  }
  const calls = polledCalls(service);
  const answers = await Promise.all(
    calls.map((call) => ask(cloud, { ...asked, conditions: [['EventName', call]] }, watched)),
  );
  return { answers, cut: calls.filter((_, index) => isCut(answers[index])) };
}

type Asked = Observation<{ events: ChangeEvent[]; exhausted: boolean }>;

function isCut(answer: Asked | undefined): boolean {
  return answer?.seen === true && !answer.value.exhausted;
}

/** What came; not seen when nothing did. */
function joined(answers: readonly Asked[], at: string): Pick<Read, 'events' | 'isBroken'> {
  const events = answers.flatMap((answer) => (answer.seen ? answer.value.events : []));
  const missing = answers.flatMap((answer) => (answer.seen ? (answer.missing ?? []) : [answer]));
  const [failure] = answers.some((answer) => answer.seen) ? [] : missing;
  const isBroken = answers.some((answer) => !answer.seen || (answer.missing && isCut(answer)));
  return { events: failure ?? seen(events, at, missing), isBroken };
}

function unreadBeyond(region: string, calls: string, { from, to }: Span): Unseen {
  const detail = `there are too many ${calls} events between ${from} and ${to.toISOString()}; the older ones were not read`;
  const thing: Thing = { type: 'region', id: region, region, facet: 'change events' };
  return unseen('malformed', detail, { thing });
}

async function ask(cloud: Cloud, question: Question, watched: Watched): Promise<Asked> {
  const events: ChangeEvent[] = [];
  const answer = await askEvents(cloud, question, (event) => {
    const change = toChangeEvent(event, watched);
    if (change) events.push(change);
    return false;
  });
  if (!answer.seen) return answer;
  return { ...answer, value: { events, exhausted: answer.value.exhausted } };
}

/** A change whose author is not known yet; it happened after `after`, ISO 8601, UTC. */
export interface Sought {
  kind: ChangeKind;
  target: ChangeEvent['target'];
  after: string;
}

/** Looks for the authors of changes by the names of the calls that could have caused them. */
export async function collectAuthors(
  cloud: Cloud,
  sought: readonly Sought[],
  watched: Watched,
  now: Date,
  switchRegion: string | null,
): Promise<PlaceEvents[]> {
  const questions = new Map<string, { region: string; call: string; from: string }>();
  for (const { kind, target, after } of sought.slice(0, SOUGHT_AT_ONCE)) {
    const own = target.type === 'cluster' ? withSwitches([target.region], switchRegion) : [target.region];
    const regions = target.type === 'role' ? GLOBAL_REGIONS : own;
    const from = new Date(Date.parse(after) - OVERLAP_MS).toISOString();
    for (const name of regions.flatMap((region) => callsBehind(kind).map((call) => `${region} ${call}`))) {
      const [region = '', call = ''] = name.split(' ');
      const known = questions.get(name)?.from ?? from;
      questions.set(name, { region, call, from: known < from ? known : from });
    }
  }
  return Promise.all(
    [...questions].map(async ([name, { region, call, from }]) => {
      const question: Question = {
        region,
        conditions: [['EventName', call]],
        from,
        to: now,
        anyRegion: true,
      };
      const answer = await ask(cloud, question, watched);
      return { place: name, events: answer.seen ? { ...answer, value: answer.value.events } : answer };
    }),
  );
}
