/** A value and the moment (epoch ms) from which it holds. */
export interface Step<T> {
  from: number;
  value: T;
}

/**
 * The whole story of one fact, oldest step first, including what is already decided for the future (a key that will
 * be gone on its deletion date). Events of the past and states of the future are read from it, so nothing has to be
 * simulated when the clock moves.
 */
export interface Timeline<T> {
  readonly steps: [Step<T>, ...Step<T>[]];
}

/** A fact that has always held. */
export function always<T>(value: T): Timeline<T> {
  return { steps: [{ from: Number.NEGATIVE_INFINITY, value }] };
}

export function valueAt<T>(timeline: Timeline<T>, at: number): T {
  const { steps } = timeline;
  let found = steps[0];
  for (const step of steps) {
    if (step.from > at) break;
    found = step;
  }
  return found.value;
}

/** From `at` on the value is another one. What was planned for later is forgotten; `planned` takes its place. */
export function change<T>(timeline: Timeline<T>, at: number, value: T, planned: Step<T>[] = []): void {
  const { steps } = timeline;
  while (steps.length > 1 && (steps.at(-1)?.from ?? at) >= at) steps.pop();
  if (steps[0].from >= at) steps[0].value = value;
  else steps.push({ from: at, value });
  steps.push(...planned);
}

export interface Span<T> {
  from: number;
  /** exclusive */
  to: number;
  value: T;
}

/** The timeline cut into spans within [from, to). */
export function spans<T>(timeline: Timeline<T>, from: number, to: number): Span<T>[] {
  const found: Span<T>[] = [];
  const { steps } = timeline;
  for (const [index, step] of steps.entries()) {
    const start = Math.max(step.from, from);
    const end = Math.min(steps[index + 1]?.from ?? to, to);
    if (start < end) found.push({ from: start, to: end, value: step.value });
  }
  return found;
}
