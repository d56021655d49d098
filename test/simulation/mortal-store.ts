import { AppError } from '../../shared/model/error.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';

/** The process ended here. */
export class Killed extends Error {}

/** When a run dies: at so many operations of its store, before the operation took effect or after. */
export interface Death {
  operation: number;
  before: boolean;
}

/** The store of one run. Once it is dead nothing that the run still does reaches the store. */
export class MortalStore implements ObjectStore {
  isDead = false;
  readonly #store: ObjectStore;
  readonly #death: Death | null;
  readonly #fails: () => boolean;
  #operations = 0;

  constructor(store: ObjectStore, death: Death | null, fails: () => boolean) {
    this.#store = store;
    this.#death = death;
    this.#fails = fails;
  }

  get(key: string): Promise<Buffer | null> {
    return this.#alive(() => this.#store.get(key));
  }

  put(key: string, body: Uint8Array): Promise<void> {
    return this.#alive(() => this.#store.put(key, body));
  }

  putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    return this.#alive(() => this.#store.putIfAbsent(key, body));
  }

  list(prefix: string, after?: string): Promise<string[]> {
    return this.#alive(() => this.#store.list(prefix, after));
  }

  delete(key: string): Promise<void> {
    return this.#alive(() => this.#store.delete(key));
  }

  /** Throws when the run is dead: nothing else of it happens either, such as a message. */
  requireLife(): void {
    if (this.isDead) throw new Killed('killed');
  }

  async #alive<T>(operate: () => Promise<T>): Promise<T> {
    this.requireLife();
    this.#operations += 1;
    const dies = this.#operations === this.#death?.operation;
    if (dies && this.#death?.before) this.isDead = true;
    this.requireLife();
    if (this.#fails()) throw new AppError('StoreUnreachable', 'The store cannot be reached.', 'Wait.');
    const done = await operate();
    if (dies) this.isDead = true;
    this.requireLife();
    return done;
  }
}
