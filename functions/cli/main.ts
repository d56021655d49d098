#!/usr/bin/env node
import '../small-heap.ts';
import { machine } from '../machine.ts';
import { INTERRUPTED } from './interrupted.ts';
import { COULD_NOT_RUN, run } from './run.ts';

/** The first Ctrl-C ends the work and stores nothing; the second one ends at once. */
const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort(new Error('stopped by the user'));
  process.once('SIGINT', () => process.exit(INTERRUPTED));
});

/** A reader that went away, such as `head`, changes nothing of what was found: the work goes on and its code stays. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`sealwatch: stdout: ${error.message}\n`);
});

/** Of a program that does not reach its end. */
process.exitCode = COULD_NOT_RUN;
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  ...machine,
  signal: stop.signal,
});
