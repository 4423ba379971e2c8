// From a finished attempt to the prediction that is kept: the extracted answer, judged against the gold one.
import { answersMatch, extractAnswer, extractorVersion, type Step } from '../data/index.ts';
import { type StrategyName, strategyOf } from '../strategy/index.ts';
import type { Attempt } from './attempt.ts';
import type { Dialogue } from './dialogue.ts';
import type { Planning } from './planning.ts';
import type { Prediction } from './types.ts';

/** A finished attempt, of our own models or of one that answers elsewhere. */
export type FinishedAttempt = Pick<
  Attempt,
  'problem' | 'generatedTokens' | 'forcedTokens' | 'limits' | 'calculator' | 'calculatorUses'
> &
  Partial<Pick<Attempt, 'resampleSteps' | 'resampledLines' | 'mendedLines' | 'resampledTokens'>> &
  Partial<Pick<Attempt, 'outside' | 'consultedSteps' | 'replacedSteps' | 'failedSteps' | 'replacedTokens'>>;

/** One model wrote `output`. */
export function directPrediction(
  attempt: FinishedAttempt,
  strategy: StrategyName,
  output: string,
): Prediction {
  const { steps } = strategyOf(strategy).parse(output);
  return { ...predictionOf(attempt, strategy, output, steps), ...consultingOf(attempt) };
}

/**
 * The pair's: `output` is the solver's transcript; sub-questions that it did not get to are among the steps. `planning`: of a decomposer
 * with guidance.
 */
export function pairPrediction(
  attempt: Attempt,
  { questions, solutions }: Dialogue,
  output: string,
  planning: Planning | null = null,
): Prediction {
  const steps = questions.map((question, index) => ({ question, solution: solutions[index] ?? '' }));
  const { repeatedQuestions, repeatsStopped, unanswered } = attempt;
  return {
    ...predictionOf(attempt, 'socratic', output, steps),
    ...(unanswered === undefined ? {} : { answer: null, correct: false, unanswered }),
    repeatedQuestions,
    repeatsStopped,
    ...consultingOf(attempt),
    ...(planning === null ? {} : { guidance: planning.predicted }),
  };
}

function predictionOf(
  attempt: FinishedAttempt,
  strategy: StrategyName,
  output: string,
  steps: readonly Step[],
): Prediction {
  const { problem } = attempt;
  // Every model is taught or told to end in `#### a`: a number elsewhere in a transcript that was cut short is not its answer.
  const found = extractAnswer(output, problem.answerType);
  const extraction = found?.rule === 'marker' ? found : null;
  return {
    id: problem.id,
    question: problem.question,
    strategy,
    output,
    steps,
    answer: extraction?.value ?? null,
    correct: extraction !== null && answersMatch(extraction, problem.answer, problem.answerType),
    extractor: extractorVersion,
    gold: problem.answer,
    goldSteps: problem.steps?.length ?? null,
    generatedTokens: attempt.generatedTokens,
    forcedTokens: attempt.forcedTokens,
    limits: attempt.limits,
    calculator: attempt.calculator,
    calculatorUses: attempt.calculatorUses,
    ...resamplingOf(attempt),
  };
}

function resamplingOf({
  resampleSteps = 0,
  resampledLines = 0,
  mendedLines = 0,
  resampledTokens = 0,
}: FinishedAttempt): Pick<Prediction, 'resampledLines' | 'mendedLines' | 'resampledTokens'> {
  return resampleSteps === 0 ? {} : { resampledLines, mendedLines, resampledTokens };
}

function consultingOf({
  outside,
  consultedSteps = 0,
  replacedSteps = 0,
  failedSteps = 0,
  replacedTokens = 0,
}: FinishedAttempt): Pick<Prediction, 'consultedSteps' | 'replacedSteps' | 'failedSteps' | 'replacedTokens'> {
  if (typeof outside?.answers !== 'number') return {};
  return { consultedSteps, replacedSteps, failedSteps, replacedTokens };
}
