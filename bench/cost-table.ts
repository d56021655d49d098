import { costTable, type Given, parseGiven } from './cost.ts';
import { readDurations } from './durations.ts';

/**
 * `npm run bench:cost`: what the functions cost in a month of 30 days, by the durations of `bench/durations.json`; with numbers of
 * one's own: `npm run bench:cost -- inventory=1.2 keys=1 activity=3.1 spend=1.2 alerts=0.15 cpu=0.35 memory=384 accounts=1`.
 */
function given(): Given | null {
  try {
    return parseGiven(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return null;
  }
}

const values = given();
if (values === null) process.exitCode = 2;
else process.stdout.write(`${costTable(values, readDurations())}\n`);
