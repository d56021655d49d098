import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, programNamed } from '../../test/cluster/binaries.ts';
import type { Had } from '../../test/strangers/tools.ts';

/** It has no releases. Its licence is the GPL 3.0: it is run, and nothing of it comes into this project. */
const CLOUDSPLOIT = {
  name: 'cloudsploit',
  url: 'https://github.com/aquasecurity/cloudsploit.git',
  ref: '4b5bbd809f1ea2e91b87944920794d2bddf770ed',
};
const ALIYUN = { name: 'aliyun-cli', url: 'https://github.com/aliyun/aliyun-cli.git', ref: 'v3.4.11' };

/** A peer, ready to be started, with its version; or why it cannot be had here. */
export type Peer = { file: string; version: string } | { why: string };

/** Null: it worked; else the last that it said. */
function run(folder: string, file: string, ...args: readonly string[]): string | null {
  const { status, stderr, error } = spawnSync(file, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    // A machine without a way to the repository must not wait for somebody to type a password.
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
  });
  if (status === 0) return null;
  return stderr?.trim().split('\n').at(-1) || error?.message || `${file} ended with ${status}`;
}

/** The work tree of one state of a repository, fetched once and kept outside the project. */
function sourcesOf({ name, url, ref }: { name: string; url: string; ref: string }): Had {
  const git = programNamed('git');
  if (!git) return { why: 'there is no git here' };
  const folder = join(cacheFolder(), 'peers', `${name}-${ref.slice(0, 12)}`);
  if (existsSync(folder)) return { file: folder };
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const why =
    run(fresh, git, 'init', '--quiet') ??
    run(fresh, git, 'fetch', '--quiet', '--depth', '1', url, ref) ??
    run(fresh, git, 'checkout', '--quiet', 'FETCH_HEAD') ??
    run(fresh, git, 'submodule', '--quiet', 'update', '--init', '--depth', '1');
  if (why !== null) return { why };
  renameSync(fresh, folder);
  return { file: folder };
}

/** `file` is the folder of its sources, with the packages that it needs. */
export function cloudSploit(): Peer {
  const npm = programNamed('npm');
  if (!npm) return { why: 'there is no npm here' };
  const had = sourcesOf(CLOUDSPLOIT);
  if ('why' in had) return had;
  if (!existsSync(join(had.file, 'node_modules/.package-lock.json'))) {
    const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    const why = run(had.file, npm, 'install', ...options);
    if (why !== null) return { why };
  }
  return { ...had, version: CLOUDSPLOIT.ref.slice(0, 7) };
}

/** The one of this machine, else built from its repository. */
export function aliyunCli(): Peer {
  const own = programNamed('aliyun');
  if (own) return { file: own, version: spawnSync(own, ['version'], { encoding: 'utf8' }).stdout.trim() };
  const go = programNamed('go');
  if (!go) return { why: 'there is neither aliyun nor go here' };
  const had = sourcesOf(ALIYUN);
  if ('why' in had) return had;
  const file = join(had.file, 'out/aliyun');
  if (!existsSync(file)) {
    const why = run(had.file, go, 'build', '-buildvcs=false', '-trimpath', '-o', file, 'main/main.go');
    if (why !== null) return { why };
  }
  return { file, version: ALIYUN.ref };
}
