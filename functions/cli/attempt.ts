import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names this run: host, process, when it and its machine started, and a random word, so that others can tell whether it still
 * lives. The start tells apart two processes of one number, such as the first ones of a container that was started again.
 */
export function newAttempt(): string {
  return `${hostname()}/${process.pid}/${startOf(process.pid) ?? ''}/${randomUUID().slice(0, 8)}`;
}

/** Whether an attempt was a process of this machine that has ended. */
export function isGone(attempt: string): boolean {
  const [host, pid = '', start = ''] = attempt.split('/');
  if (host !== hostname() || !/^\d+$/.test(pid)) return false;
  const [boot, ticks] = start.split('-');
  if (ticks !== undefined && boot !== bootOf()) return false; // another machine of this name, or this one before it was started
  try {
    process.kill(Number(pid), 0); // asks, does not kill
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
  const now = startOf(Number(pid));
  return ticks !== undefined && now !== null && now !== start;
}

/** `<boot>-<ticks since then>`; null where the system does not tell (proc_pid_stat(5), field 22). */
function startOf(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may hold anything.
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? null : `${bootOf()}-${ticks}`;
}

function bootOf(): string {
  return readOr('/proc/sys/kernel/random/boot_id').slice(0, 8);
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
