import type { ResolvedFinding } from '../model/job-state.ts';
import type { OpenFinding } from './open-finding.ts';

const DAY_MS = 86_400_000;
/** More transitions than this within 24 hours are flapping. */
const STEADY = 3;

/** When each finding opened or recovered in the last two days, by fingerprint, in order; milliseconds. */
export type Transitions = ReadonlyMap<string, readonly number[]>;

export function transitionsOf(
  open: Iterable<OpenFinding>,
  resolved: readonly ResolvedFinding[],
  now: Date,
): Transitions {
  const since = new Date(now.getTime() - 2 * DAY_MS).toISOString();
  const transitions = new Map<string, number[]>();
  const add = (fingerprint: string, at: string): void => {
    if (at <= since) return;
    const times = transitions.get(fingerprint);
    if (times) times.push(Date.parse(at));
    else transitions.set(fingerprint, [Date.parse(at)]);
  };
  for (const { finding, firstSeen, resolvedAt } of resolved) {
    add(finding.fingerprint, firstSeen);
    add(finding.fingerprint, resolvedAt);
  }
  for (const { finding, life } of open) add(finding.fingerprint, life.firstSeen);
  for (const times of transitions.values()) times.sort((a, b) => a - b);
  return transitions;
}

interface Clock {
  transitions: Transitions;
  now: Date;
}

export function isFlapping({ transitions, now }: Clock, fingerprint: string): boolean {
  const since = now.getTime() - DAY_MS;
  return (transitions.get(fingerprint) ?? []).filter((at) => at > since).length > STEADY;
}

/**
 * What was flapping goes on flapping until 24 hours pass without a transition, or until a transition follows 24 hours
 * without one.
 */
export function isStillFlapping({ transitions, now }: Clock, fingerprint: string): boolean {
  const times = transitions.get(fingerprint) ?? [];
  const last = times.at(-1);
  const previous = times.at(-2);
  if (last === undefined || previous === undefined) return false;
  return now.getTime() - last < DAY_MS && last - previous < DAY_MS;
}
