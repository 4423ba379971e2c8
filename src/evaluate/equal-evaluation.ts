// An evaluation of the run in which problems were solved with the same options, to compare with or to fit on.
import { type SolveOptions, solveDefaults } from '../solve/index.ts';
import type { EvaluatedData } from './evaluated-data.ts';
import { type Sampling, samplingOf } from './evaluated-sampling.ts';
import { type EvaluationPlace, evaluationNameIn } from './evaluation-name.ts';
import { findEvaluation } from './read-evaluation.ts';
import type { RunEvaluation } from './run-evaluation.ts';

/** The run's evaluation of this split of the dataset with these options; null where there is none. */
export function equalEvaluation(
  run: string,
  evaluated: Pick<EvaluatedData, 'split' | 'dataset'>,
  options: Omit<EvaluationPlace, 'out'>,
): RunEvaluation | null {
  const { evaluation = null } =
    findEvaluation(run, evaluationNameIn(evaluated, { ...options, out: run })) ?? {};
  if (evaluation === null || evaluation.dataset.sha256 !== evaluated.dataset.sha256) return null;
  return isSolvedEqually(evaluation, options) ? evaluation : null;
}

/** Whether an evaluation's problems were solved with these options; its name tells the others apart. */
export function isSolvedEqually(evaluation: RunEvaluation, options: SolveOptions): boolean {
  const { maxNewTokens = solveDefaults.maxNewTokens, maxSteps = solveDefaults.maxSteps } = options;
  if (evaluation.maxNewTokens !== maxNewTokens) return false;
  if (evaluation.maxSteps !== null && evaluation.maxSteps !== maxSteps) return false;
  return isDrawnEqually(evaluation.sampling, samplingOf(options).sampling);
}

/** Whether samples were drawn in the same way; the seed may be another one. */
function isDrawnEqually(one: Sampling | undefined, other: Sampling | undefined): boolean {
  const drawn = (sampling: Sampling | undefined) => sampling && { ...sampling, seed: 0 };
  return JSON.stringify(drawn(one)) === JSON.stringify(drawn(other));
}
