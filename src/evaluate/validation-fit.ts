// The confidence of a run's answers, fitted on its evaluation of the validation problems with the same options.
import { type AskedOptions, type EngineOptions, solveDefaults } from '../solve/index.ts';
import { type ConfidenceFit, fitConfidence } from './confidence.ts';
import type { EvaluatedData } from './evaluated-data.ts';
import { type Sampling, samplingOf } from './evaluated-sampling.ts';
import { evaluationNameIn } from './evaluation-name.ts';
import { findEvaluation, predictionsOf } from './read-evaluation.ts';

/**
 * Null for the validation problems themselves, and where the run has no evaluation of those of the same dataset with the same options, or
 * one whose predictions say nothing of themselves.
 */
export function validationFit(
  run: string,
  evaluated: EvaluatedData,
  options: AskedOptions & Pick<EngineOptions, 'weights'> & { readonly isOwn: boolean },
): ConfidenceFit | null {
  if (evaluated.split === 'validation') return null;
  const name = evaluationNameIn({ ...evaluated, split: 'validation' }, { ...options, out: run });
  const { evaluation = null } = findEvaluation(run, name) ?? {};
  if (evaluation === null || evaluation.dataset.sha256 !== evaluated.dataset.sha256) return null;
  const { maxNewTokens = solveDefaults.maxNewTokens, maxSteps = solveDefaults.maxSteps } = options;
  if (evaluation.maxNewTokens !== maxNewTokens) return null;
  if (evaluation.maxSteps !== null && evaluation.maxSteps !== maxSteps) return null;
  if (!isDrawnEqually(evaluation.sampling, samplingOf(options).sampling)) return null;
  return fitConfidence(predictionsOf(evaluation));
}

/** Whether samples were drawn in the same way; the seed may be another one. */
function isDrawnEqually(one: Sampling | undefined, other: Sampling | undefined): boolean {
  const drawn = (sampling: Sampling | undefined) => sampling && { ...sampling, seed: 0 };
  return JSON.stringify(drawn(one)) === JSON.stringify(drawn(other));
}
