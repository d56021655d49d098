import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Clock, pause } from '../../shared/cloud/clock.ts';
import { Scheduler } from '../../shared/cloud/scheduler.ts';

/** A clock that jumps to the next alarm whenever everything waits. */
class VirtualClock implements Clock {
  #now = 0;
  #alarms: { at: number; ring: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, ring: () => void): () => void {
    const alarm = { at: this.#now + ms, ring };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  sleep(ms: number): Promise<void> {
    return pause(this, ms, never);
  }

  /** Lets everything happen until nothing waits any more. */
  async run(): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      const next = this.#alarms.sort((a, b) => a.at - b.at).shift();
      if (!next) return;
      this.#now = Math.max(this.#now, next.at);
      next.ring();
    }
  }
}

const never = new AbortController().signal;
setMaxListeners(0, never);
const budget = (calls: number, perMs = 1000) => ({ name: 'test', scope: 'region', calls, perMs }) as const;

/** Starts `count` calls of `ms` each and returns when they started. */
async function starts(
  count: number,
  ms: number,
  concurrency: number,
  calls: number,
  budgets = true,
): Promise<number[]> {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, concurrency, budgets);
  const times: number[] = [];
  const jobs = Array.from({ length: count }, async () => {
    const ticket = await scheduler.start('lane', budget(calls), never);
    times.push(clock.now());
    await clock.sleep(ms);
    scheduler.done(ticket);
  });
  await clock.run();
  await Promise.all(jobs);
  return times;
}

test('no window of a second sees more starts than the budget, and none is wasted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 400 }),
      async (count, calls, ms) => {
        const times = await starts(count, ms, 50, calls);
        for (const [index, time] of times.entries()) {
          const first = times[index - calls];
          if (first !== undefined) expect(time - (first + ms)).toBeGreaterThanOrEqual(1000); // counted from its end
        }
        expect(times.at(-1)).toBeLessThanOrEqual(
          Math.ceil(count / calls) * (1020 + ms) + ms * Math.ceil(count / 50),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test('never more in flight than the limit', async () => {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 3);
  let inFlight = 0;
  let most = 0;
  const jobs = Array.from({ length: 40 }, async (_, index) => {
    const ticket = await scheduler.start(`lane ${index % 7}`, budget(100), never);
    inFlight += 1;
    most = Math.max(most, inFlight);
    await clock.sleep(10);
    inFlight -= 1;
    scheduler.done(ticket);
  });
  await clock.run();
  await Promise.all(jobs);
  expect(most).toBe(3);
});

test('a lane that waits does not hold up another', async () => {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 2);
  const times: Record<string, number> = {};
  const call = async (lane: string, name: string) => {
    const ticket = await scheduler.start(lane, budget(1), never);
    times[name] = clock.now();
    scheduler.done(ticket);
  };
  const jobs = [call('slow', 's1'), call('slow', 's2'), call('slow', 's3'), call('fast', 'f1')];
  await clock.run();
  await Promise.all(jobs);
  expect(times).toMatchObject({ s1: 0, f1: 0 });
  expect(times['s3']).toBeGreaterThan(2000);
});

test('throttling slows a lane down, success lets it recover', async () => {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 10);
  const times: number[] = [];
  const jobs = Array.from({ length: 60 }, async (_, index) => {
    const ticket = await scheduler.start('lane', budget(1), never);
    times.push(clock.now());
    scheduler.sent(ticket);
    scheduler.learn(ticket, index < 2);
    scheduler.done(ticket);
  });
  await clock.run();
  await Promise.all(jobs);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps[1]).toBeGreaterThanOrEqual(4000);
  expect(gaps.at(-1)).toBeLessThan(1100);
});

test('an abort ends the waiting and frees nothing that was not taken', async () => {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 1);
  const stop = new AbortController();
  const ticket = await scheduler.start('lane', budget(10), never);
  const waiting = scheduler.start('lane', budget(10), stop.signal);
  stop.abort(new Error('deadline'));
  await expect(waiting).rejects.toThrow('deadline');
  await expect(scheduler.start('lane', budget(10), stop.signal)).rejects.toThrow('deadline');
  const next = scheduler.start('lane', budget(10), never);
  scheduler.done(ticket);
  await expect(next).resolves.toBeDefined();
});

test('without budgets only the limit of calls in flight holds', async () => {
  expect(await starts(100, 10, 50, 1, false)).toEqual([...Array(50).fill(0), ...Array(50).fill(10)]);
});

test('lanes are apart, and one that nobody waits in keeps its budget while other lanes go on', async () => {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 10);
  const times: string[] = [];
  const call = async (lane: string) => {
    const ticket = await scheduler.start(lane, budget(1), never);
    times.push(`${lane} ${clock.now()}`);
    scheduler.done(ticket);
  };
  const jobs = [call('1 kms'), call('2 kms')];
  await clock.run();
  jobs.push(call('3 kms'), call('1 kms'));
  await clock.run();
  jobs.push(call('2 kms'));
  await clock.run();
  await Promise.all(jobs);
  expect(times).toEqual(['1 kms 0', '2 kms 0', '3 kms 0', '1 kms 1010', '2 kms 1010']);
});

/** When calls of one lane start, one after the other, after so many were throttled and then so many went well. */
async function gapAfter(throttled: number, good: number): Promise<number> {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 1, true);
  const times: number[] = [];
  const job = async (): Promise<void> => {
    for (let count = 0; count < 1 + throttled + good; count += 1) {
      const ticket = await scheduler.start('lane', budget(1), never);
      scheduler.sent(ticket);
      if (count > 0) scheduler.learn(ticket, count <= throttled);
      scheduler.done(ticket);
    }
    for (let count = 0; count < 2; count += 1) {
      const ticket = await scheduler.start('lane', budget(1), never);
      times.push(clock.now());
      scheduler.done(ticket);
    }
  };
  const running = job();
  await clock.run();
  await running;
  return (times[1] ?? 0) - (times[0] ?? 0);
}

test('a lane is slowed by each throttling up to a bound, and never becomes faster than its budget', async () => {
  const usual = await gapAfter(0, 0);
  expect(usual).toBeGreaterThanOrEqual(1000);
  expect(await gapAfter(0, 200)).toBe(usual);
  expect(await gapAfter(1, 0)).toBe(2 * usual);
  expect(await gapAfter(2, 0)).toBe(4 * usual);
  expect(await gapAfter(1, 200)).toBe(usual);
  const most = await gapAfter(30, 0);
  expect(most).toBe(await gapAfter(10, 0));
  expect(most).toBeGreaterThan(4 * usual);
});

const unknownLimit = { ...budget(10), most: 100 };

/** Sends `count` calls of 50 ms to a cloud that bears `bears` in a second; when they were sent, and which were throttled. */
async function send(
  count: number,
  bears: number,
  limits: Parameters<Scheduler['start']>[1],
  isAlsoThrottled: (index: number) => boolean = () => false,
): Promise<{ sent: number[]; throttled: number; scheduler: Scheduler; atEnd: number }> {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 50);
  const sent: number[] = [];
  let throttled = 0;
  const jobs = Array.from({ length: count }, async (_, index) => {
    const ticket = await scheduler.start('lane', limits, never);
    scheduler.sent(ticket);
    const isTooMuch = sent.filter((time) => time > clock.now() - 1000).length >= bears;
    sent.push(clock.now());
    await clock.sleep(50);
    const isThrottled = isTooMuch || isAlsoThrottled(index);
    throttled += Number(isThrottled);
    scheduler.learn(ticket, isThrottled);
    scheduler.done(ticket);
  });
  await clock.run();
  await Promise.all(jobs);
  return { sent, throttled, scheduler, atEnd: clock.now() };
}

const inWindow = (sent: readonly number[], from: number): number =>
  sent.filter((time) => time >= from && time < from + 1000).length;

test('where no limit is documented a lane begins carefully, grows threefold each second at most, and stops at its most', async () => {
  const { sent, throttled, scheduler } = await send(400, 1_000, unknownLimit);
  expect(throttled).toBe(0);
  expect(inWindow(sent, 0)).toBeLessThanOrEqual(30);
  for (const time of sent) {
    expect(inWindow(sent, time + 1000)).toBeLessThanOrEqual(3 * Math.max(inWindow(sent, time), 30));
    expect(inWindow(sent, time)).toBeLessThanOrEqual(100);
  }
  expect(scheduler.learned('lane')).toBe(100);
});

test('what nobody waited for shows nothing', async () => {
  const { scheduler } = await send(9, 1_000, unknownLimit);
  expect(scheduler.learned('lane')).toBe(null);
});

test('throttling halves it once, however many answers say so, and it finds what the cloud bears', async () => {
  const { throttled, scheduler, sent } = await send(600, 30, unknownLimit);
  expect(scheduler.learned('lane')).toBeLessThanOrEqual(31);
  expect(throttled).toBeLessThan(60);
  expect(sent.at(-1)).toBeLessThan((600 / 20) * 1000);
});

test('after throttling the older documented limit holds', async () => {
  const both = { ...budget(50), fallback: 20 };
  const good = await send(150, 1_000, both);
  expect(inWindow(good.sent, 0)).toBe(50);
  const { sent } = await send(300, 1_000, both, (index) => index === 49);
  const after = sent.filter((time) => time > 2_500);
  for (const time of after) expect(inWindow(after, time)).toBeLessThanOrEqual(20);
  expect(inWindow(after, 5_000)).toBeGreaterThanOrEqual(19); // and it is used
});

test('whatever is throttled: every call is sent, never more than the most in a second, never slower than a sixteenth', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(budget(5), { ...budget(8), fallback: 4 }, { ...budget(4), most: 20 }),
      fc.integer({ min: 1, max: 80 }),
      fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
      async (limits, count, throttledAt) => {
        const { sent, scheduler } = await send(count, 1_000, limits, (index) => throttledAt[index] === true);
        expect(sent).toHaveLength(count);
        const most = 'most' in limits ? limits.most : limits.calls;
        for (const time of sent) expect(inWindow(sent, time)).toBeLessThanOrEqual(most);
        const gaps = sent.slice(1).map((time, index) => time - (sent[index] ?? 0));
        expect(Math.max(0, ...gaps)).toBeLessThanOrEqual((16 / limits.calls) * 1010 + 1010 + 50);
        const learned = scheduler.learned('lane');
        if (learned !== null) expect(learned).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 60 },
  );
});

test('what an earlier run found is where the next begins, within the budget', async () => {
  const clock = new VirtualClock();
  const scheduler = new Scheduler(clock, 200);
  for (const [calls, begins] of [
    [40, 40],
    [1_000, 100],
    [0, 1],
  ] as const) {
    scheduler.recall(`lane ${calls}`, unknownLimit, calls);
    const times: number[] = [];
    const jobs = Array.from({ length: 120 }, async () => {
      const ticket = await scheduler.start(`lane ${calls}`, unknownLimit, never);
      times.push(clock.now());
      scheduler.done(ticket);
    });
    const since = clock.now();
    await clock.run();
    await Promise.all(jobs);
    expect(times.filter((time) => time === since)).toHaveLength(begins);
  }
});

test('a lane with many calls takes turns with those that have few', async () => {
  const scheduler = new Scheduler(new VirtualClock(), 1, false);
  const order: string[] = [];
  const call = async (lane: string): Promise<void> => {
    const ticket = await scheduler.start(lane, { name: lane, scope: 'account', calls: 10, perMs: 1000 });
    order.push(lane);
    scheduler.done(ticket);
  };
  await Promise.all([...Array.from({ length: 5 }, () => call('many')), call('few'), call('other')]);
  expect(order.indexOf('few')).toBeLessThan(3);
  expect(order.indexOf('other')).toBeLessThan(4);
});
