import { defineConfig } from 'vitest/config';
import { root } from './root.ts';

export default defineConfig({
  root,
  test: {
    include: ['test/**/*.test.ts'],
    deps: { interopDefault: false },
    testTimeout: 60_000,
    hookTimeout: 30_000,
    pool: 'forks',
    reporters: ['default', './test/count-reporter.ts'],
  },
});
