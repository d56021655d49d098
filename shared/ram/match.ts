import { fitsPattern } from '../model/wildcard.ts';

/** Whether an element of a statement is about what was asked. `maybe`: it cannot be told from outside. */
export type Match = 'yes' | 'no' | 'maybe';

/** Stands in an ARN for a part that is not known, or for every value of it. */
export const ANY = '\u0000';
/** Fits no wildcard of one character. */
const NO_CHARACTER = '\u0001';

export function anyOf(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes';
  return matches.includes('maybe') ? 'maybe' : 'no';
}

export function not(match: Match): Match {
  if (match === 'maybe') return match;
  return match === 'yes' ? 'no' : 'yes';
}

/** A list or a single value; what is neither, or is empty, is not what RAM accepts. */
export function matchList(value: unknown, match: (item: unknown) => Match): Match {
  if (typeof value === 'string') return match(value);
  if (!Array.isArray(value) || value.length === 0) return 'maybe';
  return anyOf(value.map(match));
}

/** A pattern of a policy, which may hold wildcards and variables such as `${acs:SourceIp}`, against a name. */
export function matchPattern(pattern: unknown, name: string): Match {
  if (typeof pattern !== 'string') return 'maybe';
  const filled = pattern.replace(/\$\{[^}]*\}?/g, '*');
  const isCertain = filled === pattern;
  if (!name.includes(ANY)) return fitsPattern(filled, name) ? (isCertain ? 'yes' : 'maybe') : 'no';
  if (isCertain && fitsPattern(pattern.replaceAll('?', NO_CHARACTER), name)) return 'yes';
  return mayFit(filled.toLowerCase(), name.toLowerCase()) ? 'maybe' : 'no';
}

/** Whether a name fits the pattern once something is put in for each `ANY`. Works from the ends of both backwards. */
function mayFit(pattern: string, name: string): boolean {
  // `below[j]`: the rest of the pattern after the present character fits the rest of the name from `j`.
  let below = Array.from({ length: name.length + 1 }, (_, j) => name.slice(j).replaceAll(ANY, '') === '');
  for (const wanted of [...pattern].reverse()) {
    const row: boolean[] = [];
    for (let j = name.length; j >= 0; j -= 1) row[j] = step(wanted, name[j], { row, below, j });
    below = row;
  }
  return below[0] ?? false;
}

function step(
  wanted: string,
  given: string | undefined,
  { row, below, j }: { row: readonly boolean[]; below: readonly boolean[]; j: number },
): boolean {
  const skipsGiven = row[j + 1] ?? false;
  const skipsWanted = below[j] ?? false;
  if (wanted === '*') return skipsWanted || skipsGiven;
  if (given === ANY) return skipsGiven || (!/[:/]/.test(wanted) && skipsWanted); // a part of an ARN holds no separator
  return given !== undefined && (wanted === '?' || wanted === given) && (below[j + 1] ?? false);
}
