import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../../shared/accounts/connect.ts';

/** The outside world of a command: everything that is not an option. */
export interface Runtime {
  /** What a person types; absent where nobody can be asked. */
  stdin?: Readable & { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  now: () => Date;
  random: () => number;
  /** A name that nothing else has. */
  uuid: () => string;
  /** For waiting. */
  clock: Clock;
  /** Aborts when the user stops the command. */
  signal: AbortSignal;
}

/** Options that every command takes. */
export interface CommonOptions {
  config?: string;
  json?: boolean;
  lang?: 'en' | 'zh';
  quiet?: boolean;
  color: boolean;
}

/** Width for text on stdout: that of the terminal, `COLUMNS`, or 100 in a pipe. */
export function widthOf({ stdout, env }: Runtime): number {
  return stdout.columns ?? (Number(env['COLUMNS']) || 100);
}

/** Colours on a terminal, unless switched off by option, `NO_COLOR` or a dumb terminal; `FORCE_COLOR` asks for them. */
export function wantsColours({ color }: CommonOptions, { stdout, env }: Runtime): boolean {
  if (!color || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false;
  return stdout.isTTY === true || (env['FORCE_COLOR'] ?? '') !== '';
}
