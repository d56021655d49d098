import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of the built program; only they wait until it is built. */
const built = ['test/built/**/*.test.ts'];
/** Tests that start processes and browsers, or audit a whole account many times. */
const integration = ['browser', 'deploy', 'e2e', 'http', 'sandbox'].map(
  (name) => `test/${name}/**/*.test.ts`,
);

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    deps: { interopDefault: false },
    // Long enough for a machine that does ten other things: what takes longer hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    // Loading the code costs more than most files do with it, so the files of a worker share it.
    isolate: false,
    maxWorkers: availableParallelism(),
    globalSetup: 'test/temporary-folder.ts',
    reporters: ['default', './test/count-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...integration, ...built],
          pool: 'threads',
        },
      },
      { extends: true, test: { name: 'integration', include: integration, pool: 'forks' } },
      {
        extends: true,
        test: { name: 'built', include: built, pool: 'forks', globalSetup: 'test/built/setup.ts' },
      },
    ],
  },
});
