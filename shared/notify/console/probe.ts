import type { Probe } from '../deps.ts';

/** There is nothing that could be tried. */
export async function probe(): Promise<Probe> {
  return { result: 'ok', summary: '{channel} writes to the output of the command.' };
}
