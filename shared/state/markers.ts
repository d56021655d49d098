import { type Marker, revisionOf, type SecretList } from '../model/proof.ts';

const MOST = 400;
/** Of two looks in the same hour one is enough, however recent. */
const HOUR_MS = 3_600_000;

/**
 * The markers with that of one more look. Beyond 400 that one goes whose absence widens a gap the least for its age: hours
 * lie between the recent ones, days between those of last year. A list that cannot be compared adds nothing; one with a smaller
 * revision than before is of an etcd that was restored, and those from before count another history.
 */
export function withMarker(markers: readonly Marker[], { at, resourceVersion }: SecretList): Marker[] {
  const revision = revisionOf(resourceVersion);
  const last = markers.at(-1);
  if (revision === null || (last && last.at >= at)) return [...markers];
  const isRestored = revision < (revisionOf(last?.resourceVersion ?? '') ?? 0n);
  const next = [...(isRestored ? [] : markers), { at, resourceVersion }];
  while (next.length > MOST) next.splice(leastMissed(next), 1);
  return next;
}

/** Never the oldest and never the newest. */
function leastMissed(markers: readonly Marker[]): number {
  const times = markers.map(({ at }) => Date.parse(at));
  const newest = times.at(-1) ?? 0;
  let least = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let nth = 1; nth < times.length - 1; nth += 1) {
    const [before = 0, after = 0] = [times[nth - 1], times[nth + 1]];
    const gap = (after - before) / (newest - after + HOUR_MS);
    if (gap < smallest) [least, smallest] = [nth, gap];
  }
  return least;
}
