import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Release {
  /** folder beside this file, and the line of versions */
  line: '1.31' | '1.35';
  version: string;
}

export const releases: readonly Release[] = [
  { line: '1.31', version: 'v1.31.14' },
  { line: '1.35', version: 'v1.35.4' },
];

/** Where Debian and the archives of go.dev put them, besides PATH. */
const places = ['/usr/local/go/bin', '/usr/lib/go/bin', '/usr/bin', '/usr/local/bin'];

export function programNamed(name: string): string | null {
  for (const folder of [...(process.env['PATH'] ?? '').split(':'), ...places]) {
    if (folder !== '' && existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
}

export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'sealwatch');
}

/** Any change of the sources or of the compiler is another binary. */
function fileFor(go: string, folder: string, { line, version }: Release): string {
  const hash = createHash('sha256')
    .update(execFileSync(go, ['version']))
    .update(version);
  for (const name of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(folder, name)));
  return join(cacheFolder(), `kube-apiserver-${line}-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Builds outside the repository, once, in so many seconds at most. `seconds`: null when it was there already. Null: there was not
 * enough time, or no way to the modules; the compiler has said why.
 */
export function built(
  go: string,
  root: string,
  release: Release,
  most: number,
): { file: string; seconds: number | null } | null {
  const folder = join(root, 'test/cluster', release.line);
  const file = fileFor(go, folder, release);
  if (existsSync(file)) return { file, seconds: null };
  mkdirSync(cacheFolder(), { recursive: true });
  const began = Date.now();
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${release.version}`;
  const openapi = 'k8s.io/kubernetes/pkg/generated/openapi=-N -l';
  const args = [
    'build',
    '-buildvcs=false',
    '-trimpath',
    `-gcflags=${openapi}`,
    '-ldflags',
    flags,
    '-o',
    `${file}.new`,
    '.',
  ];
  const { status } = spawnSync(go, args, {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: process.env['GOFLAGS'] ?? '' },
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(Number.isFinite(most) && { timeout: Math.ceil(most * 1000), killSignal: 'SIGTERM' as const }),
  });
  if (status !== 0) return null;
  renameSync(`${file}.new`, file);
  return { file, seconds: Math.round((Date.now() - began) / 1000) };
}
