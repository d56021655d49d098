import type { Lifted } from './formats/evidence.ts';

/**
 * Properties, as JSON.stringify writes them: within a text the quotes would be escaped. What stands before is looked at after the
 * first quote, not at each character, which takes a third less.
 */
const EACH_TIME = /"(?<=[{,]")(at|requestId)":"([^"\\]+)"/g;
const LIFTED = /"(?<=[{,]")(at|requestId)":true/g;

/**
 * Takes out of JSON what differs each time although nothing has changed: when things were looked at during the run, and the ids
 * of requests. What is left is the same text as long as the cloud is the same.
 */
export class Lifter {
  readonly #start: string;
  readonly #end: string;
  readonly #times: { text: string; count: number }[] = [];
  readonly #requestIds: string[] = [];

  constructor({ startedAt, finishedAt }: { startedAt: string; finishedAt: string }) {
    this.#start = startedAt;
    this.#end = finishedAt;
  }

  get isEmpty(): boolean {
    return this.#times.length === 0 && this.#requestIds.length === 0;
  }

  lift(json: string): string {
    return json.replace(EACH_TIME, (whole, name: string, text: string) => {
      if (name === 'at' && !this.#isNow(text)) return whole;
      if (name === 'requestId') this.#requestIds.push(text);
      else this.#note(text);
      return `"${name}":true`;
    });
  }

  lifted(): Lifted {
    const start = Date.parse(this.#start);
    const times = this.#times.map(({ text, count }) => {
      const after = Date.parse(text) - start;
      return count === 1 ? `${after}` : `${after}*${count}`;
    });
    return { times: times.join(' '), requestIds: this.#requestIds };
  }

  /** Only a time that comes back the same from a number. */
  #isNow(text: string): boolean {
    if (text === this.#times.at(-1)?.text) return true;
    if (text.length !== this.#start.length || text < this.#start || text > this.#end) return false;
    const time = Date.parse(text);
    return !Number.isNaN(time) && new Date(time).toISOString() === text;
  }

  #note(text: string): void {
    const last = this.#times.at(-1);
    if (last?.text === text) last.count += 1;
    else this.#times.push({ text, count: 1 });
  }
}

/** The JSON as it was before something was taken out of it. */
export function putBack(json: string, { times, requestIds }: Lifted, startedAt: string): string {
  const start = Date.parse(startedAt);
  const offsets = times.split(' ').flatMap((run) => {
    const [after = '', count = '1'] = run.split('*');
    return Array.from({ length: Number(count) }, () => Number(after));
  });
  let nextTime = 0;
  let nextId = 0;
  return json.replace(LIFTED, (whole, name: string) => {
    const value =
      name === 'at' ? new Date(start + (offsets[nextTime++] ?? 0)).toISOString() : requestIds[nextId++];
    return value === undefined ? whole : `"${name}":${JSON.stringify(value)}`;
  });
}
