import type { Sought } from '../collect/change-events.ts';
import type { PlaceEvents } from '../model/change.ts';
import { type Cluster, sealingKey } from '../model/cluster.ts';

/** ActionTrail keeps events so long. */
const KEPT_MS = 90 * 86_400_000;

/**
 * Encryption that was switched on before the first look leaves old Secrets in plain text: ActionTrail is asked once for each
 * region with an encrypted cluster. What is switched later is read as a change. `before`: what was asked for earlier.
 */
export function switchesToSeek(clusters: readonly Cluster[], before: readonly string[], now: Date): Sought[] {
  const after = new Date(now.getTime() - KEPT_MS).toISOString();
  const byRegion = new Map(encrypted(clusters).map(({ id, region }) => [region, id]));
  return [...byRegion].flatMap(([region, id]): Sought[] =>
    before.includes(markOf(region))
      ? []
      : [{ kind: 'encryption-on', target: { type: 'cluster', id, region }, after }],
  );
}

/** The regions that need not be asked again, as the memory of the job holds them: where an answer came, now or before. */
export function switchesAsked(
  clusters: readonly Cluster[],
  before: readonly string[],
  sought: readonly Sought[],
  answers: readonly PlaceEvents[],
): string[] {
  const unanswered = answers.filter(({ events }) => !events.seen).map(({ place }) => place.split(' ')[0]);
  const answered = sought.map(({ target }) => target.region).filter((region) => !unanswered.includes(region));
  const asked = new Set(answered.map(markOf));
  const marks = new Set(encrypted(clusters).map(({ region }) => markOf(region)));
  return [...marks].filter((mark) => asked.has(mark) || before.includes(mark));
}

function encrypted(clusters: readonly Cluster[]): Cluster[] {
  return clusters.filter((cluster) => sealingKey(cluster) !== null);
}

function markOf(region: string): string {
  return `switches ${region}`;
}
