// A vitest reporter that ends every run with one line: which tests were skipped, and why.
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { requiredNames } from './optional-items.ts';

export class SkippedTests implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    requiredNames(); // a wrong name is reported before any test runs
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const byName = this.#vitest?.config.testNamePattern !== undefined;
    const reasons = modules
      .flatMap((module) => [...module.children.allTests('skipped')])
      .map((test) => {
        const { missing } = test.meta();
        if (missing !== undefined) return `without ${missing}`;
        return byName ? 'not selected by -t' : 'marked so in their files';
      });
    this.#vitest?.logger.log(closingLine(reasons));
  }
}

/** The line for the reasons of the skipped tests, one a test. */
export function closingLine(reasons: readonly string[]): string {
  if (reasons.length === 0) return 'Skipped tests: none.';
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`);
  return `Skipped tests: ${reasons.length}. ${parts.join('; ')}.`;
}
