import { costTable } from './cost.ts';

const given: Record<string, number> = {};
for (const argument of process.argv.slice(2)) {
  const [, name = '', value = ''] =
    /^(inventory|keys|activity|alerts|cpu|memory|accounts)=(\d+(?:\.\d+)?)$/.exec(argument) ?? [];
  if (name === '')
    throw new Error(
      `${argument}: expected inventory, keys, activity, alerts, cpu, memory or accounts, = and a number`,
    );
  given[name] = Number(value);
}
process.stdout.write(`${costTable(given)}\n`);
