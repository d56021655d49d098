import { parseArgs } from 'node:util';

export interface Options {
  /** Runs of each program in each world. */
  runs: number;
  /** Worlds to run in, by their number of clusters; null: all. */
  clusters: number | null;
  /** Its name; null: all. */
  only: string | null;
  /** Puts the tables into docs/performance.md. */
  write: boolean;
}

export const USAGE = 'npm run bench:peers -- [--runs N] [--clusters N] [--only NAME] [--write]';

/** What is wrong with the arguments. */
export class WrongOption extends Error {}

/** Throws `WrongOption`. `worlds` are the numbers of clusters that there are, `names` those of the programs. */
export function optionsOf(
  args: readonly string[],
  worlds: readonly number[],
  names: readonly string[],
): Options {
  const { runs, clusters, only, write } = valuesOf(args);
  if (write && (clusters !== undefined || only !== undefined))
    throw new WrongOption('--write keeps everything that is compared: leave --clusters and --only out');
  if (only !== undefined && !names.includes(only))
    throw new WrongOption(`--only ${only}: expected ${names.join(', ')}`);
  const world = clusters === undefined ? null : wholeNumber('--clusters', clusters);
  if (world !== null && !worlds.includes(world))
    throw new WrongOption(`--clusters ${clusters}: expected ${worlds.join(', ')}`);
  return { runs: wholeNumber('--runs', runs), clusters: world, only: only ?? null, write };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        runs: { type: 'string', default: '5' },
        clusters: { type: 'string' },
        only: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new WrongOption((error as Error).message);
  }
}

function wholeNumber(option: string, given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw new WrongOption(`${option} ${given}: expected a whole number from 1`);
  return Number(given);
}
