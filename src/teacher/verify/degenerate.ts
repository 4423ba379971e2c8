// Chains that teach nothing, though they may end in the right answer.
import { normalizedQuestion, numbersIn, type Problem, type Step } from '../../data/index.ts';
import { KnownQuantities, resultsIn, same, withoutAnnotations } from './quantities.ts';
import type { Reason } from './reasons.ts';

/** Bounds beyond which a chain is not what a small student should learn; GSM8K's longest has 8 steps. */
const mostSteps = 16;
const longestStep = 500;
const longestChain = 3000;
/** A chain of one step may be that short, as the solution of a problem with one step is. */
const calculationsOfOneStep = 2;
const longestOnlyStep = 240;

/** A step or a sub-question that is the whole problem again, or one that comes twice. */
export function repetition({ question }: Problem, steps: readonly Step[]): Reason | null {
  const problem = wordsOf(question);
  const isProblem = (text: string) => {
    const words = wordsOf(text);
    return problem.length >= 12 && words.length >= 0.9 * problem.length && shareOf(problem, words) >= 0.9;
  };
  for (const [index, step] of steps.entries()) {
    if (isProblem(step.question ?? '') || isProblem(step.solution)) {
      return { code: 'repeats-problem', detail: `step ${index + 1} is the problem again`, step: index + 1 };
    }
  }
  for (const part of ['question', 'solution'] as const) {
    const seen = new Map<string, number>();
    for (const [index, step] of steps.entries()) {
      const text = normalizedQuestion(step[part] ?? '');
      const before = seen.get(text);
      if (text !== '' && before !== undefined) {
        const detail = `step ${index + 1} has the ${part} of step ${before + 1}`;
        return { code: 'repeats-itself', detail, step: index + 1 };
      }
      seen.set(text, index);
    }
  }
  return null;
}

/** A sub-question that holds what it should ask for: its own result, or a number that no step before it has found. */
export function leak(problem: Problem, steps: readonly Step[]): Reason | null {
  const known = new KnownQuantities(problem.question);
  const answer = problem.answerType === 'number' ? Number(problem.answer) : Number.NaN;
  for (const [index, { question = '', solution }] of steps.entries()) {
    const own = [...resultsIn(solution), answer].filter((value) => !Number.isNaN(value));
    for (const value of numbersIn(question)) {
      if (known.hasStated(value)) continue;
      if (own.some((result) => same(result, value)) && value > 2) {
        const detail = `sub-question ${index + 1} contains ${value}`;
        return { code: 'answer-leaked', detail, step: index + 1 };
      }
      if (!known.has(value) && !known.gives(value)) {
        const detail = `sub-question ${index + 1} contains ${value}`;
        return { code: 'number-from-nowhere', detail, step: index + 1 };
      }
    }
    known.add([...resultsIn(solution), ...numbersIn(withoutAnnotations(solution))]);
  }
  return null;
}

/** A step in which the answer to an earlier sub-question is still called `#1`, as the given decomposition calls it. */
export function reference({ decomposition = [] }: Problem, steps: readonly Step[]): Reason | null {
  const names = new Set(decomposition.flatMap((text) => text.match(/#\d+/g) ?? []));
  for (const [index, { question = '', solution }] of steps.entries()) {
    const found = `${question} ${solution}`.match(/#\d+/g)?.find((name) => names.has(name));
    if (found === undefined) continue;
    const detail = `step ${index + 1} contains ${found}`;
    return { code: 'unresolved-reference', detail, step: index + 1 };
  }
  return null;
}

/** Everything in one step, or more than a student should write. */
export function shape(steps: readonly Step[]): Reason | null {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) {
    if (calculationsIn(only.solution) > calculationsOfOneStep || only.solution.length > longestOnlyStep) {
      return { code: 'one-giant-step', detail: `one step of ${only.solution.length} characters` };
    }
  }
  if (steps.length > mostSteps) return { code: 'too-long', detail: `${steps.length} steps` };
  const lengths = steps.map(({ question = '', solution }) => Math.max(question.length, solution.length));
  const longest = Math.max(0, ...lengths);
  if (longest > longestStep) {
    const step = lengths.indexOf(longest) + 1;
    return { code: 'too-long', detail: `a step of ${longest} characters`, step };
  }
  const all = steps.reduce((sum, { question = '', solution }) => sum + question.length + solution.length, 0);
  return all > longestChain ? { code: 'too-long', detail: `${all} characters` } : null;
}

/** Signs of results; one and the annotation behind it are one calculation. */
const calculationsIn = (text: string): number =>
  text.replace(/(?:=\s*[$€£]?)?<<[^<>\n]*>>/g, '=').split('=').length - 1;

function wordsOf(text: string): string[] {
  return normalizedQuestion(text).match(/[\p{L}\d]+/gu) ?? [];
}

/** The share of `words` that `others` have too. */
function shareOf(words: readonly string[], others: readonly string[]): number {
  const set = new Set(others);
  return words.filter((word) => set.has(word)).length / words.length;
}
