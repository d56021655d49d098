import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { NOT_POSTED, type Outcome, prove } from './prove.ts';

/** Of a program that does not reach its end. */
process.exitCode = NOT_POSTED;

async function outcome(): Promise<Outcome> {
  const pause = async (ms: number): Promise<void> => void (await sleep(ms));
  const now = (): Date => new Date();
  try {
    return await prove({ env: process.env, read: (path) => readFileSync(path, 'utf8'), now, pause });
  } catch (error) {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { code: NOT_POSTED, line: { time: now().toISOString(), level: 'error', message: 'bug', cause } };
  }
}

const { code, line } = await outcome();
process.stdout.write(`${JSON.stringify(line)}\n`);
process.exitCode = code;
