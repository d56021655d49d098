#!/usr/bin/env node
import '../small-heap.ts';
import { machine } from '../machine.ts';
import { run } from './run.ts';

/** The first Ctrl-C ends the work and shows what is known; the second one ends at once. */
const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort(new Error('stopped by the user'));
  process.once('SIGINT', () => process.exit(130));
});

/** A reader that went away, such as `head`, is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  ...machine,
  signal: stop.signal,
});
