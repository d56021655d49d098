import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { root } from '../root.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built program: `cli.mjs`, `instance.mjs` and `functions/`. All files share it, so none writes to it. */
    bundles: string;
  }
}

/** Builds what is delivered, once for all the files of this project, and outside the working folder. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-built-'));
  const dist = join(folder, 'dist');
  for (const part of ['functions', 'cli'])
    execFileSync(process.execPath, ['.build.mjs', part, dist], { cwd: root });
  project.provide('bundles', dist);
  return () => rmSync(folder, { recursive: true, force: true });
}
