/** Ends a test run with one plain line: "12 passed, 0 failed", and ", 3 skipped" when tests do not apply here. */

import type { Reporter, TestCase } from 'vitest/node';

export default class ClosingLine implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === 'passed') this.#passed++;
    else if (state === 'skipped') this.#skipped++;
    else this.#failed++;
  }

  onTestRunEnd(): void {
    const skipped = this.#skipped === 0 ? '' : `, ${this.#skipped} skipped`;
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed${skipped}\n`);
  }
}
