/** So many wrong tokens a minute, from one address and together, before the answer is to wait. */
const PER_CLIENT = 10;
const TOGETHER = 100;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; the oldest is forgotten first, and then counts together only. */
const CLIENTS = 1000;

interface Count {
  since: number;
  wrong: number;
}

/** Counts wrong tokens of the last minute in memory, so that who guesses is told to wait. A right token is never refused. */
export class WrongTokens {
  readonly #now: () => Date;
  readonly #clients = new Map<string, Count>();
  #all: Count = { since: 0, wrong: 0 };

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Notes a wrong token; answers the seconds that its client is told to wait, 0: none. */
  note(client: string): number {
    const now = this.#now().getTime();
    const known = current(this.#clients.get(client), now);
    this.#clients.delete(client);
    this.#clients.set(client, { ...known, wrong: known.wrong + 1 });
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
    const all = current(this.#all, now);
    this.#all = { ...all, wrong: all.wrong + 1 };
    return Math.max(
      this.#rest(this.#all, TOGETHER + 1),
      this.#rest(this.#clients.get(client), PER_CLIENT + 1),
    );
  }

  #rest(count: Count | undefined, limit: number): number {
    const now = this.#now().getTime();
    const { since, wrong } = current(count, now);
    return wrong < limit ? 0 : Math.max(1, Math.ceil((since + WINDOW_MS - now) / 1000));
  }
}

function current(count: Count | undefined, now: number): Count {
  return count && now - count.since < WINDOW_MS ? count : { since: now, wrong: 0 };
}
