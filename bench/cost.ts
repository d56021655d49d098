/**
 * What the functions cost in a month of 30 days. `npm run bench:cost -- inventory=1.2 keys=1 activity=3.1 spend=1.2 alerts=0.15 cpu=0.35 memory=512 accounts=1`
 * with your own numbers: seconds per run, vCPU, MB.
 */

/** CU, https://www.alibabacloud.com/help/en/functioncompute/product-overview/pay-as-you-go-billing-method */
const PRICE = { perInvocation: 75 / 10_000, perVcpuSecond: 1, perGbSecond: 0.15, usdPerCu: 0.00002 };

/** Timer runs in 30 days, as s.yaml has them. */
export const RUNS = {
  inventory: 30 * 24,
  keys: 30 * 24 * 12,
  activity: 30 * 24 * 4,
  spend: 30 * 24,
  alerts: 30 * 24 * 60,
} as const;

export interface Size {
  cpu: number;
  /** MB */
  memory: number;
}

export interface Cost {
  invocations: number;
  seconds: number;
  cu: number;
  usd: number;
}

/**
 * The smallest disk, 512 MB, counts nothing here. With several accounts each timer run is one invocation that plans, taken as long
 * as an audit of one account, and one for each account; `alerts` is one for all.
 */
export function costOf(runs: number, secondsEach: number, accounts: number, { cpu, memory }: Size): Cost {
  const invocations = runs * (accounts === 1 ? 1 : accounts + 1);
  const seconds = invocations * secondsEach;
  const perSecond = cpu * PRICE.perVcpuSecond + (memory / 1024) * PRICE.perGbSecond;
  const cu = invocations * PRICE.perInvocation + seconds * perSecond;
  return { invocations, seconds, cu, usd: cu * PRICE.usdPerCu };
}

/**
 * A Markdown table; `given` holds what differs from the measured durations (`npm run bench:jobs`: 20 clusters, a new instance with
 * the vCPU of s.yaml) and the defaults of s.yaml.
 */
export function costTable(given: Readonly<Record<string, number>>): string {
  const {
    cpu = 0.35,
    memory = 512,
    accounts = 1,
    inventory = 1.2,
    keys = 1,
    activity = 3.1,
    spend = 1.2,
    alerts = 0.15,
  } = given;
  const durations = { inventory, keys, activity, spend, alerts };
  const rows = Object.entries(durations).map(([job, seconds]) => {
    const runs = RUNS[job as keyof typeof RUNS];
    return { job, each: seconds, ...costOf(runs, seconds, job === 'alerts' ? 1 : accounts, { cpu, memory }) };
  });
  const sum = (pick: (row: Cost) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const total: Cost = {
    invocations: sum((row) => row.invocations),
    seconds: sum((row) => row.seconds),
    cu: sum((row) => row.cu),
    usd: sum((row) => row.usd),
  };
  return [
    '| function | seconds per run | runs | seconds | CU | USD |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => line(row.job, String(row.each), row)),
    line('together', '', total),
  ].join('\n');
}

function line(name: string, each: string, { invocations, seconds, cu, usd }: Cost): string {
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  return `| ${name} | ${each} | ${whole(invocations)} | ${whole(seconds)} | ${whole(cu)} | ${usd.toFixed(2)} |`;
}
