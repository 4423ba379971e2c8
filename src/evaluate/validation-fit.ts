// The confidence of a run's answers, fitted on its evaluation of the validation problems with the same options.
import type { EngineOptions, OutsideOptions, SolveOptions } from '../solve/index.ts';
import { type ConfidenceFit, fitConfidence } from './confidence.ts';
import { equalEvaluation, isSolvedEqually } from './equal-evaluation.ts';
import type { EvaluatedData } from './evaluated-data.ts';
import { type EvaluationPlace, evaluationName } from './evaluation-name.ts';
import { findEvaluation, predictionsOf } from './read-evaluation.ts';

/**
 * Null for the validation problems themselves, and where the run has no evaluation of those of the same dataset with the same options, or
 * one whose predictions say nothing of themselves.
 */
export function validationFit(
  run: string,
  evaluated: EvaluatedData,
  options: Omit<EvaluationPlace, 'out'>,
): ConfidenceFit | null {
  if (evaluated.split === 'validation') return null;
  const evaluation = equalEvaluation(run, { ...evaluated, split: 'validation' }, options);
  return evaluation && fitConfidence(predictionsOf(evaluation));
}

/**
 * What makes a solution's score a probability (`confidenceOf`): fitted on the run's evaluation of its own dataset's validation problems
 * with the same options. Null where the run has none, and where another model takes the place of one of its own.
 *
 * ```ts
 * const options = { run: 'runs/mine', samples: 8 };
 * await evaluate({ ...options, data: 'data/mine', split: 'validation' });
 * const fit = runConfidence(options);
 * const solver = await createSolver(options);
 * const solution = await solver.solve('Ann has 3 pens and buys 4. How many pens does she have?');
 * if (fit !== null) console.log(confidenceOf(solution, fit.measure, fit));
 * await solver.close();
 * ```
 *
 * Throws `predictions-unusable` when the predictions of that evaluation are others by now.
 */
export function runConfidence({
  run,
  ...options
}: SolveOptions &
  Pick<EngineOptions, 'weights'> &
  Pick<OutsideOptions, 'questionsFrom' | 'answersFrom'> & { readonly run: string }): ConfidenceFit | null {
  if (options.questionsFrom !== undefined || options.answersFrom !== undefined) return null; // these solve otherwise
  const { evaluation = null } = findEvaluation(run, evaluationName('validation', options)) ?? {};
  if (evaluation === null || !isSolvedEqually(evaluation, options)) return null;
  return fitConfidence(predictionsOf(evaluation));
}
