import { type Deployed, deployed, type FunctionAddress, functionNamed, type Platform } from './deployed.ts';
import type { InstancePool } from './instance-pool.ts';
import { type FunctionRecord, recordOf } from './record.ts';
import { type CheckedSpec, checkedSpec, type FunctionSpec } from './spec.ts';

/** The functions that there are, with their instances and queues. */
export class FunctionTable {
  readonly #platform: Platform;
  readonly #entry: string;
  #functions: readonly Deployed[] = [];
  /** the ends of instances that were told to end */
  #ending: Promise<unknown> = Promise.resolve();

  constructor(platform: Platform, entry: string) {
    this.#platform = platform;
    this.#entry = entry;
  }

  get all(): readonly Deployed[] {
    return this.#functions;
  }

  /**
   * Adds a function, or puts another version in its place: the queue stays, instances of the old one are killed. The control
   * plane leaves those alone that would run the same.
   */
  put(spec: FunctionSpec, record: FunctionRecord | null): void {
    const checked = checkedSpec(spec);
    const after = deployed(checked, record, this.#platform, this.#entry);
    const { name, region } = checked;
    const before = this.#functions.find((one) => one.spec.name === name && one.spec.region === region);
    if (!before) {
      this.#functions = [...this.#functions, after];
      return;
    }
    if (record === null || !runsAlike(before.spec, checked)) {
      this.#end([before.pool]);
      before.pool = after.pool;
    }
    before.spec = checked;
    before.record = record;
  }

  remove(address: FunctionAddress): void {
    const target = this.find(address);
    this.#functions = this.#functions.filter((one) => one !== target);
    target.queue.length = 0;
    this.#end([target.pool]);
  }

  /** Throws the refusal when there is none. */
  find(address: FunctionAddress): Deployed {
    return functionNamed(this.#functions, this.#platform, address);
  }

  /** How the control plane sees a function. */
  recordOf({ spec, record }: Deployed): FunctionRecord {
    return record ?? recordOf(spec, this.#platform.accountId());
  }

  /** Ends instances that wait for work: what they were started with no longer holds. */
  cool(): void {
    for (const { pool } of this.#functions) pool.cool();
  }

  /** Kills all instances and empties all queues. What was made through the control plane was part of the world that is gone. */
  renew(): void {
    this.#end(this.#functions.map(({ pool }) => pool));
    this.#functions = this.#functions
      .filter(({ record }) => record === null)
      .map(({ spec }) => deployed(spec, null, this.#platform, this.#entry));
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#end(this.#functions.map(({ pool }) => pool));
    this.#functions = [];
    await this.#ending;
  }

  #end(pools: readonly InstancePool[]): void {
    this.#ending = Promise.all([this.#ending, ...pools.map((pool) => pool.end())]);
  }
}

/** Whether instances of one can go on as those of the other: only what starts them differs. */
function runsAlike(before: CheckedSpec, after: CheckedSpec): boolean {
  const of = ({ eventPatterns, timers, reservedConcurrency, asyncRetries, ...runs }: CheckedSpec): string =>
    JSON.stringify(runs);
  return of(before) === of(after);
}
