import type { Sandbox } from '../../sandbox/start.ts';
import { setFaults } from '../e2e/run-cli.ts';
import { dice } from '../mutations/mutate.ts';
import type { Episodes } from './episodes.ts';
import type { Product } from './product.ts';
import type { ClockJump, Fault, Script } from './script.ts';
import { MINUTE } from './timers.ts';

/** A channel that refused is left alone for a while. */
const PAUSE_MS = 65 * MINUTE;

/** What is in the way of those who watch: faults of the cloud, of DingTalk and of the store, and a clock that is off. */
export class Trouble {
  readonly #sandbox: Sandbox;
  readonly #product: Product;
  readonly #episodes: Episodes;
  readonly #script: Script;
  readonly #faults = new Set<Fault>();

  constructor(sandbox: Sandbox, product: Product, episodes: Episodes, script: Script) {
    this.#sandbox = sandbox;
    this.#product = product;
    this.#episodes = episodes;
    this.#script = script;
  }

  async begin(fault: Fault): Promise<void> {
    this.#faults.add(fault);
    const isLong = fault.action === 'RobotSend' || fault.action === '*';
    this.#disturb(fault.lasts * MINUTE + (isLong ? PAUSE_MS : MINUTE));
    await this.#apply();
  }

  async end(fault: Fault): Promise<void> {
    this.#faults.delete(fault);
    await this.#apply();
  }

  /** Null: the clock is right again. */
  jump(jump: ClockJump | null): void {
    this.#product.skew = (jump?.minutes ?? 0) * MINUTE;
    if (jump) this.#disturb((jump.lasts + Math.abs(jump.minutes) + 5) * MINUTE + PAUSE_MS);
  }

  #disturb(ms: number): void {
    const now = this.#sandbox.now().getTime();
    this.#episodes.disturb(now, now + ms);
  }

  async #apply(): Promise<void> {
    const { seed } = this.#script;
    const ofCloud = [...this.#faults].filter(({ action }) => action !== 'store');
    const rules = ofCloud.map(({ kind, action, probability }) => ({ kind, action, probability, seed }));
    await setFaults(this.#sandbox, rules);
    this.#product.clock.hangs = ofCloud.some(({ kind }) => kind.startsWith('hang'));
    const store = [...this.#faults].find(({ action }) => action === 'store');
    const roll = dice(seed);
    this.#product.storeFails = () => store !== undefined && roll() < store.probability;
  }
}
