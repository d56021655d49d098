import { median } from '../cloud.ts';

/** One run of one program in one world. */
export interface Outcome {
  wallMs: number;
  /** user and system, of all its processes */
  cpuSeconds: number;
  peakMiB: number;
  calls: number;
  /** seen at all, of those that there are */
  clusters: number;
  /** whose state was read */
  keys: number;
  /** products' actions that were answered at least once */
  actions: readonly string[];
}

export interface Measured {
  name: string;
  /** one for each round, ours and theirs in the same order */
  outcomes: readonly Outcome[];
  /** how often one call waits for the one before; null: not known */
  roundTrips: number | null;
}

/** What can be looked at, and the actions that do it. */
const LOOKS: readonly (readonly [string, RegExp])[] = [
  ['Secret encryption', /^DescribeCluster(sV1|Detail)$/],
  ['key state', /^DescribeKey$/],
  ['role', /^(GetRole|ListPoliciesForRole)$/],
  ['use and authors', /^LookupEvents$/],
  ['spend', /^(DescribeInstanceBill|QueryBill|QueryInstanceBill)$/],
  ['balance', /^QueryAccountBalance$/],
];

export function looksOf(actions: readonly string[]): { looked: string[]; missed: string[] } {
  const isAsked = ([, action]: (typeof LOOKS)[number]): boolean => actions.some((one) => action.test(one));
  const named = (looks: typeof LOOKS): string[] => looks.map(([name]) => name);
  return {
    looked: named(LOOKS.filter(isAsked)),
    missed: named(LOOKS.filter((look) => !isAsked(look))),
  };
}

/**
 * How often a call waits for the one before: what the program takes longer when each call takes `longerMs` longer, in units of
 * these. Work of the processor is in both and falls out. Of several runs the shortest ones count, since all that disturbs a run
 * makes it longer.
 */
export function roundTrips(
  wallsMs: readonly number[],
  slowWallsMs: readonly number[],
  longerMs: number,
): number | null {
  if (wallsMs.length === 0 || slowWallsMs.length === 0) return null;
  return Math.max(0, Math.round((Math.min(...slowWallsMs) - Math.min(...wallsMs)) / longerMs));
}

/** Of pairs of runs: the median of ours / theirs, with the least and the most. */
export function ratio(ours: readonly number[], theirs: readonly number[]): string {
  const pairs = ours.slice(0, theirs.length).map((one, index) => one / (theirs[index] ?? Number.NaN));
  const [middle, least, most] = [median(pairs), Math.min(...pairs), Math.max(...pairs)].map((one) =>
    one.toFixed(2),
  );
  return `${middle} (${least}–${most})`;
}

function row(world: { clusters: number; keys: number }, ours: Measured, measured: Measured): string {
  const { name, outcomes, roundTrips: trips } = measured;
  const of = (figure: (outcome: Outcome) => number): number => median(outcomes.map(figure));
  const ratioOf = (figure: (outcome: Outcome) => number): string =>
    measured === ours ? '' : ratio(ours.outcomes.map(figure), outcomes.map(figure));
  const { looked, missed } = looksOf(outcomes.flatMap(({ actions }) => actions));
  const cells = [
    name,
    count(of(({ calls }) => calls)),
    trips === null ? '' : count(trips),
    `${of(({ cpuSeconds }) => cpuSeconds).toFixed(2)} s`,
    `${Math.round(of(({ peakMiB }) => peakMiB))} MiB`,
    `${(of(({ wallMs }) => wallMs) / 1000).toFixed(2)} s`,
    ratioOf(({ wallMs }) => wallMs),
    ratioOf(({ cpuSeconds }) => cpuSeconds),
    `${count(of(({ clusters }) => clusters))} of ${count(world.clusters)}`,
    `${count(of(({ keys }) => keys))} of ${count(world.keys)}`,
    looked.join(', ') || 'nothing',
    missed.join(', ') || 'nothing',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Ours is the first; every other one is set against it. */
export function tableOf(world: { clusters: number; keys: number }, measured: readonly Measured[]): string {
  const [ours] = measured;
  if (!ours) return '';
  return [
    '| what | calls | round trips | CPU | peak memory | wall | wall: first row / this | CPU: first row / this | clusters | keys | covers | leaves out |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | ---: | ---: | --- | --- |',
    ...measured.map((one) => row(world, ours, one)),
  ].join('\n');
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** The sentence of what could not be compared. */
export function notCompared(name: string, why: string): string {
  return `NOT COMPARED: ${name}, because ${why.replace(/\.+$/, '')}.`;
}

const BEGIN = '<!-- peers:begin -->';
const END = '<!-- peers:end -->';

/** The page with this text between its marks; throws when it has none. */
export function written(page: string, text: string): string {
  const [before, rest] = split(page, BEGIN);
  const [, after] = split(rest, END);
  return `${before}${BEGIN}\n${text}\n${END}${after}`;
}

function split(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  if (index < 0) throw new Error(`docs/performance.md has no ${at}`);
  return [text.slice(0, index), text.slice(index + at.length)];
}
