import { AppError } from '../../shared/model/error.ts';

/** What a shell makes of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** The user stopped the command: what was seen until then is no result. */
export function interrupted(): AppError {
  return new AppError('Interrupted', 'The audit was stopped; nothing was stored.', 'Run it again.');
}
