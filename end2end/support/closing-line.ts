import type { FullConfig, FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Ends the run with one line a script can read: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  private suite: Suite | undefined;
  private errors = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  // An error outside any test (the server did not start, say) must not read as a run without failures.
  onError(): void {
    this.errors += 1;
  }

  onEnd(_result: FullResult): void {
    const tests: TestCase[] = this.suite?.allTests() ?? [];
    const ran = tests.filter((test) => test.results.some((result) => result.status !== 'skipped'));
    const passed = ran.filter((test) => test.ok()).length;
    const failed = ran.length - passed + this.errors;
    console.log(`\n${passed} passed, ${failed} failed, ${tests.length - ran.length} skipped`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
