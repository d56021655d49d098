import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = createRequire(import.meta.url).resolve('@serverless-devs/s/bin/s');

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs Serverless Devs with a home of its own that says the daily look for a newer version is done and that errors
 * are not to be reported: then it stays off the network. `env` is all that it gets besides.
 */
export function runServerlessDevs(
  args: readonly string[],
  env: Environment,
): { code: number | null; out: string } {
  const home = mkdtempSync(join(tmpdir(), 'sealwatch-s-'));
  mkdirSync(join(home, '.s/config'), { recursive: true });
  const looked = JSON.stringify({ lastUpdateCheck: Date.now() });
  writeFileSync(join(home, '.s/config/update-notifier.json'), looked);
  writeFileSync(join(home, '.s/set-config.yml'), 'analysis: disable\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env, HOME: home },
    encoding: 'utf8',
    timeout: 60_000,
  });
  rmSync(home, { recursive: true, force: true });
  return { code: status, out: `${stdout}${stderr}`.trim() };
}

/** A deployment file with all variables filled in. Throws what Serverless Devs says when it cannot. */
export function preview(file: string, env: Environment): unknown {
  const { out } = runServerlessDevs(['preview', '-t', file, '-o', 'json', '--silent'], env);
  if (!out.startsWith('{')) throw new Error(`${file}: ${/RuntimeError: (.*)/.exec(out)?.[1] ?? out}`);
  return JSON.parse(out);
}
