import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';

const NO_BROWSER =
  'THERE IS NO BROWSER: the tests of the page were skipped. Install Chromium, Chrome or Edge, or set CHROMIUM.';

/**
 * Ends the output with one plain line, `N passed, N failed`, which continuous integration reads. A file that cannot be loaded,
 * a hook that fails and an error that nobody caught count as one failure each, and so does every test that did not run
 * because of them: only what a test file itself skips is skipped.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) count[outcomeOf(test)] += 1;
      count.failed += [module, ...module.children.allSuites()].filter(isBroken).length;
      if (tests.length === 0 && !isBroken(module)) count.failed += 1;
    }
    const browserTests = modules.filter((module) => /[\\/]browser[\\/]/.test(module.moduleId));
    if (browserTests.some((module) => module.state() === 'skipped'))
      process.stdout.write(`\n${NO_BROWSER}\n`);
    const tail = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${tail}\n`);
  }
}

function outcomeOf(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  if (state === 'passed' || state === 'failed') return state;
  return state === 'pending' || isBelowBroken(test) ? 'failed' : 'skipped';
}

function isBelowBroken({ parent }: TestCase | TestSuite): boolean {
  return isBroken(parent) || (parent.type === 'suite' && isBelowBroken(parent));
}

/** Its own errors, not those of its tests. */
function isBroken(suite: TestModule | TestSuite): boolean {
  return suite.errors().length > 0;
}
