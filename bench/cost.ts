import { ACCOUNTS_AT_ONCE } from '../shared/accounts/each-account.ts';
import { didYouMean } from '../shared/config/suggest.ts';
import type { JOBS } from '../shared/model/job.ts';
import { type AlertRuns, type Durations, secondsOf } from './durations.ts';

/**
 * CU; USD for the first 100 million CU of a month. https://www.alibabacloud.com/help/en/functioncompute/product-overview/pay-as-you-go-billing-method
 */
const PRICE = { perInvocation: 75 / 10_000, perVcpuSecond: 1, perGbSecond: 0.15, usdPerCu: 0.00002 };

/** Timer runs in 30 days, as s.yaml has them. */
export const RUNS = {
  inventory: 30 * 24,
  keys: 30 * 24 * 12,
  activity: 30 * 24 * 4,
  spend: 30 * 24,
  alerts: 30 * 24 * 60,
} as const;

/** Without news `alerts` compares everything in one of so many runs. */
const RUNS_FOR_A_COMPARISON = 5;

interface Parameter {
  expected: string;
  fits(value: number): boolean;
}

const steps = (step: number, from: number, to: number, unit: string): Parameter => ({
  expected: `${from} to ${to} ${unit}, in steps of ${step}`,
  fits: (value) => value >= from && value <= to && Math.abs(Math.round(value / step) * step - value) < 1e-9,
});

const SECONDS: Parameter = {
  expected: 'seconds per run, for one account where it works on several; above 0, 86400 at most',
  fits: (value) => value > 0 && value <= 86_400,
};

/** What `npm run bench:cost` takes, and what is refused. */
export const PARAMETERS = {
  inventory: SECONDS,
  keys: SECONDS,
  activity: SECONDS,
  spend: SECONDS,
  alerts: SECONDS,
  cpu: steps(0.05, 0.05, 16, 'vCPU'),
  memory: steps(64, 128, 32_768, 'MB'),
  accounts: steps(1, 1, 10_000, 'accounts'),
} as const satisfies Record<keyof typeof RUNS, Parameter> & Record<string, Parameter>;

type Name = keyof typeof PARAMETERS;

const NAMES = Object.keys(PARAMETERS) as Name[]; // an object that is written here has no others

/** Values by name; what is not given is measured, or as s.yaml has it. */
export type Given = Readonly<Partial<Record<Name, number>>>;

/** The defaults of s.yaml. */
export const SIZE = { cpu: 0.35, memory: 384 };

/** Reads arguments such as `keys=1`. Throws an Error that names everything that is wrong, and what is expected instead. */
export function parseGiven(args: readonly string[]): Given {
  const given: Partial<Record<Name, number>> = {};
  const problems: string[] = [];
  for (const argument of args) {
    const read = parseOne(argument);
    if (typeof read === 'string') problems.push(`${argument}: ${read}`);
    else if (read.name in given) problems.push(`${argument}: ${read.name} is given twice; expected once`);
    else given[read.name] = read.value;
  }
  const { cpu, memory } = { ...SIZE, ...given };
  if (problems.length === 0 && (memory < cpu * 1024 || memory > cpu * 4096))
    problems.push(`cpu=${cpu} memory=${memory}: expected 1 to 4 GB of memory for each vCPU`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return given;
}

/** Or what is wrong with it. */
function parseOne(argument: string): { name: Name; value: number } | string {
  const [, word = argument, text = ''] = /^([^=]*)=(.*)$/.exec(argument) ?? [];
  const name = NAMES.find((known) => known === word);
  if (!name) return `expected one of ${NAMES.join(', ')}, then = and a number${didYouMean(word, NAMES)}`;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const { expected, fits } = PARAMETERS[name];
  return fits(value) ? { name, value } : `expected ${expected}`;
}

export interface Cost {
  invocations: number;
  seconds: number;
  cu: number;
  usd: number;
}

/** What so many invocations cost that together take so many seconds. The smallest disk, 512 MB, counts nothing here. */
export function costOf(
  invocations: number,
  seconds: number,
  { cpu, memory }: { cpu: number; memory: number },
): Cost {
  const perSecond = cpu * PRICE.perVcpuSecond + (memory / 1024) * PRICE.perGbSecond;
  const cu = invocations * PRICE.perInvocation + seconds * perSecond;
  return { invocations, seconds, cu, usd: cu * PRICE.usdPerCu };
}

/** Invocations of one timer run of a job: more accounts than one works on are started by one that plans. */
function invocationsFor(accounts: number): number {
  return accounts <= ACCOUNTS_AT_ONCE ? 1 : 1 + Math.ceil(accounts / ACCOUNTS_AT_ONCE);
}

/**
 * What each function costs in 30 days, and all together. The least favourable case: each run of a job begins in a new instance, because one that
 * nobody calls for 3 to 5 minutes is taken away; `alerts` runs every minute, in a warm one. One account more adds to a run of a job
 * what it took in a run of many, and to one of `alerts` what it added there.
 */
export function monthlyCost(
  given: Given,
  durations: Durations,
): Record<keyof typeof RUNS | 'together', Cost> {
  const { accounts = 1, cpu = SIZE.cpu, memory = SIZE.memory } = given;
  const [world] = durations.worlds;
  if (!world) throw new Error('no world was measured');
  const secondsFor = (job: (typeof JOBS)[number]): number => {
    const own = given[job];
    if (own !== undefined) return own * accounts;
    return secondsOf(world.jobs[job].new, cpu) + (accounts - 1) * secondsOf(durations.many.jobs[job], cpu);
  };
  const costOfJob = (job: (typeof JOBS)[number]): Cost =>
    costOf(RUNS[job] * invocationsFor(accounts), RUNS[job] * secondsFor(job), { cpu, memory });
  const alertsEach = given.alerts ?? alertSeconds(durations, accounts, cpu);
  const costs = {
    inventory: costOfJob('inventory'),
    keys: costOfJob('keys'),
    activity: costOfJob('activity'),
    spend: costOfJob('spend'),
    alerts: costOf(RUNS.alerts, RUNS.alerts * alertsEach, { cpu, memory }),
  };
  const sum = (pick: (cost: Cost) => number): number =>
    Object.values(costs).reduce((total, cost) => total + pick(cost), 0);
  return {
    ...costs,
    together: {
      invocations: sum(({ invocations }) => invocations),
      seconds: sum(({ seconds }) => seconds),
      cu: sum(({ cu }) => cu),
      usd: sum(({ usd }) => usd),
    },
  };
}

/** Of a run on average. */
function alertSeconds({ alerts, many }: Durations, accounts: number, cpu: number): number {
  const average = ({ quiet, compared }: AlertRuns): number =>
    ((RUNS_FOR_A_COMPARISON - 1) * secondsOf(quiet, cpu) + secondsOf(compared, cpu)) / RUNS_FOR_A_COMPARISON;
  const one = average(alerts);
  return one + (accounts - 1) * Math.max(0, (average(many.alerts) - one) / (many.accounts - 1));
}

/** Column heads, and the name of the last row. */
export interface TableWords {
  heads: readonly [string, string, string, string, string, string];
  together: string;
}

export const ENGLISH: TableWords = {
  heads: ['function', 'seconds per run', 'invocations', 'seconds', 'CU', 'USD'],
  together: 'together',
};

/** `monthlyCost` as a Markdown table. */
export function costTable(
  given: Given,
  durations: Durations,
  { heads, together }: TableWords = ENGLISH,
): string {
  const costs = monthlyCost(given, durations);
  const rows = Object.entries(costs).map(([name, cost]) => {
    const runs = (RUNS as Readonly<Record<string, number>>)[name];
    return runs === undefined ? line(together, '', cost) : line(name, (cost.seconds / runs).toFixed(2), cost);
  });
  return [`| ${heads.join(' | ')} |`, '| --- | ---: | ---: | ---: | ---: | ---: |', ...rows].join('\n');
}

function line(name: string, each: string, { invocations, seconds, cu, usd }: Cost): string {
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  return `| ${name} | ${each} | ${whole(invocations)} | ${whole(seconds)} | ${whole(cu)} | ${usd.toFixed(2)} |`;
}
