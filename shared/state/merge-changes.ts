import { type Attempt, type Change, type ChangeEvent, type Drift, SEEN_INSIDE } from '../model/change.ts';
import type { Resource } from '../model/resource.ts';
import { digest } from './paths.ts';

/** Clocks of the cloud's products differ a little. */
const SLACK_MS = 2 * 60_000;
/** ActionTrail shows an event within ten minutes; a day is a wide margin for it. */
const AWAITED_MS = 24 * 3_600_000;

export interface Merged {
  /** In the order of their times. */
  changes: readonly Change[];
  attempts: readonly Attempt[];
}

/** Names and clusters of resources, for events, which know ids only. */
export type Describe = (target: ChangeEvent['target']) => { resource: Resource; clusters: readonly string[] };

/**
 * Tells every change once: a drift and the event that caused it become one record. Calls that the cloud
 * refused are attempts. Events before `since`, the baseline, explain findings but are no changes.
 */
export function mergeChanges(
  drifts: readonly Drift[],
  events: readonly ChangeEvent[],
  describe: Describe,
  { now, since }: { now: Date; since: string },
): Merged {
  const done = events.filter(({ errorCode }) => errorCode === '');
  const matched = new Set<string>();
  const changes: Change[] = [];
  for (const drift of [...drifts].sort(byTime(({ until }) => until))) {
    const event = causeOf(drift, done, matched);
    if (event) matched.add(event.eventId);
    changes.push(event ? joined(drift, event) : fromDrift(drift, now));
  }
  for (const event of done) {
    const { eventId, at, kind } = event;
    if (kind && !matched.has(eventId) && at >= since) changes.push(fromEvent(event, kind, describe));
  }
  const attempts = events
    .filter(({ errorCode, at }) => errorCode !== '' && at >= since)
    .flatMap((event) => attempt(event, describe));
  return { changes: changes.sort(byTime(({ at }) => at)), attempts: attempts.sort(byTime(({ at }) => at)) };
}

/** Drifts whose author is worth looking up again. */
export function withoutAuthor(
  drifts: readonly Drift[],
  events: readonly ChangeEvent[],
  now: Date,
): readonly Drift[] {
  const matched = new Set<string>();
  return drifts.filter((drift) => {
    const event = causeOf(drift, events, matched);
    if (event) matched.add(event.eventId);
    return !event && isAwaited(drift, now);
  });
}

/** The last call before the drift was seen that makes this change to this resource. */
function causeOf(
  { kind, resource, after, until }: Drift,
  events: readonly ChangeEvent[],
  matched: ReadonlySet<string>,
): ChangeEvent | null {
  const from = Date.parse(after) - SLACK_MS;
  const to = Date.parse(until) + SLACK_MS;
  let found: ChangeEvent | null = null;
  for (const event of events) {
    const { type, id, region } = event.target;
    if (!event.explains.includes(kind) || event.errorCode !== '' || matched.has(event.eventId)) continue;
    if (type !== resource.type || id !== resource.id || region !== resource.region) continue;
    const at = Date.parse(event.at);
    if (at >= from && at <= to && (!found || event.at > found.at)) found = event;
  }
  return found;
}

function isAwaited({ kind, until }: Pick<Drift, 'kind' | 'until'>, now: Date): boolean {
  return !SEEN_INSIDE.includes(kind) && now.getTime() < Date.parse(until) + AWAITED_MS;
}

function fromDrift({ after: _, until, ...drift }: Drift, now: Date): Change {
  const actorState = isAwaited({ kind: drift.kind, until }, now) ? 'awaited' : 'absent';
  return { ...drift, aliases: [], at: until, actor: null, actorState };
}

function joined(
  { id: alias, after: _, until: __, ...drift }: Drift,
  { eventId, at, actor }: ChangeEvent,
): Change {
  return { ...drift, id: idOf(eventId), aliases: [alias], at, actor, actorState: 'named' };
}

function fromEvent(
  { eventId, at, target, to, actor }: ChangeEvent,
  kind: Change['kind'],
  describe: Describe,
): Change {
  const change = { kind, ...describe(target), from: '', to, at, actor };
  return { id: idOf(eventId), aliases: [], ...change, actorState: 'named' };
}

function attempt(
  { eventId, at, kind, target, actor, errorCode }: ChangeEvent,
  describe: Describe,
): Attempt[] {
  if (!kind) return [];
  return [{ id: idOf(eventId), kind, resource: describe(target).resource, at, actor, errorCode }];
}

function idOf(eventId: string): string {
  return digest(`event\n${eventId}`).slice(0, 16);
}

function byTime<T>(time: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (time(a) < time(b) ? -1 : Number(time(a) > time(b)));
}
