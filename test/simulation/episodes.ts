import { BOUNDS } from './bounds.ts';
import type { Breakage } from './truth.ts';

/** A while in which something was broken; epoch ms of the world's clock. */
export interface Episode extends Breakage {
  from: number;
  /** Null while it lasts. */
  to: number | null;
  /** Who did it; null: nobody did. */
  by: string | null;
  told: number | null;
  ended: number | null;
  /** Complaints that were made of it, so that each is made once. */
  complaints: Set<string>;
}

export interface Span {
  from: number;
  to: number;
}

const NOTHING: readonly string[] = [];

/** What was broken when, and what disturbed those who watch. */
export class Episodes {
  readonly all: Episode[] = [];
  readonly #disturbances: Span[] = [];

  /** How the world is now; `authorOf` names who broke something, or nobody. */
  see(now: number, broken: ReadonlyMap<string, Breakage>, authorOf: (name: string) => string | null): void {
    for (const episode of this.open()) if (!broken.has(episode.name)) episode.to = now;
    for (const breakage of broken.values()) {
      const episode = this.#openAs(breakage.name);
      if (episode) episode.clusters = breakage.clusters;
      else
        this.all.push({
          ...breakage,
          from: now,
          to: null,
          by: authorOf(breakage.name),
          told: null,
          ended: null,
          complaints: new Set(),
        });
    }
  }

  disturb(from: number, to: number): void {
    this.#disturbances.push({ from, to });
  }

  open(): Episode[] {
    return this.all.filter(({ to }) => to === null);
  }

  /** The last one of that name. */
  last(name: string): Episode | undefined {
    return this.all.findLast((episode) => episode.name === name);
  }

  isCalm(from: number, to: number): boolean {
    return !this.#disturbances.some((span) => span.from < to && span.to > from);
  }

  /** Whether something that may stand before the check was broken since: what stops with it may be told as well. */
  isCovered(check: string, since: number): boolean {
    const { behind = NOTHING } = BOUNDS[check] ?? {};
    return this.all.some((other) => behind.includes(other.check) && (other.to === null || other.to >= since));
  }

  /**
   * When somebody who looks must have told of it at the latest: after a time of calm that is as long as its bound, in which
   * nothing else stood before it. Null: there was no such time until `end`.
   */
  deadline(episode: Episode, from: number, end: number): number | null {
    const { ms = 0, behind = NOTHING } = BOUNDS[episode.check] ?? {};
    const covers = this.all
      .filter(
        (other) => behind.includes(other.check) && other.clusters.some((id) => episode.clusters.includes(id)),
      )
      .map((other) => ({ from: other.from, to: (other.to ?? end) + (BOUNDS[other.check]?.ms ?? 0) }));
    const blocks = [...this.#disturbances, ...covers].sort((a, b) => a.from - b.from);
    let start = from;
    for (const block of blocks) if (block.from < start + ms && block.to > start) start = block.to;
    return start + ms <= end ? start + ms : null;
  }

  #openAs(name: string): Episode | undefined {
    const last = this.last(name);
    return last?.to === null ? last : undefined;
  }
}
