import { describe, expect, test } from 'vitest';
import { longFaults, oneStepEach, type Row, survive, troubledChannels } from './outbox-matrix.ts';
import { disturbed, OutboxWorld } from './outbox-world.ts';

const whole = { lost: 0, left: 0 };
const rowsOf = (rows: readonly Row[], pattern: RegExp): Row[] =>
  rows.filter(({ what }) => pattern.test(what));

test('undisturbed, everything is told once to each channel', async () => {
  const { asked, ...told } = await survive({});
  expect([asked, told]).toMatchObject([4, { lost: [], repeats: 0, left: [] }]);
});

test('one step of a run disturbed: nothing is lost; only what ends the run amid a message repeats it, once', async () => {
  const rows = await oneStepEach();
  for (const row of rows) expect(row).toMatchObject(whole);
  for (const row of rowsOf(rows, /^(fail|half)/)) expect(row).toMatchObject({ repeats: 0 });
  for (const row of rowsOf(rows, /^(kill|another)/)) expect(row.repeats).toBeLessThanOrEqual(1);
  expect(rowsOf(rows, /^kill after each message/)).toMatchObject([{ cells: 4, repeats: 1 }]);
  expect(rowsOf(rows, /^kill before each call/)[0]?.cells).toBeGreaterThan(25);
});

test('a call that goes on failing: nothing is lost, and what could not be noted is told once more, once', async () => {
  const rows = await longFaults();
  for (const row of rows) expect(row).toMatchObject(whole);
  for (const row of rows) expect(row.again).toBeLessThanOrEqual(1);
  for (const row of rowsOf(rows, /^(get|putIfAbsent|list|delete|half)/))
    expect(row).toMatchObject({ repeats: 0 });
});

test('a channel in trouble holds up no other, and gets everything afterwards', async () => {
  for (const row of await troubledChannels()) {
    expect(row).toMatchObject(whole);
    expect(row.again).toBeLessThanOrEqual(1);
  }
});

async function brokenWorld(): Promise<OutboxWorld> {
  const world = new OutboxWorld();
  await world.look();
  await world.alert();
  world.break('key-1');
  world.break('key-2', 'medium');
  await world.look();
  return world;
}

describe('what cannot be noted', () => {
  test('is not sent, which the log and the result tell, and the next message is', async () => {
    const world = await brokenWorld();
    let first = true;
    const { store } = disturbed(world.store, (_, operation, key) => {
      if (operation !== 'putIfAbsent' || !key.startsWith('alerts/outbox/') || !first) return null;
      first = false;
      return { how: 'fail', when: 'before' };
    });
    expect(await world.alert({ store, answer: world.hearing() })).toEqual({
      kind: 'done',
      sent: 3,
      undelivered: 1,
    });
    expect(world.logs.filter((line) => line === 'message not noted')).toHaveLength(1);
    expect(await world.alert({ answer: world.hearing() })).toEqual({ kind: 'done', sent: 1, undelivered: 0 });
    expect(Math.max(...world.told().values())).toBe(1);
  });

  test('after it was sent, nor in the ledger, is told once more only when both can be written again', async () => {
    const world = await brokenWorld();
    const { store } = disturbed(world.store, (_, operation) =>
      operation === 'put' ? { how: 'fail', when: 'before' } : null,
    );
    for (let run = 0; run < 5; run += 1) {
      expect(await world.alert({ store, answer: world.hearing() })).toMatchObject({
        code: 'StoreUnreachable',
      });
      expect(world.heard).toHaveLength(4);
    }
    world.break('key-3');
    await world.look();
    await world.alert({ store, answer: world.hearing() });
    expect([...world.told().keys()].filter((line) => line.includes('key-3'))).toHaveLength(2);
    await world.alert({ answer: world.hearing() });
    expect(Math.max(...world.told().values())).toBe(2);
    await world.alert({ answer: world.hearing() });
    expect(world.heard).toHaveLength(12);
  });
});

test('after the ledger is torn, each channel hears once more what is open, and every end of it', async () => {
  const world = await brokenWorld();
  for (let run = 0; run < 2; run += 1) await world.alert();
  world.break('key-3');
  await world.look();
  await world.alert(); // of all that was told, the outbox knows this only
  expect(await world.store.list('alerts/outbox/')).toHaveLength(2);
  await world.store.put('alerts/ledger.json', Buffer.from('{"torn'));
  for (let run = 0; run < 3; run += 1) await world.alert({ answer: world.hearing() });
  expect(world.heard.map(({ channel, notice }) => [channel, notice.kind])).toEqual([
    ['first', 'baseline'],
    ['second', 'baseline'],
  ]);
  const open = ['key-1', 'key-2', 'key-3'];
  const heard = (state: string) =>
    [...world.told()]
      .filter(([line]) => line.includes(` ${state} `))
      .map(([line, times]) => `${line.split(' ')[1]} ${times}`)
      .sort((one, other) => one.localeCompare(other));
  const twice = open.flatMap((key) => [`${key} 1`, `${key} 1`]);
  expect(heard('new')).toEqual(twice);
  for (const key of open) world.mend(key);
  await world.look();
  for (let run = 0; run < 2; run += 1) await world.alert({ answer: world.hearing() });
  expect(heard('resolved')).toEqual(twice);
  expect(heard('new')).toEqual(twice);
});

describe('who wakes up after another run has taken over', () => {
  test('writes no ledger, and is refused by name', async () => {
    const world = await brokenWorld();
    let asked = 0;
    const outcome = await world.alert({
      answer: async () => {
        asked += 1;
        world.minute += 2;
        if (asked === 1) await world.alert({ answer: world.hearing() });
        return { kind: 'sent' };
      },
    });
    expect([outcome, asked]).toMatchObject([{ kind: 'busy' }, 1]);
    expect(world.causes).toContain(
      'run run-2 (run-2) holds number 2 of lease/all/alerts/, run run-3 (run-3) took number 3',
    );
    await world.look();
    expect(await world.alert({ answer: world.hearing() })).toEqual({ kind: 'done', sent: 0, undelivered: 0 });
    expect(Math.max(...world.told().values())).toBe(1);
  });

  test('and notes then what it sent, changes nothing with it, and is refused by name', async () => {
    const world = await brokenWorld();
    const before = await world.store.list('alerts/outbox/');
    const { store } = disturbed(world.store, (_, operation, key) =>
      operation === 'put' && key.startsWith('alerts/') ? { how: 'kill', when: 'before' } : null,
    );
    await world.alert({ store, answer: world.hearing() });
    const key = (await world.store.list('alerts/outbox/')).find((one) => !before.includes(one)) ?? '';
    const late = await world.store.get(key);
    world.minute += 2;
    for (let run = 0; run < 3; run += 1) {
      await world.look();
      await world.alert({ answer: world.hearing() });
    }
    const told = world.heard.length;
    await world.store.put(key, late ?? Buffer.alloc(0));
    await world.look();
    expect(await world.alert({ answer: world.hearing() })).toEqual({ kind: 'done', sent: 0, undelivered: 0 });
    expect(world.heard).toHaveLength(told);
    expect(world.causes).toContain('run run-2 holds number 2, the ledger was written under 5');
    expect(await world.store.list('alerts/outbox/')).toEqual([]);
  });
});

test('a message that ends every run is tried last, so that the others get through', async () => {
  const world = await brokenWorld();
  const poisoned = disturbed(world.store, () => null);
  for (let run = 0; run < 3; run += 1) {
    let isDead = false;
    const { store } = disturbed(poisoned.store, () => (isDead ? { how: 'kill', when: 'before' } : null));
    const heard = world.hearing();
    await world.alert({
      store,
      answer: async (channel, notice) => {
        isDead ||= channel === 'first' && notice.severity === 'critical';
        if (isDead) throw new Error('killed');
        return heard(channel, notice);
      },
    });
    world.minute += 2;
    await world.look();
  }
  expect([...world.told().keys()].map((line) => line.replace(/ 2026.*/, ''))).toEqual([
    'first key-2 new',
    'second key-1 new',
    'second key-2 new',
  ]);
});
