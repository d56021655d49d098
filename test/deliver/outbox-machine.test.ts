import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery } from '../../shared/model/notice.ts';
import { type Answer, CHANNELS, type Disturbance, disturbed, Killed, OutboxWorld } from './outbox-world.ts';

/** Days, hours or minutes of an account in a few steps. */
type Step =
  | { kind: 'break'; severity: 'critical' | 'medium' }
  /** Of those that are open. */
  | { kind: 'mend'; which: number }
  | { kind: 'run'; call: number; how: Disturbance | null; first: Delivery['kind'] }
  /** Dies before or after so many messages of it were sent. */
  | { kind: 'die'; message: number; when: 'before' | 'after' }
  /** Sleeps at a message until another run has taken over. */
  | { kind: 'sleep'; message: number };

const when = fc.constantFrom('before' as const, 'after' as const);
const how: fc.Arbitrary<Disturbance | null> = fc.oneof(
  fc.constant(null),
  fc.record({ how: fc.constantFrom('kill' as const, 'fail' as const), when }),
  fc.constant({ how: 'tear' as const }),
);
const message = fc.integer({ min: 1, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('break' as const),
    severity: fc.constantFrom('critical' as const, 'medium' as const),
  }),
  fc.record({ kind: fc.constant('mend' as const), which: fc.nat(5) }),
  fc.record({
    kind: fc.constant('run' as const),
    call: fc.integer({ min: 1, max: 40 }),
    how,
    first: fc.constantFrom('sent' as const, 'sent' as const, 'later' as const, 'refused' as const),
  }),
  fc.record({ kind: fc.constant('die' as const), message, when }),
  fc.record({ kind: fc.constant('sleep' as const), message }),
);

class Machine {
  readonly world = new OutboxWorld();
  readonly broken: { id: string; since: string; isOpen: boolean }[] = [];
  /** Runs that ended amid their work. */
  crashes = 0;

  async take(next: Step): Promise<void> {
    const { world } = this;
    if (next.kind === 'break') {
      const id = `key-${this.broken.length}`;
      world.break(id, next.severity);
      this.broken.push({ id, since: world.open.get(id)?.since ?? '', isOpen: true });
    } else if (next.kind === 'mend') {
      const open = this.broken.filter(({ isOpen }) => isOpen);
      const thing = open[next.which % Math.max(open.length, 1)];
      if (!thing) return;
      world.mend(thing.id);
      thing.isOpen = world.open.has(thing.id);
    } else {
      await world.look();
      if (next.kind === 'run') await this.#run(next);
      else await this.#end(next);
    }
  }

  async #run({ call, how: what, first }: Extract<Step, { kind: 'run' }>): Promise<void> {
    const { world } = this;
    const front = disturbed(world.store, (nth) => (nth === call ? what : null));
    const heard = world.hearing(async (channel) =>
      channel === 'first' ? answerOf(first, world) : { kind: 'sent' },
    );
    const whileAlive: Answer = async (channel, notice) => {
      if (front.isDead()) throw new Killed();
      return heard(channel, notice);
    };
    await world.alert({ store: front.store, answer: whileAlive });
    if (front.isDead()) this.crashes += 1;
  }

  async #end(next: Extract<Step, { kind: 'die' | 'sleep' }>): Promise<void> {
    const { world } = this;
    let [asked, isDead] = [0, false];
    const front = disturbed(world.store, () => (isDead ? { how: 'kill', when: 'before' } : null));
    const heard = world.hearing();
    const answer: Answer = async (channel, notice) => {
      asked += 1;
      if (asked === next.message) {
        this.crashes += 1;
        if (next.kind === 'die') {
          isDead = true;
          if (next.when === 'before') throw new Killed();
        } else {
          world.minute += 2;
          await world.alert({ answer: world.hearing() });
        }
      }
      if (isDead && asked > next.message) throw new Killed();
      return heard(channel, notice);
    };
    await world.alert({ store: front.store, answer });
  }

  /** Everything works for longer than any pause. */
  async heal(): Promise<void> {
    for (const minutes of [61, 61, 61, 1, 1, 1]) {
      this.world.minute += minutes;
      await this.world.look();
      await this.world.alert({ answer: this.world.hearing() });
    }
  }

  check(): void {
    const told = [...this.world.told().keys()];
    for (const { id, isOpen } of this.broken) {
      for (const channel of CHANNELS) {
        const isNew = told.some((line) => line.startsWith(`${channel} ${id} new `));
        const isOver = told.some((line) => line.startsWith(`${channel} ${id} resolved `));
        if (isOpen) expect([channel, id, isNew, isOver]).toEqual([channel, id, true, false]);
        else expect([channel, id, isOver]).toEqual([channel, id, isNew]);
      }
    }
    expect(this.#repeats()).toBeLessThanOrEqual(this.crashes);
  }

  /** Messages that told something once more. */
  #repeats(): number {
    const known = new Set<string>();
    let repeats = 0;
    for (const one of this.world.heard) {
      const lines = this.world.linesOf(one).filter((line) => !line.includes(' still '));
      if (lines.some((line) => known.has(line))) repeats += 1;
      for (const line of lines) known.add(line);
    }
    return repeats;
  }
}

function answerOf(kind: Delivery['kind'], { minute }: OutboxWorld): Delivery {
  const after = new Date(Date.parse('2026-11-23T00:00:00Z') + (minute + 1) * 60_000).toISOString();
  if (kind === 'later') return { kind, after, code: 'Timeout', why: 'no answer in time' };
  if (kind === 'refused')
    return { kind, cause: 'configuration', code: '310000', why: 'sign not match', hint: '' };
  return { kind: 'sent' };
}

test('whatever happens: everything is told, every end of what was told, and no more is repeated than runs ended amid it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const machine = new Machine();
      await machine.world.look();
      await machine.world.alert({ answer: machine.world.hearing() });
      for (const next of steps) await machine.take(next);
      await machine.heal();
      machine.check();
      expect(await machine.world.store.list('alerts/outbox/')).toEqual([]);
    }),
    { numRuns: Number(process.env['OUTBOX_RUNS'] ?? 60), seed: Number(process.env['OUTBOX_SEED'] ?? 16) },
  );
});
