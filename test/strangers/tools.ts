import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder, programNamed } from '../cluster/binaries.ts';

const HERE = 'test/strangers';

/** A client, ready to be started; or why it cannot be had here. */
export type Had = { file: string } | { why: string };

function run(file: string, args: readonly string[], most: number, folder = '.'): string | null {
  const { status, error, stderr } = spawnSync(file, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: Math.ceil(Math.max(1, most) * 1000), // whole milliseconds, or it throws
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0) return null;
  if (error && 'code' in error && error.code === 'ETIMEDOUT')
    return `not there in the ${Math.max(0, Math.round(most))} s that were left`;
  return stderr?.trim().split('\n').at(-1) || `exit code ${status}`;
}

function hashOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
}

/** A virtual environment with what a list of requirements names, made once and kept. At most so many seconds. */
export function pythonWith(name: string, most: number): Had {
  const python = programNamed('python3');
  if (!python) return { why: 'there is no python3 here' };
  const began = Date.now();
  const requirements = `${HERE}/${name}/requirements.txt`;
  const version = spawnSync(python, ['--version'], { encoding: 'utf8' }).stdout;
  const folder = join(cacheFolder(), `strangers-${name}-${hashOf(version, readFileSync(requirements))}`);
  const file = join(folder, 'bin/python');
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return { file };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cacheFolder(), { recursive: true });
  const left = () => most - (Date.now() - began) / 1000;
  const why =
    run(python, ['-m', 'venv', folder], left()) ??
    run(file, ['-m', 'pip', 'install', '--quiet', '-r', requirements], left());
  if (why !== null) return { why };
  mkdirSync(whole);
  return { file };
}

/** The program of the folder `go`, built once and kept. At most so many seconds. */
export function goProgram(most: number): Had {
  const go = programNamed('go');
  if (!go) return { why: 'there is no go here' };
  const folder = resolve(HERE, 'go');
  const version = spawnSync(go, ['version'], { encoding: 'utf8' }).stdout;
  const sources = ['go.mod', 'go.sum', 'main.go'].map((one) => readFileSync(join(folder, one)));
  const file = join(cacheFolder(), `strangers-go-${hashOf(version, ...sources)}`);
  if (existsSync(file)) return { file };
  mkdirSync(cacheFolder(), { recursive: true });
  const why = run(go, ['build', '-buildvcs=false', '-trimpath', '-o', `${file}.new`, '.'], most, folder);
  if (why !== null) return { why };
  renameSync(`${file}.new`, file);
  return { file };
}
