// What an evaluation says of parts that were asked elsewhere, and the chains that came of it, as problems to train on.
import type { Problem } from '../data/index.ts';
import { KeptProblems, type OutsideUse, type Prediction } from '../solve/index.ts';
import type { PairedDifference } from './intervals.ts';

export interface OutsideSummary extends OutsideUse {
  /** Sub-questions that were asked elsewhere since the student was unsure; null where all of them were. */
  readonly consulted: number | null;
  /** Those of them whose answer took the place of the student's own; null where all were asked. */
  readonly replaced: number | null;
  /** Those of them of which the call failed; the next start asks again. Null where all were asked. */
  readonly failedSteps: number | null;
  /** Problems with such a sub-question; null where all were asked. */
  readonly consultedProblems: number | null;
  /** Sub-questions that were answered, by whomever. */
  readonly subQuestions: number;
  /** Accuracy minus that of the same evaluation without other models, on the same problems; null where the run has none. */
  readonly difference: PairedDifference | null;
  /** Problems without a solution since a model elsewhere did not answer. They count as not correct. */
  readonly unanswered: number;
  /** Path of the right chains, to train on, with those of earlier evaluations of this name; null: there is none. */
  readonly chains: string | null;
  /** Number of right chains of this evaluation. */
  readonly chainCount: number;
}

/** Adds the right chains to the file `chains` (null: they are not kept), and sums up. */
export function summarizeOutside(
  use: OutsideUse,
  predictions: readonly Prediction[],
  problems: readonly Problem[],
  { chains: path, difference }: Pick<OutsideSummary, 'chains' | 'difference'>,
): OutsideSummary {
  const chains = consultedChains(predictions, problems);
  const isKept = path !== null && chains.length > 0;
  if (isKept) new KeptProblems(path).add(chains);
  const sum = (value: (prediction: Prediction) => number | undefined) =>
    predictions.reduce((total, prediction) => total + (value(prediction) ?? 0), 0);
  const isCascade = use.unsureBelow !== null;
  return {
    ...use,
    consulted: isCascade ? sum(({ consultedSteps }) => consultedSteps) : null,
    replaced: isCascade ? sum(({ replacedSteps }) => replacedSteps) : null,
    failedSteps: isCascade ? sum(({ failedSteps }) => failedSteps) : null,
    consultedProblems: isCascade
      ? predictions.filter(({ consultedSteps = 0 }) => consultedSteps > 0).length
      : null,
    subQuestions: sum(({ steps }) => steps.filter(({ solution }) => solution !== '').length),
    difference,
    unanswered: predictions.filter(({ unanswered }) => unanswered !== undefined).length,
    chains: isKept ? path : null,
    chainCount: chains.length,
  };
}

/** The solutions with a part from elsewhere that reach the gold answer, as problems with steps. */
function consultedChains(predictions: readonly Prediction[], problems: readonly Problem[]): Problem[] {
  const known = new Map(problems.map((problem) => [problem.id, problem]));
  return predictions.flatMap(({ id, correct, steps, replacedSteps }) => {
    const problem = known.get(id);
    const isWhole = steps.length > 0 && steps.every(({ solution }) => solution !== '');
    if (problem === undefined || !correct || !isWhole || replacedSteps === 0) return [];
    const { question, answer, answerType } = problem;
    return [{ id, question, answer, answerType, steps }];
  });
}
