import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { actiontrail } from '../../shared/cloud/actiontrail.ts';
import type { Answer } from '../../shared/cloud/answer.ts';
import { CircuitBreaker } from '../../shared/cloud/circuit-breaker.ts';
import type { Cloud } from '../../shared/cloud/cloud.ts';
import { parseConfig } from '../../shared/config/load-config.ts';
import { unseen } from '../../shared/model/observation.ts';
import { callsOf, setFaults } from '../e2e/run-cli.ts';
import { cloudOf } from '../sandbox-cloud.ts';

const LIMIT_OF_A_CALL_MS = 10_000;

/** Waiting takes no time, but the clock shows it; no call takes too long. */
function jumpingClock() {
  let now = 0;
  return {
    now: () => now,
    after: (ms: number, ring: () => void) => {
      if (ms === LIMIT_OF_A_CALL_MS) return () => undefined;
      const timer = setTimeout(() => {
        now += ms;
        ring();
      });
      return () => clearTimeout(timer);
    },
    jump: (ms: number) => {
      now += ms;
    },
  };
}

let sandbox: Sandbox;
let cloud: Cloud;
let clock: ReturnType<typeof jumpingClock>;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'healthy', rates: 'off' });
});
beforeEach(async () => {
  await setFaults(sandbox, []);
  clock = jumpingClock();
  cloud = cloudOf(sandbox, { clock, random: () => 0.5 });
});
afterAll(() => sandbox.close());

const ask = (action: 'lookupEvents' | 'describeTrails', region = 'cn-hangzhou'): Promise<Answer> =>
  cloud.call(actiontrail[action], { region, query: {} });
const asked = async (action = 'LookupEvents'): Promise<number> => (await callsOf(sandbox))[action] ?? 0;

describe.each(['throttle', 'reset'])('a service that only answers %s', (kind) => {
  test('is not asked on, and says so once for the rest', async () => {
    await setFaults(sandbox, [{ kind, action: 'LookupEvents' }]);
    const before = await asked();
    const answers: Answer[] = [];
    for (let n = 0; n < 20; n += 1) answers.push(await ask('lookupEvents'));
    expect((await asked()) - before).toBeLessThan(50);
    const because = kind === 'throttle' ? 'throttled' : 'unreachable';
    for (const answer of answers) expect(answer).toMatchObject({ seen: false, because });
    const thing = { type: 'region', id: 'cn-hangzhou', region: 'cn-hangzhou', facet: 'LookupEvents' };
    for (const answer of answers.slice(12))
      expect(answer).toMatchObject({ thing, detail: expect.stringMatching(/^not asked any more/) });
  });

  test('takes no other operation and no other place along', async () => {
    await setFaults(sandbox, [{ kind, action: 'LookupEvents', region: 'cn-hangzhou' }]);
    for (let n = 0; n < 15; n += 1) await ask('lookupEvents');
    expect(await ask('describeTrails')).toMatchObject({ seen: true });
    expect(await ask('lookupEvents', 'cn-beijing')).toMatchObject({ seen: true });
  });

  test('those who wait for their turn are answered at once', async () => {
    await setFaults(sandbox, [{ kind, action: 'LookupEvents' }]);
    const before = await asked();
    cloud = cloudOf(sandbox, {
      clock,
      random: () => 0.5,
      config: parseConfig('limits: { concurrency: 4 }', 'four', {}, { checks: [] }),
    });
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask('lookupEvents')));
    expect(answers.every((answer) => !answer.seen)).toBe(true);
    expect((await asked()) - before).toBeLessThan(150);
  });

  test('is asked again after a while, and is back when it answers', async () => {
    await setFaults(sandbox, [{ kind, action: 'LookupEvents' }]);
    for (let n = 0; n < 15; n += 1) await ask('lookupEvents');
    await setFaults(sandbox, []);
    expect(await ask('lookupEvents')).toMatchObject({ seen: false });
    clock.jump(30_000);
    expect(await ask('lookupEvents')).toMatchObject({ seen: true });
    expect(await ask('lookupEvents')).toMatchObject({ seen: true });
  });
});

test('a denial may be about the thing that was asked for: all are asked', async () => {
  await setFaults(sandbox, [{ kind: 'deny', action: 'LookupEvents' }]);
  const before = await asked();
  for (let n = 0; n < 20; n += 1) await ask('lookupEvents');
  expect((await asked()) - before).toBe(20);
});

describe('the breaker alone', () => {
  const why = unseen('throttled', 'x');
  const tripped = () => {
    const clock = jumpingClock();
    const breaker = new CircuitBreaker(clock);
    const fail = (ms: number): void => {
      breaker.note('a', why);
      clock.jump(ms);
    };
    return { clock, breaker, fail };
  };

  test('a burst of throttling is no silence', () => {
    const { breaker, fail } = tripped();
    for (let n = 0; n < 100; n += 1) fail(99);
    expect(breaker.refusal('a')).toBeNull();
  });

  test('a success between failures starts the count again', () => {
    const { breaker, fail } = tripped();
    for (let n = 0; n < 3; n += 1) fail(5_000);
    breaker.note('a', null);
    for (let n = 0; n < 3; n += 1) fail(5_000);
    expect(breaker.refusal('a')).toBeNull();
    fail(0);
    expect(breaker.refusal('a')).toBe(why);
    expect(breaker.refusal('b')).toBeNull();
  });

  test('who waits since before a success is answered, too, once it trips', () => {
    const { breaker, fail } = tripped();
    breaker.note('a', null);
    const { aborted: before } = breaker.signal('a');
    const waiting = breaker.signal('a');
    breaker.note('a', null);
    for (let n = 0; n < 4; n += 1) fail(5_000);
    expect([before, waiting.aborted]).toEqual([false, true]);
  });

  test('one probe at a time', () => {
    const { clock, breaker, fail } = tripped();
    for (let n = 0; n < 4; n += 1) fail(5_000);
    clock.jump(30_000);
    expect(breaker.refusal('a')).toBeNull();
    expect(breaker.signal('a').aborted).toBe(false);
    expect(breaker.refusal('a')).toBe(why);
    fail(0);
    expect(breaker.signal('a').aborted).toBe(true);
  });
});
