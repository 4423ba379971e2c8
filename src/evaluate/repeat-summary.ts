// How often a Socratic pair asked a sub-question that it had asked before, and what became of it.
import { type Prediction, type RepeatChoice, solveDefaults } from '../solve/index.ts';

export interface RepeatSummary {
  /** What was done with repeated sub-questions: `keep` (answered again) or `stop` (the sub-questions of the problem ended there). */
  readonly option: RepeatChoice;
  /** Number of problems in which the pair repeated a sub-question. */
  readonly problems: number;
  /** Repeated sub-questions that were answered again, of all samples. */
  readonly answered: number;
  /** Repeated sub-questions at which the pair was stopped, of all samples. */
  readonly stopped: number;
}

/** Nothing for predictions that are not a pair's. */
export function summarizeRepeats(
  predictions: readonly Prediction[],
  option: RepeatChoice = solveDefaults.repeats,
): { readonly repeats?: RepeatSummary } {
  const counts = predictions.flatMap(({ repeatedQuestions, repeatsStopped }) =>
    repeatedQuestions === undefined || repeatsStopped === undefined
      ? []
      : [{ answered: repeatedQuestions, stopped: repeatsStopped }],
  );
  if (counts.length === 0) return {};
  return {
    repeats: {
      option,
      problems: counts.filter(({ answered, stopped }) => answered + stopped > 0).length,
      answered: counts.reduce((sum, { answered }) => sum + answered, 0),
      stopped: counts.reduce((sum, { stopped }) => sum + stopped, 0),
    },
  };
}
