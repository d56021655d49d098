import { InstanceProcess, type Launch } from './instance-process.ts';

/** The instances of one function: used again while they are warm. */
export class InstancePool {
  readonly #launch: () => Launch;
  readonly #keepWarmMs: number;
  readonly #all = new Set<InstanceProcess>();
  readonly #idle = new Map<InstanceProcess, NodeJS.Timeout>();
  #ended = false;

  constructor(launch: () => Launch, keepWarmMs: number) {
    this.#launch = launch;
    this.#keepWarmMs = keepWarmMs;
  }

  get all(): readonly InstanceProcess[] {
    return [...this.#all];
  }

  isBusy(instance: InstanceProcess): boolean {
    return !this.#idle.has(instance);
  }

  /** A warm instance, or a new one; it is the caller's until `release`. */
  take(): InstanceProcess {
    for (const [instance, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(instance);
      if (instance.alive) return instance;
    }
    const instance = new InstanceProcess(this.#launch());
    this.#all.add(instance);
    void instance.gone.then(() => this.#forget(instance));
    return instance;
  }

  release(instance: InstanceProcess): void {
    if (!instance.alive || this.#ended) return;
    const timer = setTimeout(() => void instance.kill(), this.#keepWarmMs);
    timer.unref();
    this.#idle.set(instance, timer);
  }

  /** Kills those that have nothing to do. */
  cool(): void {
    for (const instance of this.#idle.keys()) void instance.kill();
  }

  /** Kills all instances, working or not. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.all.map((instance) => instance.kill()));
  }

  #forget(instance: InstanceProcess): void {
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    this.#all.delete(instance);
  }
}
