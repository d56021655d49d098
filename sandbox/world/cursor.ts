import type { EventRecord } from './event.ts';

export type Direction = 'BACKWARD' | 'FORWARD';

export interface Position {
  at: number;
  order: string;
}

/** One sorted source of events, standing on its current one. */
export interface Cursor {
  position(): Position;
  record(): EventRecord;
  /** goes to the next event; false when there is none */
  step(): boolean;
}

/** Whether `one` comes before `other` when read in this direction; BACKWARD is newest first. */
export function isBefore(one: Position, other: Position, direction: Direction): boolean {
  const [early, late] = direction === 'FORWARD' ? [one, other] : [other, one];
  return early.at === late.at ? early.order < late.order : early.at < late.at;
}

export interface CursorHeap {
  top(): Cursor | undefined;
  /** moves the top cursor on, or drops it at its end */
  advance(): void;
}

/** A binary heap: merging thousands of sources for one page must stay cheap. */
export function heapOf(cursors: Cursor[], direction: Direction): CursorHeap {
  const before = (one: Cursor, other: Cursor): boolean =>
    isBefore(one.position(), other.position(), direction);
  const sink = (start: number): void => {
    let index = start;
    for (;;) {
      const current = cursors[index];
      let best = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        const [candidate, champion] = [cursors[child], cursors[best]];
        if (candidate && champion && before(candidate, champion)) best = child;
      }
      const winner = cursors[best];
      if (best === index || !current || !winner) return;
      cursors[index] = winner;
      cursors[best] = current;
      index = best;
    }
  };
  for (let index = Math.floor(cursors.length / 2); index >= 0; index -= 1) sink(index);
  return {
    top: () => cursors[0],
    advance: () => {
      const first = cursors[0];
      if (!first) return;
      if (!first.step()) {
        const last = cursors.pop();
        if (last && cursors.length > 0) cursors[0] = last;
      }
      sink(0);
    },
  };
}
