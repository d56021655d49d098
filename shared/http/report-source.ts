import type { Config } from '../config/schema.ts';
import type { Acknowledgement } from '../model/acknowledgement.ts';
import type { AccountResult } from '../model/job-state.ts';
import type { ObjectStore } from '../model/object-store.ts';
import type { Report } from '../model/report.ts';
import { makeReport } from '../present/make-report.ts';
import { readAcknowledgements } from '../state/acknowledgements.ts';
import { storedResults } from '../state/stored-accounts.ts';
import { type StoredVersion, storedVersion } from '../state/stored-version.ts';
import type { Language } from '../text/render.ts';

/** So long nobody asks the store whether there is something new. */
const FRESH_MS = 5000;
/** A report tells of waivers that end and of authors that appear late: with time alone it is made anew. */
const PERIOD_MS = 5 * 60_000;

/** What the jobs have stored, read once, and the reports made of it. */
export class Stored {
  /** The same on every instance that reads the same states in the same five minutes. */
  readonly version: string;
  readonly accounts: readonly AccountResult[];
  readonly #acknowledged: readonly Acknowledgement[];
  readonly #config: Config;
  readonly #now: Date;
  readonly #reports = new Map<Language, Report>();

  constructor(
    version: string,
    accounts: readonly AccountResult[],
    acknowledged: readonly Acknowledgement[],
    config: Config,
    now: Date,
  ) {
    this.version = version;
    this.accounts = accounts;
    this.#acknowledged = acknowledged;
    this.#config = config;
    this.#now = now;
  }

  /** With `all`, verdicts that ask for nothing are in it, too: of ten thousand clusters too many to be kept. */
  report(language: Language, all: boolean): Report {
    const known = all ? null : this.#reports.get(language);
    if (known) return known;
    const report = makeReport(this.accounts, this.#config, this.#now, language, all, this.#acknowledged);
    if (!all) this.#reports.set(language, report);
    return report;
  }
}

interface Looked<T> {
  /** Real time, ms. */
  at: number;
  value: T;
}

/** Keeps what was read from the store; never older than five seconds. */
export class ReportSource {
  readonly #config: Config;
  readonly #now: () => Date;
  readonly #realNow: () => Date;
  #looked: Looked<StoredVersion> | null = null;
  #looking: Promise<StoredVersion> | null = null;
  #stored: Stored | null = null;
  #reading: { version: string; stored: Promise<Stored> } | null = null;

  constructor(config: Config, now: () => Date, realNow: () => Date) {
    this.#config = config;
    this.#now = now;
    this.#realNow = realNow;
  }

  /** Which states there are. Callers at the same time share one look. Throws what the store throws. */
  async version(store: ObjectStore): Promise<StoredVersion> {
    const at = this.#realNow().getTime();
    if (this.#looked && Math.abs(at - this.#looked.at) < FRESH_MS) return this.#looked.value;
    this.#looking ??= this.#look(store, at);
    return this.#looking;
  }

  async #look(store: ObjectStore, at: number): Promise<StoredVersion> {
    try {
      const value = await storedVersion(store);
      this.#looked = { at, value };
      return value;
    } finally {
      this.#looking = null;
    }
  }

  /** Name of what `stored` would answer, without reading a state. */
  async versionName(store: ObjectStore): Promise<string> {
    const { id } = await this.version(store);
    return `${id}-${Math.floor(this.#now().getTime() / PERIOD_MS)}`;
  }

  async stored(store: ObjectStore): Promise<Stored> {
    const version = await this.versionName(store);
    if (this.#stored?.version === version) return this.#stored;
    if (this.#reading?.version === version) return this.#reading.stored;
    const reading = { version, stored: this.#read(store, version) };
    this.#reading = reading;
    try {
      this.#stored = await reading.stored;
      return this.#stored;
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  async #read(store: ObjectStore, version: string): Promise<Stored> {
    this.#stored = null; // two of them would not fit beside each other where there are ten thousand clusters
    const now = this.#now();
    const accounts = await storedResults(store, this.#config, now);
    return new Stored(version, accounts, await readAcknowledgements(store), this.#config, now);
  }
}
