/**
 * What does not fit together although every file of the chain is as it was written.
 * `no-state`: there is evidence of a job that has no state. `no-head`: the state names no newest run, but there are runs.
 * `unlinked`: runs that no later one names, such as the end of a chain that was replaced, or a run that somebody added. `run-missing`: the state knows a run that the chain does not hold.
 * `foreign`: manifests in the chain that say of themselves that they are of another account, job or run.
 * `cut`: the evidence is kept from a later day than the retention asks for. `differs`: the state says something else than the
 * evidence of its newest run.
 * `change-…`: records in the archive of changes that are not what a run put there, are gone, or were put there by no run.
 * `day-…`: the same for the days of the history that are over. `spend-altered`: a day costs what no run read.
 */
export type DoubtKind =
  | 'no-state'
  | 'no-head'
  | 'unlinked'
  | 'run-missing'
  | 'foreign'
  | 'cut'
  | 'differs'
  | 'change-altered'
  | 'change-missing'
  | 'change-added'
  | 'day-altered'
  | 'day-missing'
  | 'day-added'
  | 'spend-altered';

export interface Doubt {
  kind: DoubtKind;
  /** How many runs, records or days it is about, where it is about several. */
  count: number;
  /** The first of them. */
  what: string;
}

/** None when there is nothing to doubt. */
export function doubts(kind: DoubtKind, things: readonly string[]): Doubt[] {
  const [what] = things;
  return what === undefined ? [] : [{ kind, count: things.length, what }];
}
