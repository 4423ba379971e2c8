// What came of lines with a wrong calculation that were written again, and what they cost.
import {
  type Prediction,
  SAMPLING_TEMPERATURE,
  type SolveOptions,
  solveDefaults,
  temperatureOf,
} from '../solve/index.ts';

export interface ResamplingSummary {
  /** How often a line was written again, at most. */
  readonly tries: number;
  /** Temperature at which these lines were drawn. */
  readonly temperature: number;
  /** Seed of what was drawn. */
  readonly seed: number;
  /** Number of problems with such lines. */
  readonly problems: number;
  /** Lines that were written again, of all samples. */
  readonly lines: number;
  /** Those of them of which a later version has no wrong calculation. */
  readonly mended: number;
  /** Tokens of lines that were thrown away. They are among the generated ones. */
  readonly tokens: number;
}

/** Nothing where no line is written again. */
export function summarizeResampling(
  predictions: readonly Prediction[],
  options: SolveOptions,
): { readonly resampling?: ResamplingSummary } {
  const { resampleSteps: tries = solveDefaults.resampleSteps, seed = solveDefaults.seed } = options;
  if (tries === 0) return {};
  const sum = (value: (prediction: Prediction) => number | undefined) =>
    predictions.reduce((total, prediction) => total + (value(prediction) ?? 0), 0);
  return {
    resampling: {
      tries,
      temperature: temperatureOf(options) || SAMPLING_TEMPERATURE,
      seed,
      problems: predictions.filter(({ resampledLines = 0 }) => resampledLines > 0).length,
      lines: sum(({ resampledLines }) => resampledLines),
      mended: sum(({ mendedLines }) => mendedLines),
      tokens: sum(({ resampledTokens }) => resampledTokens),
    },
  };
}
