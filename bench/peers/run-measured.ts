import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Program {
  file: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

export interface Ran {
  code: number | null;
  out: string;
  err: string;
  wallMs: number;
  /** user and system, of all its processes; null when it was ended because it took too long */
  cpuSeconds: number | null;
  /** the most that the processes that lived together had at their peaks */
  peakMiB: number;
}

/** bash adds up what all processes took that a command waited for, and says it on the third descriptor. */
const TIMED = 'TIMEFORMAT="%3U %3S"; { time "$@" 2>&4; } 4>&2 2>&3';

/** Peaks are kept by the kernel: only how late a process is looked at for the last time can be missed. */
const LOOK_EVERY_MS = 20;

/** Runs a program to its end, at most so long, with nothing of this machine's environment but the path, and a home of its own. */
export async function runMeasured({ file, args, env }: Program, mostMs: number): Promise<Ran> {
  const home = mkdtempSync(join(tmpdir(), 'peers-home-'));
  const own = { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, LANG: 'C.UTF-8' };
  const began = performance.now();
  const child = spawn('bash', ['-c', TIMED, 'bash', file, ...args], {
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that all of it can be ended
  });
  const said = ['', '', '', ''];
  for (const number of [1, 2, 3])
    child.stdio[number]?.on('data', (part: Buffer) => (said[number] += part.toString()));
  let peakKiB = 0;
  const looking = setInterval(() => {
    peakKiB = Math.max(peakKiB, peaksBelow(child.pid ?? 0));
  }, LOOK_EVERY_MS);
  const end = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), mostMs);
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  const wallMs = performance.now() - began;
  clearInterval(looking);
  clearTimeout(end);
  rmSync(home, { recursive: true, force: true });
  const [, out = '', err = '', times = ''] = said;
  return { code, out, err, wallMs, cpuSeconds: secondsOf(times), peakMiB: peakKiB / 1024 };
}

function secondsOf(times: string): number | null {
  const [, user, system] = /^(\d+\.\d+) (\d+\.\d+)\n$/.exec(times) ?? [];
  return user === undefined ? null : Number(user) + Number(system);
}

/** KiB; of a process that has just ended: nothing. */
function peaksBelow(pid: number): number {
  let sum = 0;
  for (const child of childrenOf(pid)) {
    const peak = /^VmHWM:\s+(\d+)/m.exec(read(`/proc/${child}/status`))?.[1];
    sum += Number(peak ?? 0) + peaksBelow(child);
  }
  return sum;
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
