import { AppError } from '../../shared/model/error.ts';

/** It could not run at all: wrong options, configuration, credentials, or nothing reachable. */
export const COULD_NOT_RUN = 3;

/** What a shell makes of a program that Ctrl-C ended, and of one that was asked to end. */
export const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

/** Why the work ends early. */
export class Stopped extends Error {
  readonly code: number;

  constructor(by: keyof typeof INTERRUPTED) {
    super('stopped by the user');
    this.code = INTERRUPTED[by];
  }
}

/** The exit code of a command that was stopped; null while it was not. */
export function codeOfStop({ aborted, reason }: AbortSignal): number | null {
  if (!aborted) return null;
  return reason instanceof Stopped ? reason.code : INTERRUPTED.SIGINT;
}

/** The user stopped the command: what was seen until then is no result. */
export function interrupted(message = 'The audit was stopped; nothing was stored.'): AppError {
  return new AppError('Interrupted', message, 'Run it again.');
}
