import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { run } from '../../functions/cli/run.ts';
import type { Runtime } from '../../functions/cli/runtime.ts';
import { machine, realClock } from '../../functions/machine.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { Clock } from '../../shared/accounts/connect.ts';
import type { Report } from '../../shared/model/report.ts';

class Capture extends Writable {
  text = '';
  isTTY?: boolean;
  columns?: number;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Ran {
  code: number;
  out: string;
  err: string;
  /** Stdout as JSON. */
  json(): unknown;
  report(): Report;
}

const LIMIT_OF_A_CALL_MS = 10_000;

/**
 * Waiting takes a twentieth of the time. What would take 10 seconds or more is the limit of a call, which half a second of a
 * busy machine must not reach: a test of what hangs sets a lower one.
 */
export const fastClock: Clock = {
  now: () => performance.now() * 20,
  after: (ms, action) => realClock.after(ms < LIMIT_OF_A_CALL_MS ? ms / 20 : ms, action),
};

/** A configuration file with a store of its own, so that no test meets what another one stored. */
export function configFile(text = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-'));
  const file = join(folder, 'sealwatch.yaml');
  const store = text.includes('store:')
    ? ''
    : `store: { directory: ${JSON.stringify(join(folder, 'store'))} }\n`;
  writeFileSync(file, `${text}\n${store}`);
  return file;
}

/** Runs a command as the terminal would, with captured output and short waits. */
export async function runCli(
  argv: readonly string[],
  env: Record<string, string> = {},
  more: Partial<Runtime> = {},
): Promise<Ran> {
  const stdout = new Capture();
  const stderr = new Capture();
  const isConfigured = env['SEALWATCH_CONFIG'] !== undefined || argv.includes('--config');
  const isLittering = argv[0] === 'demo' && !argv.includes('--html');
  const code = await run(
    isLittering ? [...argv, '--html', join(mkdtempSync(join(tmpdir(), 'sealwatch-')), 'demo.html')] : argv,
    {
      env: isConfigured ? env : { ...env, SEALWATCH_CONFIG: configFile() },
      stdout,
      stderr,
      now: () => new Date(),
      ...machine,
      random: () => 0,
      clock: fastClock,
      signal: new AbortController().signal,
      ...more,
    },
  );
  const json = (): unknown => JSON.parse(stdout.text);
  return { code, out: stdout.text, err: stderr.text, json, report: () => json() as Report };
}

/** The environment that leads a command to the sandbox. */
export function environmentOf(sandbox: Sandbox, change: Record<string, string> = {}): Record<string, string> {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: sandbox.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: sandbox.accessKeySecret,
    SEALWATCH_ENDPOINT: sandbox.url,
    SEALWATCH_NOW: sandbox.now().toISOString(),
    ...change,
  };
}

/** Sets the fault plan of a sandbox. */
export async function setFaults(sandbox: Sandbox, rules: readonly object[]): Promise<void> {
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(rules),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

export async function callsOf(sandbox: Sandbox): Promise<Record<string, number>> {
  const answer = await fetch(`${sandbox.url}/_sandbox/calls`);
  const { actions } = (await answer.json()) as { actions: Record<string, { total: number }> };
  return Object.fromEntries(Object.entries(actions).map(([action, { total }]) => [action, total]));
}
