import { defineConfig } from 'vitest/config';
import { root } from './root.ts';

/** For mutation testing: the tests of one folder alone, because each mutant runs them again. */
export default defineConfig({
  root,
  test: {
    deps: { interopDefault: false },
    pool: 'threads',
    testTimeout: 20_000,
    include: [process.env['MUTANTS_TESTS'] ?? 'test/**/*.test.ts'],
    // What starts processes or measures real time against a deadline.
    exclude: ['test/cloud/{default-chain,functions}.test.ts'],
  },
});
