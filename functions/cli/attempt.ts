import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Names this run: host, process and a random word, so that others can tell whether it still lives. */
export function newAttempt(): string {
  return `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
}

/** Whether an attempt was a process of this machine that has ended. */
export function isGone(attempt: string): boolean {
  const [host, pid] = attempt.split('/');
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0); // asks, does not kill
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
