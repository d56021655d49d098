import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Played, play } from './play.ts';
import { type Script, scriptOf } from './script.ts';
import { shrink, told } from './shrink.ts';

/**
 * `npm run test:simulation -- [--seed N] [--seeds N] [--days N] [--script FILE] [--story] [--shrink N] [--within SECONDS]`: plays one seed or script in
 * this process, or ten seeds in one process each, as many at once as there are cores, and only those
 * that are likely to end `within` the time. docs/simulation.md
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    days: { type: 'string', default: '60' },
    script: { type: 'string' },
    story: { type: 'boolean', default: false },
    shrink: { type: 'string', default: '40' },
    within: { type: 'string', default: '3600' },
  },
});

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function summary({ seed, days }: Script, { runs, messages, complaints }: Played, seconds: number): string {
  const verdict = complaints.length === 0 ? 'all promises held' : `${complaints.length} complaints`;
  return `seed ${seed}: ${days} days, ${runs} runs, ${messages} messages, ${seconds} s, ${verdict}`;
}

/** Whether every promise held. */
async function playOne(script: Script): Promise<boolean> {
  const began = performance.now();
  const played = await play(script);
  if (values.story) for (const line of played.story) say(line);
  say(summary(script, played, Math.round((performance.now() - began) / 1000)));
  const [first] = played.complaints;
  if (!first) return true;
  say(told(played));
  const smallest = await shrink(script, first, {}, Number(values.shrink));
  say(`  The smallest script that was found, for --script FILE:\n${JSON.stringify(smallest)}`);
  return false;
}

/** Plays a seed in a process of its own; what it says comes when it has ended. */
function playApart(seed: number): Promise<boolean> {
  return new Promise((resolve) => {
    const [, file = ''] = process.argv;
    const options = ['--seed', String(seed), '--days', values.days, '--shrink', values.shrink];
    const child = fork(file, options, { silent: true });
    let text = '';
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('close', (code) => {
      say(text.replace(/\n\d+ passed, \d+ failed\n$/, ''));
      resolve(code === 0);
    });
  });
}

async function playMany(first: number, count: number): Promise<boolean[]> {
  const waiting = Array.from({ length: count }, (_, index) => first + index);
  const held: boolean[] = [];
  const end = performance.now() + Number(values.within) * 1000;
  let longest = 0;
  const work = async (): Promise<void> => {
    while (waiting.length > 0 && performance.now() + longest < end) {
      const began = performance.now();
      held.push(await playApart(waiting.shift() ?? first));
      longest = Math.max(longest, performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (waiting.length > 0) say(`NOT TESTED: seeds ${waiting.join(', ')} do not fit into ${values.within} s.`);
  return held;
}

async function main(): Promise<void> {
  const days = Number(values.days);
  const held = values.script
    ? [await playOne(JSON.parse(readFileSync(values.script, 'utf8')))]
    : values.seed
      ? [await playOne(scriptOf(Number(values.seed), days))]
      : await playMany(Number(values.first), Number(values.seeds));
  const failed = held.filter((each) => !each).length;
  say(`${held.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

await main();
