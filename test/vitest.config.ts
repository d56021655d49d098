import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { root } from './root.ts';

const common = {
  deps: { interopDefault: false },
  // Loading the code costs more than most files do with it, so the files of a worker share it.
  isolate: false,
  // Long enough for a machine that does ten other things: what takes longer hangs.
  testTimeout: 300_000,
  hookTimeout: 300_000,
};

/** Tests of the built program; only they wait until it is built. */
const built = ['test/built/**/*.test.ts'];
/** Tests that start processes and browsers, audit a whole account many times, or need an environment that is theirs alone. */
const integration = [
  'test/{browser,cases,deploy,e2e,http,sandbox,simulation}/**/*.test.ts',
  'test/cloud/default-chain.test.ts',
  'test/docs/new.test.ts',
];
const unit = { include: ['test/**/*.test.ts'], exclude: [...integration, ...built] };

export default defineConfig({
  root,
  test: {
    maxWorkers: availableParallelism(),
    teardownTimeout: 120_000,
    reporters: ['default', './test/count-reporter.ts'],
    globalSetup: 'test/temporary-folder.ts',
    projects: [
      { root, test: { ...common, ...unit, name: 'unit', pool: 'threads' } },
      { root, test: { ...common, include: integration, name: 'integration', pool: 'forks' } },
      {
        root,
        test: { ...common, include: built, name: 'built', pool: 'forks', globalSetup: 'test/built/setup.ts' },
      },
    ],
  },
});
