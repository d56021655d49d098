import type { Reporter, TestModule } from 'vitest/node';

const NO_BROWSER =
  'THERE IS NO BROWSER: the tests of the page were skipped. Install Chromium, Chrome or Edge, or set CHROMIUM.';

/** Ends the output with one plain line, `N passed, N failed`, which continuous integration reads. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    for (const module of modules) {
      const before = passed + failed + skipped;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
      const ranNothing = passed + failed + skipped === before;
      if (ranNothing || (module.state() === 'failed' && module.errors().length > 0)) failed += 1;
    }
    const browserTests = modules.filter((module) => /[\\/]browser[\\/]/.test(module.moduleId));
    if (browserTests.some((module) => module.state() === 'skipped'))
      process.stdout.write(`\n${NO_BROWSER}\n`);
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`\n${passed} passed, ${failed} failed${tail}\n`);
  }
}
