/** Closes a test run with one plain line: "12 passed, 0 failed". */

import type { Reporter, TestCase } from 'vitest/node';

export default class ClosingLine implements Reporter {
  #passed = 0;
  #failed = 0;

  onTestCaseResult(test: TestCase): void {
    if (test.result().state === 'passed') this.#passed++;
    else this.#failed++;
  }

  onTestRunEnd(): void {
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
  }
}
