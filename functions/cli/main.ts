#!/usr/bin/env node
import '../v8-flags.ts';
import { machine } from '../machine.ts';
import { COULD_NOT_RUN, INTERRUPTED, Stopped } from './interrupted.ts';
import { run } from './run.ts';

/** The first Ctrl-C ends the work and stores nothing; the second one ends at once. */
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(INTERRUPTED[name]);
    stop.abort(new Stopped(name));
  });
}

/**
 * A reader that went away, such as `head`, changes nothing of what was found: the work goes on and its code stays. Output that
 * somebody wanted and that could not be written is no success.
 */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`sealwatch: stdout: ${error.message}\n`);
  process.once('exit', () => {
    if (process.exitCode === 0) process.exitCode = COULD_NOT_RUN;
  });
});
process.stderr.on('error', () => undefined);

/** Of a program that does not reach its end. */
process.exitCode = COULD_NOT_RUN;
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  ...machine,
  signal: stop.signal,
});
