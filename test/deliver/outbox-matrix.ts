import type { Delivery } from '../../shared/model/notice.ts';
import {
  type Answer,
  type Disturb,
  type Disturbance,
  disturbed,
  Killed,
  type Operation,
  OutboxWorld,
  SENT,
  type When,
} from './outbox-world.ts';

/** So long after the last disturbance everything must be as it should. */
const AFTERWARDS = 4;
const OPERATIONS: readonly Operation[] = ['get', 'put', 'putIfAbsent', 'list', 'delete'];
const WHEN: readonly When[] = ['before', 'after'];

/** Two channels that know the account; two things broke, one was mended. */
async function prepare(): Promise<OutboxWorld> {
  const world = new OutboxWorld();
  world.break('old');
  await world.look();
  await world.alert();
  world.break('key-1');
  world.break('key-2', 'medium');
  world.mend('old');
  await world.look();
  return world;
}

export interface Survived {
  /** Lines that a channel never heard. */
  lost: string[];
  /** So often the same was told once more, at most. */
  again: number;
  /** Messages that told something once more. */
  repeats: number;
  /** What the first run asked of the store. */
  calls: readonly (readonly [Operation, string])[];
  /** How many messages were under way in it. */
  asked: number;
  /** What stays in the outbox at last. */
  left: string[];
  logs: readonly string[];
}

export interface Disturbed {
  store?: Disturb;
  channels?: Answer;
  /** So many runs; default: one. */
  runs?: number;
  /** The first run sleeps while it sends this message, until another one has taken over and ended. */
  sleepsAt?: number;
}

/** Runs that are disturbed, then some that are not. */
export async function survive({
  store: disturb = () => null,
  channels = SENT,
  runs = 1,
  sleepsAt = 0,
}: Disturbed): Promise<Survived> {
  const world = await prepare();
  const calls: (readonly [Operation, string])[] = [];
  let asked = 0;
  const answer: Answer = async (channel, notice) => {
    asked += 1;
    if (asked === sleepsAt) {
      world.minute += 2;
      await world.alert({ answer: world.hearing() });
    }
    return channels(channel, notice);
  };
  for (let run = 0; run < runs; run += 1) {
    const front = disturbed(world.store, (nth, operation, key) => {
      if (run === 0) calls.push([operation, key]);
      return disturb(nth, operation, key);
    });
    const heard = world.hearing(answer);
    const whileAlive: Answer = (channel, notice) => {
      if (front.isDead()) throw new Killed();
      return heard(channel, notice);
    };
    await world.alert({ store: front.store, answer: whileAlive });
    await world.look();
  }
  for (let run = 0; run < AFTERWARDS; run += 1) {
    world.minute += 30; // longer than any pause of a channel
    await world.look();
    await world.alert({ answer: world.hearing() });
  }
  return {
    lost: missing(world),
    again: againIn(world),
    repeats: repeatsIn(world),
    calls,
    asked,
    left: await world.store.list('alerts/outbox/'),
    logs: world.logs,
  };
}

const EXPECTED = ['key-1 new', 'key-2 new', 'old resolved'].flatMap((line) => [
  `first ${line}`,
  `second ${line}`,
]);

function missing(world: OutboxWorld): string[] {
  const told = [...world.told().keys()];
  return EXPECTED.filter((line) => !told.some((one) => one.startsWith(line)));
}

/** Reminders and what was told of an earlier life are no repeats: the lines tell since when. */
function repeatsIn(world: OutboxWorld): number {
  const known = new Set<string>();
  let repeats = 0;
  for (const message of world.heard) {
    const lines = world.linesOf(message).filter((line) => !line.includes(' still '));
    if (lines.some((line) => known.has(line))) repeats += 1;
    for (const line of lines) known.add(line);
  }
  return repeats;
}

function againIn(world: OutboxWorld): number {
  const times = [...world.told()].filter(([line]) => !line.includes(' still '));
  return Math.max(...times.map(([, count]) => count - 1));
}

export interface Row {
  what: string;
  cells: number;
  /** Cells in which something was never told. */
  lost: number;
  /** So often one message was told once more, at most. */
  again: number;
  /** So many messages were told once more in one cell, at most. */
  repeats: number;
  /** Cells that left something in the outbox. */
  left: number;
}

async function row(what: string, cells: readonly Disturbed[]): Promise<Row> {
  const rows = await Promise.all(cells.map(survive));
  return {
    what,
    cells: rows.length,
    lost: rows.filter(({ lost }) => lost.length > 0).length,
    again: Math.max(...rows.map(({ again }) => again)),
    repeats: Math.max(...rows.map(({ repeats }) => repeats)),
    left: rows.filter(({ left }) => left.length > 0).length,
  };
}

const at =
  (wanted: number, what: Disturbance): Disturb =>
  (nth) =>
    nth === wanted ? what : null;

/** Every step of a run that sends, once: of the store and of the channels. */
export async function oneStepEach(): Promise<Row[]> {
  const { calls, asked } = await survive({});
  const each = calls.map((_, index) => index + 1);
  const messages = Array.from({ length: asked }, (_, index) => index + 1);
  const rows: Row[] = [];
  for (const how of ['kill', 'fail'] as const) {
    for (const when of WHEN)
      rows.push(
        await row(
          `${how} ${when} each call of the store`,
          each.map((nth) => ({ store: at(nth, { how, when }) })),
        ),
      );
  }
  rows.push(
    await row(
      'half an answer to each call',
      each.map((nth) => ({ store: at(nth, { how: 'tear' }) })),
    ),
  );
  rows.push(
    await row(
      'kill before each message',
      messages.map((nth) => killAtMessage(nth, 'before')),
    ),
  );
  rows.push(
    await row(
      'kill after each message',
      messages.map((nth) => killAtMessage(nth, 'after')),
    ),
  );
  rows.push(
    await row(
      'another run takes over while a message is under way',
      messages.map((nth) => ({ sleepsAt: nth })),
    ),
  );
  return rows;
}

function killAtMessage(wanted: number, when: When): Disturbed {
  let [asked, isDead] = [0, false];
  const channels: Answer = async () => {
    asked += 1;
    if (asked === wanted && when === 'before') isDead = true;
    if (isDead) throw new Killed();
    if (asked === wanted) isDead = true;
    return { kind: 'sent' };
  };
  return { channels, store: () => (isDead ? { how: 'kill', when: 'before' } : null) };
}

/** A kind of call that fails for three runs on end. */
export async function longFaults(): Promise<Row[]> {
  const rows: Row[] = [];
  const places = ['', 'alerts/ledger', 'alerts/outbox/', 'lease/', 'state/', 'marks/'];
  for (const operation of OPERATIONS) {
    const cells = places.flatMap((place) =>
      WHEN.map(
        (when): Disturbed => ({
          runs: 3,
          store: (_, asked, key) =>
            asked === operation && key.startsWith(place) ? { how: 'fail', when } : null,
        }),
      ),
    );
    rows.push(await row(`${operation} fails for three runs, before and after its effect`, cells));
  }
  const torn = places.map(
    (place): Disturbed => ({
      runs: 3,
      store: (_, asked, key) =>
        asked === 'get' && key.startsWith(place) && place !== '' && place !== 'alerts/ledger'
          ? { how: 'tear' }
          : null,
    }),
  );
  rows.push(await row('half an answer to get for three runs', torn));
  return rows;
}

/** What channels may answer for three runs on end, alone and while nothing can be written. */
export async function troubledChannels(): Promise<Row[]> {
  const answers: readonly Delivery[] = [
    { kind: 'later', after: '2026-11-23T00:03:00.000Z', code: 'Timeout', why: 'no answer in time' },
    { kind: 'refused', cause: 'configuration', code: '310000', why: 'sign not match', hint: '' },
    { kind: 'refused', cause: 'content', code: '430102', why: 'content', hint: '' },
  ];
  const one =
    (delivery: Delivery): Answer =>
    async (channel) =>
      channel === 'first' ? delivery : { kind: 'sent' };
  const noPut: Disturb = (_, operation) => (operation === 'put' ? { how: 'fail', when: 'before' } : null);
  return [
    await row(
      'one channel slow, refusing, or refusing the text',
      answers.map((answer) => ({ channels: one(answer), runs: 3 })),
    ),
    await row(
      'the same while no object can be replaced',
      answers.map((answer) => ({ channels: one(answer), runs: 3, store: noPut })),
    ),
  ];
}
