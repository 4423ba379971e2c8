// Whether two chains say the same in nearly the same words: then a second one teaches nothing.
import type { Step } from '../../data/index.ts';

const nearDuplicate = 0.8;

/** The share of three-word runs that two chains have in common (Jaccard) is at least 0.8. */
export function isNearDuplicate(a: readonly Step[], b: readonly Step[]): boolean {
  const [left, right] = [runsOf(a), runsOf(b)];
  const common = [...left].filter((run) => right.has(run)).length;
  return common >= nearDuplicate * (left.size + right.size - common);
}

function runsOf(steps: readonly Step[]): Set<string> {
  const text = steps.map(({ question = '', solution }) => `${question} ${solution}`).join(' ');
  const words = text.toLowerCase().match(/[\p{L}\d.]+|[-+*/=×÷]/gu) ?? [];
  const runs = words.slice(2).map((_, index) => words.slice(index, index + 3).join(' '));
  return new Set(runs.length > 0 ? runs : [words.join(' ')]);
}
