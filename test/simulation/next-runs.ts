import type { Kill, Twice } from './script.ts';

/** What befalls the next run of a job. */
export class NextRuns {
  #waiting: (Kill | Twice)[] = [];

  add(action: Kill | Twice): void {
    this.#waiting.push(action);
  }

  killOf(job: Kill['job']): Kill | null {
    for (const action of this.#waiting)
      if (action.what === 'kill' && action.job === job) return this.#taken(action);
    return null;
  }

  twiceOf(job: Twice['job']): Twice | null {
    for (const action of this.#waiting)
      if (action.what === 'twice' && action.job === job) return this.#taken(action);
    return null;
  }

  #taken<A extends Kill | Twice>(action: A): A {
    this.#waiting = this.#waiting.filter((other) => other !== action);
    return action;
  }
}
