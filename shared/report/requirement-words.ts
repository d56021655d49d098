import type { ReportRequirement, Standing } from '../model/compliance.ts';
import type { Say } from '../text/say.ts';

/** `20 of 26 clusters meet it`; what is accepted or unknown is no part of the twenty. */
export function metOf(
  { population, counts }: Pick<ReportRequirement, 'population' | 'counts'>,
  say: Say,
): string {
  const places = { n: counts.met, count: counts.population };
  if (counts.population === 0) return say('nothing to check');
  return population === 'clusters'
    ? say('{n} of {count} {count:cluster|clusters} {n:meets|meet} it', places)
    : say('{n} of {count} {count:account|accounts} {n:meets|meet} it', places);
}

/** `3 do not, 1 accepted, 2 unknown`; empty where all meet it. */
export function restOf({ notMet, accepted, unknown }: ReportRequirement['counts'], say: Say): string {
  const parts = [
    notMet > 0 ? say('{n} {n:does|do} not', { n: notMet }) : '',
    accepted > 0 ? say('{n} accepted', { n: accepted }) : '',
    unknown > 0 ? say('{n} unknown', { n: unknown }) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : say('{list}', { list: parts });
}

/** The worst of its population; null where there is none. */
export function worstOf({
  population,
  notMet,
  accepted,
  unknown,
}: ReportRequirement['counts']): Standing | null {
  if (population === 0) return null;
  if (notMet > 0) return 'not-met';
  if (unknown > 0) return 'unknown';
  return accepted > 0 ? 'accepted' : 'met';
}

export function standingWord(standing: Standing, say: Say): string {
  const words = {
    met: say('met'),
    'not-met': say('not met'),
    accepted: say('accepted'),
    unknown: say('unknown'),
  };
  return words[standing];
}
