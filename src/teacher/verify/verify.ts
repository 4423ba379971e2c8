// Whether a chain is kept: its answer is the gold answer, its calculations are right, and it is worth learning from.
import { answersMatch, type Problem, type Step } from '../../data/index.ts';
import type { AnnotationKind } from '../kinds.ts';
import { checkArithmetic } from './arithmetic.ts';
import { leak, reference, repetition, shape } from './degenerate.ts';
import { markupIn } from './markup.ts';
import { numberFromNowhere } from './quantities.ts';
import type { Reason } from './reasons.ts';
import { findsAnswer } from './result.ts';

export interface Verdict {
  /** The final answer is the gold answer. */
  readonly correct: boolean;
  /** Every check was passed: the chain is kept. */
  readonly verified: boolean;
  /** What speaks against it. */
  readonly reasons: readonly Reason[];
}

export interface CheckedChain {
  readonly steps: readonly Step[];
  readonly answer: string | null;
}

/** Judges a chain that the teacher wrote whole. */
export function verifyChain(problem: Problem, kind: AnnotationKind, chain: CheckedChain): Verdict {
  const { steps, answer } = chain;
  const correct = answer !== null && answersMatch(answer, problem.answer, problem.answerType);
  if (lengthOf(steps) > longestChecked) return verdictOf(correct, [shape(steps)]);
  const reasons: (Reason | null)[] = [...form(kind, steps)];
  reasons.push(markup(steps.map(({ question = '', solution }) => `${question} ${solution}`)));
  if (answer === null) reasons.push({ code: 'no-answer', detail: 'no final answer can be read' });
  else if (!correct) reasons.push({ code: 'wrong-answer', detail: `${answer}, not ${problem.answer}` });
  reasons.push(
    arithmetic(problem, steps),
    shape(steps),
    repetition(problem, steps),
    reference(problem, steps),
  );
  if (kind === 'socratic') reasons.push(leak(problem, steps));
  if (problem.answerType === 'number') {
    if (correct) reasons.push(derivation(problem, steps));
    reasons.push(nowhere(problem, steps));
  }
  return verdictOf(correct, reasons);
}

/** Characters of a chain that are checked for more than their length: a teacher that repeats itself without end writes longer ones. */
const longestChecked = 20_000;

const lengthOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, { question = '', solution }) => sum + question.length + solution.length, 0);

/** Judges sub-questions for gold steps, which are kept as they are: their answer is the gold answer. */
export function verifyQuestions(problem: Problem, steps: readonly Step[]): Verdict {
  return verdictOf(true, [
    ...form('socratic', steps),
    markup(steps.map(({ question = '' }) => question)),
    arithmetic(problem, steps),
    repetition(
      problem,
      steps.map(({ question }) => ({ ...(question === undefined ? {} : { question }), solution: '' })),
    ),
    leak(problem, steps),
  ]);
}

/** The verdict on an answer of which nothing can be read. */
export function unusable(reason: Reason): Verdict {
  return { correct: false, verified: false, reasons: [reason] };
}

function verdictOf(correct: boolean, found: readonly (Reason | null)[]): Verdict {
  const reasons = found.filter((reason) => reason !== null);
  return { correct, verified: correct && reasons.length === 0, reasons };
}

function form(kind: AnnotationKind, steps: readonly Step[]): Reason[] {
  if (steps.length === 0) return [{ code: 'no-steps', detail: 'there are no steps' }];
  const unsolved = steps.findIndex(({ solution }) => solution.trim() === '');
  if (unsolved !== -1) {
    return [{ code: 'no-solution', detail: `step ${unsolved + 1} has no solution`, step: unsolved + 1 }];
  }
  // it ends a student's transcript, and what stands behind it is scored
  const marked = steps.findIndex(({ question = '', solution }) => `${question}${solution}`.includes('####'));
  if (marked !== -1) {
    return [{ code: 'unreadable', detail: `step ${marked + 1} contains ####`, step: marked + 1 }];
  }
  const unasked = kind === 'cot' ? -1 : steps.findIndex(({ question = '' }) => question.trim() === '');
  return unasked === -1
    ? []
    : [{ code: 'no-sub-question', detail: `step ${unasked + 1} has no sub-question`, step: unasked + 1 }];
}

/** What is said before a step: the problem and the steps before it. */
export const contextOf = ({ question }: Problem, steps: readonly Step[], index: number): string =>
  [question, ...steps.slice(0, index).map(({ solution }) => solution)].join('\n');

function arithmetic(problem: Problem, steps: readonly Step[]): Reason | null {
  for (const [index, { solution }] of steps.entries()) {
    const [wrong] = checkArithmetic(solution, contextOf(problem, steps, index)).wrong;
    if (wrong === undefined) continue;
    const is = wrong.computed === null ? 'cannot be computed' : `is ${wrong.computed}`;
    const detail = `step ${index + 1}: ${wrong.written} (${is})`;
    return { code: 'wrong-arithmetic', detail, step: index + 1 };
  }
  return null;
}

/** Nothing in the texts that the teacher wrote may belong to its format: a student would learn to write it. */
function markup(texts: readonly string[]): Reason | null {
  for (const [index, text] of texts.entries()) {
    const found = markupIn(text);
    if (found === null) continue;
    return { code: 'unreadable', detail: `step ${index + 1} contains ${found}`, step: index + 1 };
  }
  return null;
}

/** The gold answer has to be what the last step finds, not only to stand behind it. */
function derivation(problem: Problem, steps: readonly Step[]): Reason | null {
  return steps.length === 0 || findsAnswer(problem, steps)
    ? null
    : { code: 'answer-not-derived', detail: `the last step does not find ${problem.answer}` };
}

function nowhere(problem: Problem, steps: readonly Step[]): Reason | null {
  const found = numberFromNowhere(problem, steps);
  if (found === null) return null;
  const step = found.step + 1;
  return { code: 'number-from-nowhere', detail: `step ${step} contains ${found.value}`, step };
}
